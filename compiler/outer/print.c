#include "base/json_write.h"
#include "base/scan.h"
#include "outer/outer.h"

#include <stdio.h>
#include <string.h>

#define CONTAINER  "spec.containers[0]."
#define SECURITY   CONTAINER "securityContext."
#define STATE_SIZE "16m"

/* podman, docker: one argument of `run`. quadlet: one line. compose, kubernetes: PLACE=VALUE; a place ending in [] takes one more element, # a number, ? a
 * boolean; a[0] is the first element of a. %s is the setting's value, once for each that it has. NULL: the engine has nothing of the kind. */
/* Literals are joined on purpose: a prefix and a field of the pod. NOLINTBEGIN(bugprone-suspicious-missing-comma) */
static const struct row {
	enum setting setting;
	const char *ways[ENGINE_COUNT];
} rows[] = {
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "apiVersion=v1"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "kind=Pod"}},
    {SETTING_NAME, {NULL, NULL, NULL, NULL, "metadata.name=%s"}},
    {SETTING_NAME, {NULL, NULL, NULL, NULL, CONTAINER "name=%s"}},
    {SETTING_ALWAYS, {"--cap-drop=ALL", "--cap-drop=ALL", "DropCapability=ALL", "cap_drop[]=ALL", SECURITY "capabilities.drop[]=ALL"}},
    {SETTING_ADD, {"--cap-add=%s", "--cap-add=%s", "AddCapability=%s", "cap_add[]=%s", SECURITY "capabilities.add[]=%s"}},
    {SETTING_ALWAYS,
     {"--security-opt=no-new-privileges", "--security-opt=no-new-privileges", "NoNewPrivileges=true", "security_opt[]=no-new-privileges:true",
      SECURITY "allowPrivilegeEscalation?=false"}},
    {SETTING_SECCOMP,
     {"--security-opt=seccomp=%s", "--security-opt=seccomp=%s", "SeccompProfile=%s", "security_opt[]=seccomp:%s",
      SECURITY "seccompProfile.localhostProfile=%s"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, SECURITY "seccompProfile.type=Localhost"}},
    {SETTING_SELINUX,
     {"--security-opt=label=type:%s", "--security-opt=label=type:%s", "SecurityLabelType=%s", "security_opt[]=label:type:%s",
      SECURITY "seLinuxOptions.type=%s"}},
    {SETTING_NO_APPARMOR,
     {"--security-opt=apparmor=unconfined", "--security-opt=apparmor=unconfined", "PodmanArgs=--security-opt=apparmor=unconfined",
      "security_opt[]=apparmor:unconfined", SECURITY "appArmorProfile.type=Unconfined"}},
    {SETTING_OPEN_PROC,
     {"--security-opt=unmask=ALL", "--security-opt=systempaths=unconfined", "Unmask=ALL", "security_opt[]=systempaths=unconfined",
      SECURITY "procMount=Unmasked"}},
    {SETTING_NO_NETWORK, {"--network=none", "--network=none", "Network=none", "network_mode=none", NULL}},
    {SETTING_READ_ONLY, {"--read-only", "--read-only", "ReadOnly=true", "read_only?=true", SECURITY "readOnlyRootFilesystem?=true"}},
    {SETTING_READ_ONLY, {"--read-only-tmpfs=false", NULL, "PodmanArgs=--read-only-tmpfs=false", NULL, NULL}},
    {SETTING_STATE,
     {"--tmpfs=%s:rw,nosuid,nodev,noexec,mode=1777,size=" STATE_SIZE, "--tmpfs=%s:rw,nosuid,nodev,noexec,mode=1777,size=" STATE_SIZE,
      "Tmpfs=%s:rw,nosuid,nodev,noexec,mode=1777,size=" STATE_SIZE, "tmpfs[]=%s:rw,nosuid,nodev,noexec,mode=1777,size=" STATE_SIZE,
      CONTAINER "volumeMounts[0].mountPath=%s"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, CONTAINER "volumeMounts[0].name=state"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "spec.volumes[0].name=state"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "spec.volumes[0].emptyDir.medium=Memory"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "spec.volumes[0].emptyDir.sizeLimit=16Mi"}},
    {SETTING_USER, {"--user=%s", "--user=%s", NULL, "user=%s", NULL}},
    {SETTING_UID, {NULL, NULL, "User=%s", NULL, SECURITY "runAsUser#=%s"}},
    {SETTING_GID, {NULL, NULL, "Group=%s", NULL, SECURITY "runAsGroup#=%s"}},
    {SETTING_NOT_ROOT, {NULL, NULL, NULL, NULL, SECURITY "runAsNonRoot?=true"}},
    {SETTING_NO_HOSTS, {"--no-hosts", NULL, "PodmanArgs=--no-hosts", NULL, NULL}},
    {SETTING_ALWAYS, {"--http-proxy=false", NULL, "PodmanArgs=--http-proxy=false", NULL, NULL}},
    /* For a user whom the image does not know, Podman mounts an /etc/passwd and an /etc/group of its own making. */
    {SETTING_ALWAYS, {"--passwd=false", NULL, "PodmanArgs=--passwd=false", NULL, NULL}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "spec.automountServiceAccountToken?=false"}},
    {SETTING_ALWAYS, {NULL, NULL, NULL, NULL, "spec.enableServiceLinks?=false"}},
    {SETTING_MEMORY, {"--memory=%s", "--memory=%s", "PodmanArgs=--memory=%s", "mem_limit=%s", CONTAINER "resources.limits.memory=%s"}},
    {SETTING_PIDS, {"--pids-limit=%s", "--pids-limit=%s", "PodmanArgs=--pids-limit=%s", "pids_limit#=%s", NULL}},
};
/* NOLINTEND(bugprone-suspicious-missing-comma) */

/* What starts a specifier in a quadlet (systemd.unit(5)), and a variable in a compose file: doubled, it stands for itself. */
static const char doubled[ENGINE_COUNT] = {[ENGINE_QUADLET] = '%', [ENGINE_COMPOSE] = '$'};

/* value in place of the %s of way. */
static struct text filled(struct outer *outer, const char *way, struct text value)
{
	const char *gap = strstr(way, "%s");
	if (!gap)
		return text_of(way);
	char *escaped = arena_alloc(outer->arena, 2 * value.length + 1), *end = escaped;
	for (size_t i = 0; i < value.length; i++) {
		*end++ = value.data[i];
		if (value.data[i] == doubled[outer->engine])
			*end++ = value.data[i];
	}
	*end = '\0';
	return text_format(outer->arena, "%.*s%s%s", (int)(gap - way), way, escaped, gap + 2);
}

static struct json_value *typed(struct outer *outer, char type, const char *value)
{
	uint64_t number;
	struct scan_fault fault;
	if (type == '?')
		return json_make_bool(strcmp(value, "true") == 0);
	if (type == '#' && scan_number(outer->arena, text_of(value), &number, &fault))
		return json_make_number(number);
	return json_make_string(text_of(value));
}

/* PLACE=VALUE, from this object on. */
static void put(struct outer *outer, struct json_value *object, const char *assignment)
{
	for (;;) {
		size_t length = strcspn(assignment, ".[#?=");
		const char *key = text_copy(outer->arena, assignment, length).data, *rest = assignment + length;
		if (strncmp(rest, "[]=", 3) == 0) {
			json_push(json_array_at(object, key), json_make_string(text_of(rest + 3)));
			return;
		}
		if (*rest == '#' || *rest == '?' || *rest == '=') {
			json_put(object, key, typed(outer, *rest, strchr(rest, '=') + 1));
			return;
		}
		object = *rest == '[' ? json_first_object(json_array_at(object, key)) : json_object_at(object, key);
		assignment = rest + strcspn(rest, ".") + 1;
	}
}

static void print_document(struct outer *outer, struct json_value *document)
{
	if (outer->engine == ENGINE_COMPOSE) {
		struct json_value *services = json_make_object(), *top = json_make_object();
		json_put(services, outer->policy->name.value.data, document);
		json_put(top, "services", services);
		document = top;
	}
	fputs(json_finish(outer->arena, document).data, stdout);
}

void print_outer(struct outer *outer)
{
	bool is_document = outer->engine >= ENGINE_COMPOSE;
	struct json_value *document = is_document ? json_make_object() : NULL;
	if (outer->engine == ENGINE_QUADLET)
		puts("[Container]");
	for (const struct row *row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		const char *way = row->ways[outer->engine];
		const struct text *value;
		if (!way)
			continue;
		for_each (value, &outer->values[row->setting]) {
			struct text line = filled(outer, way, *value);
			if (is_document)
				put(outer, document, line.data);
			else
				puts(line.data);
		}
	}
	if (is_document)
		print_document(outer, document);
}
