#include "artifact.h"
#include "base/json_write.h"
#include "emit/emit.h"
#include "model/changes.h"

#include <stdlib.h>
#include <string.h>

/* OCI runtime-spec 1.0.2: the oldest version that its own schema and tools accept; runsc never
 * looks at it. */
#define OCI_VERSION "1.0.2"

static struct json_value *strings(const policy_texts *texts)
{
	struct json_value *array = json_make_array();
	const struct policy_text *text;
	for_each (text, texts)
		json_push(array, json_make_string(text->value));
	return array;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static struct json_value *environment(struct arena *arena, const struct policy *policy)
{
	LIST(struct text) entries = {0};
	bool has_path = false;
	const struct policy_variable *variable;
	for_each (variable, &policy->env_set) {
		has_path |= text_is(variable->name.value, "PATH");
		*list_append(arena, &entries) = text_format(
		    arena, "%s=%s", variable->name.value.data, variable->value.value.data);
	}
	if (!has_path)
		*list_append(arena, &entries) = TEXT("PATH=" POLICY_DEFAULT_PATH);
	qsort(entries.items, entries.count, sizeof *entries.items, compare_texts);
	struct json_value *array = json_make_array();
	for (size_t i = 0; i < entries.count; i++)
		json_push(array, json_make_string(entries.items[i]));
	return array;
}

/* Said and empty, all five: absent sets mean the same to runsc today, and a reader should not have
 * to know. */
static struct json_value *no_capabilities(void)
{
	static const char *const sets[] = {"ambient", "bounding", "effective", "inheritable",
	                                   "permitted"};
	struct json_value *object = json_make_object();
	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
		json_put(object, sets[i], json_make_array());
	return object;
}

static int compare_rlimits(const void *a, const void *b)
{
	return strcmp(((const struct policy_rlimit *)a)->row->oci_name,
	              ((const struct policy_rlimit *)b)->row->oci_name);
}

static struct json_value *rlimits(struct arena *arena, const struct policy *policy)
{
	size_t size = policy->rlimits.count * sizeof *policy->rlimits.items;
	struct policy_rlimit *sorted = arena_alloc(arena, size);
	if (size > 0) {
		memcpy(sorted, policy->rlimits.items, size);
		qsort(sorted, policy->rlimits.count, sizeof *sorted, compare_rlimits);
	}
	struct json_value *array = json_make_array();
	for (size_t i = 0; i < policy->rlimits.count; i++) {
		struct json_value *limit = json_make_object();
		json_put_string(limit, "type", text_of(sorted[i].row->oci_name));
		json_put(limit, "soft", json_make_number(sorted[i].soft.value));
		json_put(limit, "hard", json_make_number(sorted[i].hard.value));
		json_push(array, limit);
	}
	return array;
}

static struct json_value *process(struct arena *arena, const struct policy *policy)
{
	struct json_value *user = json_make_object();
	json_put(user, "uid", json_make_number(policy->user.uid.value));
	json_put(user, "gid", json_make_number(policy->user.gid.value));
	struct json_value *object = json_make_object();
	json_put(object, "user", user);
	json_put(object, "args", strings(&policy->command));
	json_put(object, "env", environment(arena, policy));
	json_put_string(object, "cwd", policy->cwd.value);
	json_put(object, "capabilities", no_capabilities());
	json_put(object, "noNewPrivileges", json_make_bool(true));
	if (policy->rlimits.count > 0)
		json_put(object, "rlimits", rlimits(arena, policy));
	return object;
}

static void push_option(struct json_value *options, struct text option)
{
	json_push(options, json_make_string(option));
}

/* What keeprun let through below a source comes along: a plain user may not leave it out
 * (mount_namespaces(7)). */
static struct json_value *mount_options(struct arena *arena, const struct policy *policy,
                                        const struct mount *mount)
{
	struct json_value *options = json_make_array();
	if (mount->type == MOUNT_BIND)
		push_option(options, TEXT("rbind"));
	if (mount->is_read_only)
		push_option(options, TEXT("ro"));
	if (!mount->allows_exec)
		push_option(options, TEXT("noexec"));
	if (behaves(policy->release, nosuid_honoured))
		push_option(options, TEXT("nosuid"));
	if (mount->type == MOUNT_TMPFS) {
		push_option(options, text_format(arena, "mode=%04o", mount->mode));
		if (mount->size > 0)
			push_option(options, text_format(arena, "size=%llu",
			                                 (unsigned long long)mount->size));
	}
	if (mount->has_owner) {
		push_option(options, text_format(arena, "uid=%llu",
		                                 (unsigned long long)policy->user.uid.value));
		push_option(options, text_format(arena, "gid=%llu",
		                                 (unsigned long long)policy->user.gid.value));
	}
	return options;
}

static struct json_value *mounts(struct arena *arena, const struct plan *plan)
{
	static const char *const types[] = {[MOUNT_PROC] = "proc",
	                                    [MOUNT_DEV] = "tmpfs",
	                                    [MOUNT_TMPFS] = "tmpfs",
	                                    [MOUNT_BIND] = "bind"};
	struct json_value *array = json_make_array();
	const struct mount *mount;
	for_each (mount, &plan->mounts) {
		struct json_value *object = json_make_object();
		json_put_string(object, "destination", mount->destination);
		json_put_string(object, "type", text_of(types[mount->type]));
		if (mount->type == MOUNT_BIND)
			json_put_string(object, "source", mount->source);
		json_put(object, "options", mount_options(arena, plan->policy, mount));
		json_push(array, object);
	}
	return array;
}

/* To runsc only the network's says something, and that only beside --network=host; to whoever else
 * keeps to the specification, what is not named here is the caller's. For the same reason bind
 * mounts have the option rbind beside their type. */
static struct json_value *namespaces(void)
{
	static const char *const types[] = {"ipc", "mount", "network", "pid", "uts"};
	struct json_value *array = json_make_array();
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct json_value *object = json_make_object();
		json_put_string(object, "type", text_of(types[i]));
		json_push(array, object);
	}
	return array;
}

struct text emit_config(struct arena *arena, const struct plan *plan)
{
	const struct policy *policy = plan->policy;
	struct json_value *root = json_make_object();
	json_put_string(root, "path", TEXT(WORLD_GUEST));
	json_put(root, "readonly", json_make_bool(true));
	struct json_value *linux_object = json_make_object();
	json_put(linux_object, "namespaces", namespaces());
	struct json_value *config = json_make_object();
	json_put_string(config, "ociVersion", TEXT(OCI_VERSION));
	json_put_string(config, "hostname", policy->hostname.value);
	json_put(config, "process", process(arena, policy));
	json_put(config, "root", root);
	json_put(config, "mounts", mounts(arena, plan));
	json_put(config, "linux", linux_object);
	return json_finish(arena, config);
}
