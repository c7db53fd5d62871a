#include "init/keeps.h"

#include "base/text.h"
#include "model/places.h"

#include <stdlib.h>
#include <string.h>

#define DPKG_INFO   "/var/lib/dpkg/info"
#define DPKG_STATUS "/var/lib/dpkg/status"
#define LIST_MAX    ((size_t)16 * 1024 * 1024)
#define STATUS_MAX  ((size_t)64 * 1024 * 1024)

/* Configuration of other programs that packages bring along: of init, cron, shells, apt, of what
 * needs a network, and of the tools that read it when an image is built. */
static const char *const others[] = {"/etc/adduser.conf",
                                     "/etc/alternatives",
                                     "/etc/apparmor.d",
                                     "/etc/apt",
                                     "/etc/bash.bashrc",
                                     "/etc/bash_completion.d",
                                     "/etc/bindresvport.blacklist",
                                     "/etc/ca-certificates",
                                     "/etc/cron.d",
                                     "/etc/cron.daily",
                                     "/etc/cron.monthly",
                                     "/etc/cron.weekly",
                                     "/etc/debconf.conf",
                                     "/etc/debian_version",
                                     "/etc/default",
                                     "/etc/deluser.conf",
                                     "/etc/dpkg",
                                     "/etc/gai.conf",
                                     "/etc/host.conf",
                                     "/etc/init.d",
                                     "/etc/issue",
                                     "/etc/issue.net",
                                     "/etc/kernel",
                                     "/etc/ld.so.conf",
                                     "/etc/ld.so.conf.d",
                                     "/etc/login.defs",
                                     "/etc/logrotate.d",
                                     "/etc/pam.d",
                                     "/etc/profile.d",
                                     "/etc/security",
                                     "/etc/skel",
                                     "/etc/sysctl.d",
                                     "/etc/systemd",
                                     "/etc/update-motd.d",
                                     "/etc/X11",
                                     NULL};

struct gathering {
	struct needs *needs;
	keep_list keeps;
	text_list packages;
	struct text status; /* dpkg's; empty: there is none */
};

static bool is_of_others(struct text path)
{
	for (const char *const *other = others; *other; other++)
		if (path_is_within(path, text_of(*other)))
			return true;
	return false;
}

/* The first components of a path, their slashes with them. */
static struct text components(struct arena *arena, struct text path, unsigned int count)
{
	size_t end = 1;
	for (unsigned int i = 0; i < count && end < path.length; i++) {
		const char *slash = memchr(path.data + end, '/', path.length - end);
		end = slash ? (size_t)(slash - path.data) : path.length;
		end += i + 1 < count && end < path.length;
	}
	return text_copy(arena, path.data, end);
}

/* What to keep so that a path is seen. */
static struct text keep_for(const struct needs *needs, struct text path)
{
	bool is_directory = rootfs_lookup(needs->rootfs, path).kind == ENTRY_DIRECTORY;
	struct text parent = is_directory ? path : path_parent(needs->arena, path);
	if (path_is_within(path, TEXT("/usr")) && !needs->is_alone)
		return TEXT("/usr");
	if (path_is_within(path, TEXT("/opt")))
		return components(needs->arena, path, 2);
	if (path_is_within(parent, TEXT("/etc")) && !text_is(parent, "/etc") &&
	    rootfs_is_public(needs->arena, needs->rootfs, parent))
		return parent;
	return path;
}

static void add_keep(struct gathering *gathering, struct text path, struct text reason)
{
	const struct keep *keep;
	size_t left = 0;
	for_each (keep, &gathering->keeps)
		if (path_is_within(path, keep->path))
			return;
	for_each (keep, &gathering->keeps)
		if (!path_is_within(keep->path, path))
			gathering->keeps.items[left++] = *keep;
	gathering->keeps.count = left;
	*list_append(gathering->needs->arena, &gathering->keeps) = (struct keep){path, reason};
}

static bool is_merged(struct text link)
{
	for (const char *const *merged = places_merged; *merged; merged++)
		if (text_is(link, *merged))
			return true;
	return false;
}

static void keep_files(struct gathering *gathering)
{
	struct needs *needs = gathering->needs;
	const struct text *file, *link;
	size_t others_count = needs->files.count - 1;
	for_each (file, &needs->files) {
		struct text path = keep_for(needs, *file);
		bool is_first = file == needs->files.items;
		struct text reason =
		    !is_first ? text_format(needs->arena, "%s, which the program needs", file->data)
		    : others_count == 0
		        ? TEXT("the program, which needs no other file")
		        : text_format(needs->arena,
		                      "the program; it and %zu more files are needed to start",
		                      others_count);
		add_keep(gathering, path, reason);
	}
	for_each (link, &needs->links) {
		struct text path = keep_for(needs, *link);
		if (!is_merged(*link) && rootfs_lookup(needs->rootfs, path).kind != ENTRY_SYMLINK &&
		    !needs->is_alone)
			add_keep(
			    gathering, path,
			    text_format(needs->arena, "%s is a symlink on the way", link->data));
	}
	if (needs->has_cache)
		add_keep(gathering, TEXT("/etc/ld.so.cache"),
		         TEXT("where the loader finds a library that is in no usual directory"));
}

/* libc6:amd64.list is libc6's. */
static struct text package_of(struct arena *arena, struct text list)
{
	return text_copy(arena, list.data, strcspn(list.data, ":"));
}

static bool is_list(struct text name)
{
	return name.length > 5 && memcmp(name.data + name.length - 5, ".list", 5) == 0;
}

static bool has_package(const struct gathering *gathering, struct text name)
{
	const struct text *package;
	for_each (package, &gathering->packages)
		if (text_equal(*package, name))
			return true;
	return false;
}

/* By everybody: the rest is a secret, /etc/ssl/private, /etc/sudoers. */
static bool is_readable(const struct needs *needs, struct text path)
{
	return (rootfs_lookup(needs->rootfs, path).mode & 0004) != 0;
}

/* What a package's own symlinks lead to, out of sight: /usr/lib/jvm/X/conf is one to /etc/java-17.
 */
static void keep_link_targets(struct gathering *gathering, struct text list, struct text package)
{
	struct needs *needs = gathering->needs;
	text_list paths = {0};
	struct text *path, resolved;
	package_paths(needs->arena, list, &paths);
	for_each (path, &paths) {
		struct entry entry = rootfs_lookup(needs->rootfs, *path);
		if (entry.kind != ENTRY_SYMLINK || !text_starts(*path, "/usr/") ||
		    !rootfs_resolve(needs->rootfs, *path, &resolved) ||
		    !path_is_within(resolved, TEXT("/etc")) || is_of_others(resolved) ||
		    !is_readable(needs, resolved))
			continue;
		add_keep(gathering, keep_for(needs, resolved),
		         text_format(needs->arena, "symlinks of the package %s lead here",
		                     package.data));
	}
}

static void find_packages(struct gathering *gathering)
{
	struct needs *needs = gathering->needs;
	struct text *names, list;
	size_t count;
	if (!rootfs_list(needs->rootfs, TEXT(DPKG_INFO), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = path_join(needs->arena, TEXT(DPKG_INFO), names[i]);
		if (!is_list(names[i]) || !rootfs_read(needs->rootfs, path, LIST_MAX, &list) ||
		    !package_owns(needs->arena, list, &needs->seen))
			continue;
		struct text package = package_of(
		    needs->arena, text_copy(needs->arena, names[i].data, names[i].length - 5));
		if (!has_package(gathering, package))
			*list_append(needs->arena, &gathering->packages) = package;
		keep_link_targets(gathering, list, package);
	}
}

static void keep_conffiles(struct gathering *gathering, const text_list *conffiles,
                           struct text package)
{
	struct needs *needs = gathering->needs;
	const struct text *path;
	for_each (path, conffiles)
		if (path_is_within(*path, TEXT("/etc")) && !is_of_others(*path) &&
		    rootfs_lookup(needs->rootfs, *path).kind == ENTRY_FILE &&
		    is_readable(needs, *path))
			add_keep(gathering, keep_for(needs, *path),
			         text_format(needs->arena, "configuration of the package %s",
			                     package.data));
}

/* The packages themselves, then what they depend on: libmagickcore's own configuration is a package
 * of its own. */
static void keep_configuration(struct gathering *gathering)
{
	struct needs *needs = gathering->needs;
	size_t owners = gathering->packages.count;
	if (!rootfs_read(needs->rootfs, TEXT(DPKG_STATUS), STATUS_MAX, &gathering->status))
		return;
	for (size_t i = 0; i < gathering->packages.count; i++) {
		text_list depends = {0}, conffiles = {0};
		const struct text *name;
		package_read(needs->arena, gathering->status, gathering->packages.items[i],
		             &depends, &conffiles, NULL);
		keep_conffiles(gathering, &conffiles, gathering->packages.items[i]);
		for_each (name, &depends)
			if (i < owners && !has_package(gathering, *name))
				*list_append(needs->arena, &gathering->packages) = *name;
	}
}

keep_list keeps_of(struct needs *needs)
{
	struct gathering gathering = {.needs = needs};
	keep_files(&gathering);
	if (!needs->is_alone) {
		find_packages(&gathering);
		keep_configuration(&gathering);
	}
	return gathering.keeps;
}
