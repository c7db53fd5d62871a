#include "view/resolver.h"

#include "view/tmpfs_option.h"

#include <stdlib.h>
#include <string.h>

static enum backing backing_of(const struct resolver *resolver, const struct config_mount *mount,
                               bool *is_skipped)
{
	release_date release = resolver->input->release;
	*is_skipped = false;
	if (text_is(mount->destination, "/dev"))
		return BACKING_DEV;
	if (text_is(mount->destination, "/dev/pts"))
		return BACKING_DEVPTS;
	if (mount->is_bind)
		return BACKING_BEHIND;
	if (text_is(mount->type, "tmpfs"))
		return BACKING_TMPFS;
	if (text_is(mount->type, "proc"))
		return BACKING_PROC;
	if (text_is(mount->type, "sysfs") || text_is(mount->type, "none"))
		return BACKING_SYSFS;
	if (text_is(mount->type, "devpts"))
		return BACKING_DEVPTS;
	if (text_is(mount->type, "devtmpfs") && !behaves(release, devtmpfs_skipped))
		return BACKING_DEV;
	if (text_is(mount->type, "cgroup") && behaves(release, cgroup_type))
		return BACKING_CGROUP;
	if (text_is(mount->type, "cgroup2") && behaves(release, cgroup2_type))
		return BACKING_CGROUP;
	*is_skipped = true;
	return BACKING_TMPFS;
}

static bool has_destination(const struct config *config, const char *path)
{
	const struct config_mount *mount;
	for_each (mount, &config->mounts)
		if (text_is(mount->destination, path))
			return true;
	return false;
}

/* runsc puts them before the configuration's own (runsc/boot/vfs.go, compileMounts). */
static void add_mandatory(struct resolver *resolver)
{
	static const struct {
		const char *path;
		enum backing backing;
	} mandatory[] = {{"/proc", BACKING_PROC},
	                 {"/sys", BACKING_SYSFS},
	                 {"/dev", BACKING_DEV},
	                 {"/dev/pts", BACKING_DEVPTS}};
	for (size_t i = 0; i < sizeof mandatory / sizeof *mandatory; i++) {
		if (has_destination(resolver->config, mandatory[i].path))
			continue;
		*list_append(resolver->arena, &resolver->plan) =
		    (struct plan_item){.destination = text_of(mandatory[i].path),
		                       .backing = mandatory[i].backing,
		                       .tree_index = -1};
	}
}

/* runsc drops the cgroup mounts after one on /sys/fs/cgroup, of whatever type that is. */
static bool is_repeated_cgroup(const struct resolver *resolver, const struct config_mount *mount)
{
	const struct plan_item *item;
	if (!text_is(mount->type, "cgroup"))
		return false;
	for_each (item, &resolver->plan)
		if (item->mount && text_is(item->mount->destination, "/sys/fs/cgroup"))
			return true;
	return false;
}

static void check_tmpfs_options(struct resolver *resolver, const struct config_mount *mount)
{
	bool takes_percent = behaves(resolver->input->release, tmpfs_size_percent);
	const struct text *option;
	for_each (option, &mount->options)
		if (!tmpfs_option_is_valid(*option, takes_percent))
			resolver_refuse(resolver, mount->span, 128,
			                "tmpfs does not take the option \"%s\"", option->data);
}

/* The hierarchies are the guest's user's, and the sentry's root makes a directory in each: for an
 * owner whom no user namespace maps it has no capability (pkg/sentry/vfs/permissions.go,
 * GenericCheckPermissions). */
static void check_cgroup_owner(struct resolver *resolver, const struct config_mount *mount)
{
	const struct json *user = json_get(json_get(resolver->config->value, "process"), "user");
	const struct json *gid = json_get(user, "gid");
	bool has_group = gid && strtoull(gid->text.data, NULL, 10) == UINT32_MAX;
	if (resolver->config->uid == UINT32_MAX || has_group)
		resolver_refuse(resolver, mount->span, 128,
		                "nothing can be made in the cgroups of a user or group %u",
		                UINT32_MAX);
}

/* runsc/boot/vfs.go, parseMountOption: of mounts whose options are data, one with two "=" is none.
 */
static void check_data(struct resolver *resolver, const struct config_mount *mount)
{
	const struct text *option;
	for_each (option, &mount->options) {
		const char *first = memchr(option->data, '=', option->length);
		if (first && strchr(first + 1, '='))
			resolver_refuse(resolver, mount->span, 128,
			                "the option \"%s\" of the mount on %s has two \"=\"",
			                option->data, mount->destination.data);
	}
}

/* pkg/sentry/fsimpl/gofer/gofer.go: Go's ParseInt reads it. */
static bool is_dcache_number(const char *value)
{
	value += *value == '-' || *value == '+';
	return *value != '\0' && strspn(value, "0123456789") == strlen(value) &&
	       strlen(value) < sizeof "9223372036854775807" - 1;
}

static void check_dcache(struct resolver *resolver, const struct config_mount *mount)
{
	const struct text *option;
	for_each (option, &mount->options)
		if (text_is(*option, "dcache") ||
		    (text_starts(*option, "dcache=") &&
		     !is_dcache_number(option->data + strlen("dcache="))))
			resolver_refuse(resolver, mount->span, 128,
			                "\"%s\" of the mount on %s is no number", option->data,
			                mount->destination.data);
}

/* All of them make the guest's directory in the same hierarchies (runsc/boot/vfs.go,
 * mountCgroupSubmounts). */
static void check_other_cgroups(struct resolver *resolver, const struct plan_item *item)
{
	const struct plan_item *other;
	for_each (other, &resolver->plan)
		if (other != item && other->backing == BACKING_CGROUP)
			resolver_refuse(resolver, item->mount->span, 128,
			                "the cgroups are mounted on %s already",
			                other->mount->destination.data);
}

void resolver_plan(struct resolver *resolver)
{
	const struct config_mount *mount;
	add_mandatory(resolver);
	for_each (mount, &resolver->config->mounts) {
		if (!text_starts(mount->written, "/") || is_repeated_cgroup(resolver, mount))
			continue;
		struct plan_item *item = list_append(resolver->arena, &resolver->plan);
		item->mount = mount;
		item->destination = mount->written;
		item->backing = backing_of(resolver, mount, &item->is_skipped);
		item->tree_index = -1;
		if ((item->backing == BACKING_TMPFS && !item->is_skipped) ||
		    item->backing == BACKING_CGROUP)
			check_tmpfs_options(resolver, mount);
		if (item->backing == BACKING_CGROUP) {
			check_cgroup_owner(resolver, mount);
			check_other_cgroups(resolver, item);
		}
		if (item->backing == BACKING_BEHIND &&
		    behaves(resolver->input->release, gofer_options_read))
			check_data(resolver, mount);
		if (item->backing == BACKING_BEHIND &&
		    behaves(resolver->input->release, dcache_option_read))
			check_dcache(resolver, mount);
	}
}
