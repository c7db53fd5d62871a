#include "base/scan.h"
#include "import/import.h"

#include <string.h>

/* root.path and mounts of a config.json, as the policy says them. */

static bool is_read_only(const struct config_mount *mount)
{
	return config_has_option(mount, "ro");
}

static bool is_empty_source(struct text source)
{
	return text_is(source, "/dev/null");
}

/* Made by runsc, or by keepc without being asked. */
static bool is_automatic(const struct config_mount *mount)
{
	struct text path = mount->destination;
	return text_is(path, "/proc") || text_is(path, "/dev") ||
	       path_is_within(path, TEXT("/sys")) || text_is(path, "/dev/pts") ||
	       text_is(path, "/dev/mqueue");
}

/* A bind that shows the outer path under its own name is a keep-dir. */
static bool is_keep(const struct config_mount *mount)
{
	struct text source = mount->source;
	if (!mount->is_bind || !is_read_only(mount) || is_empty_source(source) ||
	    config_has_option(mount, "noexec"))
		return false;
	return text_equal(source, mount->destination);
}

static const struct config_mount *mount_at(const struct config *config, struct text path)
{
	const struct config_mount *mount;
	for_each (mount, &config->mounts)
		if (text_equal(mount->destination, path))
			return mount;
	return NULL;
}

static bool is_kept(const struct import *import, struct text path)
{
	const struct text *keep;
	for_each (keep, &import->keeps)
		if (path_is_within(path, *keep))
			return true;
	return false;
}

static void keep(struct import *import, struct text path)
{
	const struct text *known;
	for_each (known, &import->keeps)
		if (text_equal(*known, path))
			return;
	*list_append(import->arena, &import->keeps) = path;
}

/* Where the distributions that have merged their directories put a symlink into /usr. */
static bool is_merged(struct text path)
{
	return text_starts(path, "/lib") || path_is_within(path, TEXT("/bin")) ||
	       path_is_within(path, TEXT("/sbin"));
}

/* A root filesystem of its own is the inner one of layout split: its files are not the outer
 * container's. */
static void split_root(struct import *import)
{
	struct text root = import->config->root_path;
	bool has_path = text_starts(root, "/");
	import->layout = LAYOUT_SPLIT;
	import->inner = has_path ? config_clean(import->arena, root) : TEXT("/innerkeep/rootfs");
	import_remark(
	    import, "root.path %s is a root filesystem of its own, the inner one of layout split%s",
	    root.data,
	    has_path ? "" : ": in the outer container it has to lie at the path which inner names");
}

/* A whole root filesystem shows all that no mount hides: the directories of the FHS stand for
 * it. */
static void keeps_of_root(struct import *import)
{
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		bool is_left_out = is_merged(path) || text_is(path, "/lost+found") ||
		                   text_is(path, "/tmp") || text_is(path, "/run");
		if (places[i].role == PLACE_toplevel && !is_left_out &&
		    !mount_at(import->config, path))
			keep(import, path);
	}
	if (!mount_at(import->config, TEXT("/run")))
		import_remark(import,
		              "/run was visible: it holds secrets and state, and was left out");
	import_remark(import,
	              "root.path %s shows whatever lies in it; keep-dirs names the directories of "
	              "the FHS that no mount hides. Take out what is not needed.",
	              import->config->root_path.data);
}

void import_layout(struct import *import)
{
	const struct config_mount *mount;
	if (import->vector.is_ours) {
		import_rows_layout(import);
		return;
	}
	for_each (mount, &import->config->mounts)
		if (is_keep(mount))
			keep(import, mount->destination);
	if (import->keeps.count > 0) {
		import_remark(import,
		              "what lies in root.path %s itself was left out: keep-dirs names what "
		              "its mounts show",
		              import->config->root_path.data);
		return;
	}
	if (!text_is(import->config->root_path, "/"))
		split_root(import);
	keeps_of_root(import);
}

static struct text runsc_path(const struct import *import)
{
	struct text path = import_runsc_path(import);
	return path.length > 0 ? path : TEXT("/usr/bin/runsc");
}

/* Hides what lies below it, or was meant to: a mount of a kind that no policy says, too. */
static bool is_hiding(const struct config_mount *mount)
{
	return mount->is_bind ? is_empty_source(mount->source)
	                      : !text_is(mount->type, "tmpfs") || is_read_only(mount);
}

static void import_mask(struct import *import, const struct config_mount *mount, bool *is_first)
{
	struct text path = mount->destination;
	if (!is_kept(import, path) && is_merged(path))
		path = text_format(import->arena, "/usr%s", path.data);
	bool hides_runsc =
	    text_equal(outer_path(import->arena,
	                          &(struct policy){.layout = {.value = import->layout},
	                                           .inner = {.value = import->inner}},
	                          path),
	               runsc_path(import));
	if (hides_runsc || !is_kept(import, path))
		return;
	fputs(*is_first ? "masks:\n" : "", import->policy);
	*is_first = false;
	fputs("  - {path: ", import->policy);
	import_quoted(import->policy, path);
	fprintf(import->policy, ", kind: %s}\n", mount->is_bind ? "file" : "directory");
}

static struct text option_value(const struct config_mount *mount, const char *prefix)
{
	const struct text *option;
	for_each (option, &mount->options)
		if (text_starts(*option, prefix))
			return text_of(option->data + strlen(prefix));
	return TEXT("");
}

static void import_tmpfs(struct import *import, const struct config_mount *mount, bool *is_first)
{
	struct text size = option_value(mount, "size="), mode = option_value(mount, "mode=");
	bool is_shared = path_is_within(mount->destination, TEXT("/tmp")) ||
	                 text_is(mount->destination, "/var/tmp");
	struct scan_fault fault;
	uint64_t bytes = 0, bits = 0;
	char *upper = arena_printf(import->arena, "%s", size.data);
	if (size.length > 0 && strchr("kmg", upper[size.length - 1]))
		upper[size.length - 1] = (char)(upper[size.length - 1] - 'a' + 'A');
	if (!scan_size(import->arena, text_of(upper), &bytes, &fault) &&
	    !scan_number(import->arena, size, &bytes, &fault))
		import_remark(import, "%s was a tmpfs without limit: 64M is a guess",
		              mount->destination.data);
	fputs(*is_first ? "writable:\n" : "", import->policy);
	*is_first = false;
	fputs("  ", import->policy);
	import_quoted(import->policy, mount->destination);
	fprintf(import->policy, ": {size: %s",
	        bytes == 0 ? "64M" : import_size(import->arena, bytes));
	if (scan_mode(import->arena, mode, &bits, &fault) && bits != (is_shared ? 01777u : 0700u))
		fprintf(import->policy, ", mode: \"%04llo\"", (unsigned long long)bits);
	fprintf(import->policy, "%s}\n", config_has_option(mount, "noexec") ? "" : ", exec: true");
}

/* A mount that hides something inside of a bind, which no policy can do. */
static const struct config_mount *hidden_in(const struct import *import,
                                            const struct config_mount *bind)
{
	const struct config_mount *mount;
	for_each (mount, &import->config->mounts)
		if (mount != bind && path_is_within(mount->destination, bind->destination) &&
		    is_hiding(mount))
			return mount;
	return NULL;
}

static void import_bind(struct import *import, const struct config_mount *mount, bool *is_first)
{
	const struct config_mount *hidden = hidden_in(import, mount);
	if (hidden) {
		import_remark(import,
		              "the bind on %s was left out: %s in it was hidden, and a policy has "
		              "masks in keep-dirs only",
		              mount->destination.data, hidden->destination.data);
		return;
	}
	fputs(*is_first ? "binds:\n" : "", import->policy);
	*is_first = false;
	fputs("  ", import->policy);
	import_quoted(import->policy, mount->destination);
	fputs(": {source: ", import->policy);
	import_quoted(import->policy, mount->source);
	fprintf(import->policy, ", mode: %s, kind: directory}\n",
	        is_read_only(mount) ? "ro" : "rw");
}

/* A bind inside a keep-dir, which no policy can say: without it the guest would see what lies below
 * it, so that a mask takes its place. */
static bool is_inside_keep(const struct import *import, const struct config_mount *mount)
{
	return mount->is_bind && !is_empty_source(mount->source) && !is_keep(mount) &&
	       !is_automatic(mount) && is_kept(import, mount->destination);
}

/* What is bound is not at hand: of these it is known. */
static bool is_surely_file(struct text path)
{
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_engine && text_is(path, places[i].path))
			return true;
	return text_is(path, "/etc/passwd") || text_is(path, "/etc/group");
}

static void import_replaced(struct import *import, const struct config_mount *mount, bool *is_first)
{
	import_remark(import,
	              "the bind on %s was left out: it lies in a keep-dir, and what it covered is "
	              "masked",
	              mount->destination.data);
	fputs(*is_first ? "masks:\n" : "", import->policy);
	*is_first = false;
	fputs("  - {path: ", import->policy);
	import_quoted(import->policy, mount->destination);
	fprintf(import->policy, ", kind: %s}\n",
	        is_surely_file(mount->destination) ? "file" : "directory");
}

/* A mount that keepc does not write: hiding nothing, or of a kind that no policy says. */
static bool is_unknown(const struct config_mount *mount)
{
	return !mount->is_bind && !text_is(mount->type, "tmpfs");
}

/* A tmpfs hides what lies below it when something is shown in it again: a mask, however it may be
 * written to. */
static const struct config_mount *shown_in(const struct import *import,
                                           const struct config_mount *tmpfs)
{
	const struct config_mount *mount;
	for_each (mount, &import->config->mounts)
		if (mount != tmpfs && mount->is_bind && !is_empty_source(mount->source) &&
		    path_is_within(mount->destination, tmpfs->destination))
			return mount;
	return NULL;
}

static bool is_covering(struct import *import, const struct config_mount *tmpfs)
{
	const struct config_mount *shown = import->vector.is_ours ? NULL : shown_in(import, tmpfs);
	if (!shown)
		return false;
	import_remark(import,
	              "the tmpfs on %s hid what lies there, and %s was shown in it: nothing is "
	              "visible but keep-dirs and binds, and nothing is written there",
	              tmpfs->destination.data, shown->destination.data);
	return true;
}

static void import_writable(struct import *import)
{
	const struct config_mount *mount;
	bool is_first = true;
	for_each (mount, &import->config->mounts)
		if (!is_automatic(mount) && !mount->is_bind && text_is(mount->type, "tmpfs") &&
		    !is_read_only(mount) && !is_covering(import, mount))
			import_tmpfs(import, mount, &is_first);
}

static void import_foreign_mounts(struct import *import)
{
	const struct config_mount *mount;
	bool is_first_mask = true, is_first_bind = true;
	for_each (mount, &import->config->mounts)
		if (is_hiding(mount) && !is_automatic(mount))
			import_mask(import, mount, &is_first_mask);
		else if (is_inside_keep(import, mount))
			import_replaced(import, mount, &is_first_mask);
	import_writable(import);
	for_each (mount, &import->config->mounts)
		if (!is_automatic(mount) && mount->is_bind && !is_empty_source(mount->source) &&
		    !is_keep(mount) && !is_inside_keep(import, mount))
			import_bind(import, mount, &is_first_bind);
	for_each (mount, &import->config->mounts)
		if (is_unknown(mount) && !is_automatic(mount))
			import_remark(import,
			              "the mount of type \"%s\" on %s could not be carried over%s",
			              mount->type.data, mount->destination.data,
			              is_kept(import, mount->destination) ? ": it is masked" : "");
}

void import_mounts(struct import *import)
{
	if (!import->vector.is_ours) {
		import_foreign_mounts(import);
		return;
	}
	import_writable(import);
	import_rows_mounts(import);
}
