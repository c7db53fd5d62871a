/* The scanner of /proc/self/mounts, and what is looked up with its paths: any text is scanned to
 * its end or refused, and a mount point is a path. */
#include "mounts.h"
#include "sight.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
	if (!is_so)
		abort();
}

static const struct options *some_options(void)
{
	static char kept[][16] = {"/", "/etc", "/usr", "/usr-x", "/usr/share", "/usr/share/doc"};
	static char hidden[][16] = {"/etc/hosts", "/usr/bin/runsc"};
	static char *kept_items[6];
	static char *hidden_items[2];
	static struct options options;

	for (int i = 0; i < 6; i++)
		kept_items[i] = kept[i];
	for (int i = 0; i < 2; i++)
		hidden_items[i] = hidden[i];
	options.keep = (struct values){kept_items + 1, 5};
	options.mask = (struct values){hidden_items, 2};
	return &options;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *const text = malloc(size + 1);
	char *next = text;
	const char *before = text;
	const char *point;

	expect(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	while (*next != '\0' && (point = mounts_scan(&next)) != NULL) {
		expect(next > before && next <= text + size && next[-1] == '\n');
		expect(point[0] == '/' && point > before && point + strlen(point) < next);
		expect((int)sight_of(some_options(), point) <= SIGHT_source);
		expect(is_above_kept(some_options(), point) || !is_named(some_options(), point));
		before = next;
	}
	free(text);
	return 0;
}
