#include "check/heuristics.h"
#include "check/sight.h"
#include "model/debian.h"
#include "model/rootfs_follow.h"

#include <string.h>

/* Configuration that Debian's packages bring for the guest's command, by dpkg's own account of the
 * outer rootfs. Of another distribution nothing is known, and nothing said. */

#define DPKG_INFO   "/var/lib/dpkg/info"
#define DPKG_STATUS "/var/lib/dpkg/status"
#define HEAD_MAX    ((size_t)4096)
#define LIST_MAX    ((size_t)16 * 1024 * 1024)
#define STATUS_MAX  ((size_t)64 * 1024 * 1024)
#define NAMED       3 /* paths that a message names */

struct conffiles {
	text_list packages; /* the command's own first, then all that they depend on */
	size_t owners;      /* how many of them own the command and its interpreter */
	struct index known; /* packages */
	struct text status;
	struct index paragraphs; /* of status */
};

static struct text in_outer(struct check *check, const char *path)
{
	return outer_path(check->arena, check->policy, text_of(path));
}

/* The command, the interpreter of the script that it may be, and what env finds for it: their paths
 * without symlinks. */
static void find_files(struct check *check, struct index *files)
{
	struct guest_target target = {0};
	struct text head, interpreter, program;
	if (!resolve_in_guest(check, check->policy->command.items[0].value, &target))
		return;
	index_put(check->arena, files, target.path, 0);
	if (target.outer.length > 0 && rootfs_read(check->rootfs, target.outer, HEAD_MAX, &head) &&
	    script_read(check->arena, head, &interpreter, &program) &&
	    resolve_in_guest(check, interpreter, &target))
		index_put(check->arena, files, target.path, 1);
	if (find_by_env(check, &target))
		index_put(check->arena, files, target.path, 2);
}

static void add_package(struct check *check, struct conffiles *conffiles, struct text name)
{
	if (index_find(&conffiles->known, name))
		return;
	index_put(check->arena, &conffiles->known, name, conffiles->packages.count);
	*list_append(check->arena, &conffiles->packages) = name;
}

/* libc6:amd64.list is libc6's. False for what is no list. */
static bool package_of(struct arena *arena, struct text name, struct text *package)
{
	static const char end[] = ".list";
	size_t length = strlen(end);
	if (name.length <= length || strcmp(name.data + name.length - length, end) != 0)
		return false;
	size_t colon = strcspn(name.data, ":"), dot = name.length - length;
	*package = text_copy(arena, name.data, colon < dot ? colon : dot);
	return true;
}

static void find_owners(struct check *check, struct conffiles *conffiles)
{
	struct index files = {0};
	struct text directory = in_outer(check, DPKG_INFO), *names, list, package;
	size_t count;
	find_files(check, &files);
	if (files.count == 0 || !rootfs_list(check->rootfs, directory, &names, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (package_of(check->arena, names[i], &package) &&
		    rootfs_read(check->rootfs, path_join(check->arena, directory, names[i]),
		                LIST_MAX, &list) &&
		    package_owns(check->arena, list, &files))
			add_package(check, conffiles, package);
	conffiles->owners = conffiles->packages.count;
}

/* Empty lists for a package that is only provided by another one. What data depend on serves the
 * scripts that come with them: ca-certificates wants openssl for its own, and no program that reads
 * certificates calls it. */
static void read_package(struct check *check, const struct conffiles *conffiles, struct text name,
                         text_list *depends, text_list *files)
{
	const size_t *at = index_find(&conffiles->paragraphs, name);
	if (!at)
		return;
	struct text rest = {conffiles->status.data + *at, conffiles->status.length - *at};
	bool is_data = false;
	package_read(check->arena, rest, name, depends, files, &is_data);
	if (is_data)
		*depends = (text_list){0};
}

/* False when dpkg does not say whose the command is. */
static bool find_packages(struct check *check, struct conffiles *conffiles)
{
	const struct policy *policy = check->policy;
	if (!check->rootfs || policy->command.count == 0 || is_broken(check, KEY_ID_command) ||
	    is_broken(check, KEY_ID_keep_dirs) ||
	    !rootfs_read(check->rootfs, in_outer(check, DPKG_STATUS), STATUS_MAX,
	                 &conffiles->status))
		return false;
	find_owners(check, conffiles);
	packages_find(check->arena, conffiles->status, &conffiles->paragraphs);
	for (size_t i = 0; i < conffiles->packages.count; i++) {
		text_list depends = {0}, files = {0};
		const struct text *name;
		read_package(check, conffiles, conffiles->packages.items[i], &depends, &files);
		for_each (name, &depends)
			add_package(check, conffiles, *name);
	}
	return conffiles->owners > 0;
}

/* There outside, and neither seen in the guest nor masked, which is meant. */
static bool is_lost(struct check *check, struct text path)
{
	struct guest_target target = {0};
	struct claim claim = claim_at(check->claims, path);
	return claim.kind != CLAIM_MASK &&
	       rootfs_lookup(check->rootfs, outer_path(check->arena, check->policy, path)).kind ==
	           ENTRY_FILE &&
	       (!resolve_in_guest(check, path, &target) || target.outer.length == 0);
}

/* With the directory that it lies in, unless that is /etc itself or has secrets in it. */
static struct text keep_for(struct check *check, struct text path)
{
	struct text parent = path_parent(check->arena, path);
	bool is_whole = !text_is(parent, "/etc") &&
	                rootfs_is_public(check->arena, check->rootfs,
	                                 outer_path(check->arena, check->policy, parent));
	return is_whole ? parent : path;
}

static void report_restricting(struct check *check, struct text package, struct text path)
{
	struct finding *finding = report_finding(
	    check, rule(conffile_restricts), check->policy->command.items[0].span, path,
	    "%s restricts the programs of %s, and the guest does "
	    "not see it",
	    path.data, package.data);
	diag_hint(check->report, finding, "keep %s", keep_for(check, path).data);
}

void rule_conffile_restricts(struct check *check)
{
	struct conffiles conffiles = {0};
	if (!find_packages(check, &conffiles))
		return;
	for (size_t i = 0; i < conffiles.packages.count; i++) {
		text_list depends = {0}, files = {0};
		const struct text *path;
		read_package(check, &conffiles, conffiles.packages.items[i], &depends, &files);
		for_each (path, &files)
			if (looks_like_restricting_file(text_of(strrchr(path->data, '/') + 1)) &&
			    is_lost(check, *path))
				report_restricting(check, conffiles.packages.items[i], *path);
	}
}

/* Those of the command's own package, and of its interpreter's: those of the C library, of shells
 * and of apt are in every list of dependencies, and no guest misses them. */
void rule_conffile_invisible(struct check *check)
{
	struct conffiles conffiles = {0};
	struct text list = TEXT("");
	size_t count = 0;
	find_packages(check, &conffiles);
	for (size_t i = 0; i < conffiles.owners; i++) {
		text_list depends = {0}, files = {0};
		const struct text *path;
		read_package(check, &conffiles, conffiles.packages.items[i], &depends, &files);
		for_each (path, &files) {
			if (looks_like_restricting_file(text_of(strrchr(path->data, '/') + 1)) ||
			    !is_lost(check, *path))
				continue;
			if (count < NAMED)
				list = text_format(check->arena, "%s%s%s", list.data,
				                   count > 0 ? ", " : "", path->data);
			count++;
		}
	}
	if (count > NAMED)
		list = text_format(check->arena, "%s and %zu more", list.data, count - NAMED);
	if (count > 0)
		report_finding(check, rule(conffile_invisible),
		               check->policy->command.items[0].span, TEXT("command"),
		               "configuration of the command's package that the guest does not "
		               "see: %s",
		               list.data);
}
