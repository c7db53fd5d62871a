/* Linked with keepc: the allocation number FAIL_AT of the program fails, as if memory were short,
 * and so do those after it when FAIL_ON is set. Leaves the file FAIL_MARK when it did. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long done;

static int fails(void)
{
	const char *at = getenv("FAIL_AT"), *mark = getenv("FAIL_MARK");
	unsigned long number = at ? strtoul(at, NULL, 10) : 0;
	done++;
	if (!at || !mark || (getenv("FAIL_ON") ? done < number : done != number))
		return 0;
	int fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
