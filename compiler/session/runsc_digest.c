#include "session/runsc_digest.h"

#include "emit/emit.h"

#include <unistd.h>

/* A release has four. */
enum { SIDECARS_MAX = 64 };

/* The lines that sha256sum(1) prints. */
struct lines {
	struct arena *arena;
	struct rootfs *rootfs;
	struct text text; /* NULL: a file could not be read */
};

static void add(struct lines *lines, struct text path, struct text name)
{
	int fd = rootfs_open_file(lines->rootfs, path);
	struct text digest = emit_sha256_of(lines->arena, fd);
	if (fd >= 0)
		close(fd);
	if (digest.length == 0)
		lines->text = (struct text){NULL, 0};
	else if (lines->text.data)
		lines->text = text_format(lines->arena, "%s%s  %s\n", lines->text.data, digest.data,
		                          name.data);
}

static void add_sidecars(struct lines *lines, struct text directory, const struct text *names,
                         size_t count)
{
	for (size_t i = 0; i < count && lines->text.data; i++)
		add(lines, text_format(lines->arena, "%s/%s", directory.data, names[i].data),
		    text_format(lines->arena, "gvisor-bin/%s", names[i].data));
}

struct text runsc_digest(struct arena *arena, struct rootfs *rootfs, struct text path,
                         struct text name)
{
	struct lines lines = {arena, rootfs, TEXT("")};
	struct text beside = text_format(arena, "%s/gvisor-bin", path_parent(arena, path).data);
	struct text *names = NULL;
	size_t count = 0;
	bool is_release = rootfs_list(rootfs, beside, &names, &count) && count > 0;
	if (count > SIDECARS_MAX)
		return TEXT("");
	add(&lines, path, name);
	if (is_release)
		add_sidecars(&lines, beside, names, count);
	if (!lines.text.data)
		return TEXT("");
	return is_release ? emit_sha256(arena, lines.text) : text_copy(arena, lines.text.data, 64);
}
