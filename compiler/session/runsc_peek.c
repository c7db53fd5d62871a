#include "session/runsc_peek.h"

#include <string.h>
#include <unistd.h>

/* runsc has 24 to 90 MB. */
#define BINARY_MAX ((size_t)512 * 1024 * 1024)
/* Of a piece's end, seen again with the next: a version may lie across. */
enum { PIECE = 1 << 20, OVERLAP = 32 };

static void look_through(int fd, unsigned char *buffer, struct release_marks *marks)
{
	size_t kept = 0, total = 0;
	for (ssize_t got; (got = read(fd, buffer + kept, PIECE)) > 0 && total < BINARY_MAX;) {
		size_t length = kept + (size_t)got;
		release_marks_find(buffer, buffer + length, marks);
		kept = length < OVERLAP ? length : OVERLAP;
		memmove(buffer, buffer + length - kept, kept);
		total += (size_t)got;
	}
}

release_date peek_runsc(struct rootfs *rootfs, struct text path)
{
	static unsigned char buffer[OVERLAP + PIECE + 1];
	struct release_marks marks = {0};
	int fd = rootfs_open_file(rootfs, path);
	if (fd < 0)
		return 0;
	look_through(fd, buffer, &marks);
	close(fd);
	return marks.is_several ? 0 : marks.release;
}
