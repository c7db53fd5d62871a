#include "view/resolver.h"

#include <string.h>

/* process.capabilities: names, and what the kernel lets runsc's own sandbox process take. */

#define NEW_CAPABILITIES 3 /* the last ones of the list */

static bool is_known_capability(struct text name, release_date release)
{
	static const char *const names[] = {"CHOWN",
	                                    "DAC_OVERRIDE",
	                                    "DAC_READ_SEARCH",
	                                    "FOWNER",
	                                    "FSETID",
	                                    "KILL",
	                                    "SETGID",
	                                    "SETUID",
	                                    "SETPCAP",
	                                    "LINUX_IMMUTABLE",
	                                    "NET_BIND_SERVICE",
	                                    "NET_BROADCAST",
	                                    "NET_ADMIN",
	                                    "NET_RAW",
	                                    "IPC_LOCK",
	                                    "IPC_OWNER",
	                                    "SYS_MODULE",
	                                    "SYS_RAWIO",
	                                    "SYS_CHROOT",
	                                    "SYS_PTRACE",
	                                    "SYS_PACCT",
	                                    "SYS_ADMIN",
	                                    "SYS_BOOT",
	                                    "SYS_NICE",
	                                    "SYS_RESOURCE",
	                                    "SYS_TIME",
	                                    "SYS_TTY_CONFIG",
	                                    "MKNOD",
	                                    "LEASE",
	                                    "AUDIT_WRITE",
	                                    "AUDIT_CONTROL",
	                                    "SETFCAP",
	                                    "MAC_OVERRIDE",
	                                    "MAC_ADMIN",
	                                    "SYSLOG",
	                                    "WAKE_ALARM",
	                                    "BLOCK_SUSPEND",
	                                    "AUDIT_READ",
	                                    "PERFMON",
	                                    "BPF",
	                                    "CHECKPOINT_RESTORE"};
	if (!text_starts(name, "CAP_"))
		return false;
	size_t count = sizeof names / sizeof *names;
	if (!behaves(release, new_capabilities_known))
		count -= NEW_CAPABILITIES;
	for (size_t i = 0; i < count; i++)
		if (text_is((struct text){name.data + 4, name.length - 4}, names[i]))
			return true;
	return false;
}

/* With directfs or the host's network the sandbox process takes the guest's sets itself, until
 * sandbox_without_guest_caps (runsc/sandbox/sandbox.go, --apply-caps). */
static bool are_applied(const struct resolver *resolver)
{
	if (behaves(resolver->input->release, sandbox_without_guest_caps))
		return false;
	return launch_is_true(&resolver->launch, "directfs") ||
	       text_is(launch_value(&resolver->launch, "network"), "host");
}

static void check_names(struct resolver *resolver, const struct json *sets)
{
	const struct json_member *set, *name;
	for_each (set, &sets->members) {
		if (!set->value || (text_is(set->name, "ambient") &&
		                    !behaves(resolver->input->release, ambient_honoured) &&
		                    !are_applied(resolver)))
			continue;
		for_each (name, &set->value->members)
			if (!is_known_capability(json_text(name->value), resolver->input->release))
				resolver_refuse(
				    resolver, config_span(resolver->input->config, name->value),
				    128, "unknown capability \"%s\"", json_text(name->value).data);
	}
}

static bool holds(const struct json *set, struct text name)
{
	const struct json_member *member;
	if (set)
		for_each (member, &set->members)
			if (text_equal(json_text(member->value), name))
				return true;
	return false;
}

/* runsc/cmd/boot.go, directfsSandboxCaps: permitted and bounding as well, with directfs. */
static bool is_of_directfs(const struct resolver *resolver, struct text name)
{
	static const char *const names[] = {"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH",
	                                    "CAP_FOWNER", "CAP_FSETID"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(name, names[i]))
			return launch_is_true(&resolver->launch, "directfs");
	return false;
}

/* capset(2): each capability of one set is to be in the other as well. Of ambient ones the kernel
 * refuses the same, and runsc goes on. */
static void check_subset(struct resolver *resolver, const struct json *sets, const char *set,
                         const char *superset)
{
	const struct json *names = json_get(sets, set), *wider = json_get(sets, superset);
	const struct json_member *name;
	if (!names)
		return;
	for_each (name, &names->members) {
		struct text word = json_text(name->value);
		if (holds(wider, word) || is_of_directfs(resolver, word))
			continue;
		resolver_refuse(resolver, config_span(resolver->input->config, name->value), 128,
		                "%s is %s and not %s, which the kernel refuses", word.data, set,
		                superset);
	}
}

void resolver_check_capabilities(struct resolver *resolver, const struct json *process)
{
	const struct json *sets = json_get(process, "capabilities");
	if (!sets)
		return;
	check_names(resolver, sets);
	if (!are_applied(resolver))
		return;
	check_subset(resolver, sets, "effective", "permitted");
	check_subset(resolver, sets, "inheritable", "bounding");
}
