#include "base/scan.h"
#include "import/import.h"

#include <string.h>

/* process of a config.json, as the policy says it. */

static void print_list(struct import *import, const char *key, const struct text *items,
                       size_t count)
{
	if (count == 0)
		return;
	fprintf(import->policy, "%s:", key);
	for (size_t i = 0; i < count; i++) {
		fputs(i == 0 ? " [" : ", ", import->policy);
		import_quoted(import->policy, items[i]);
	}
	fputs("]\n", import->policy);
}

/* One entry a line, so that one may become a comment. */
static void print_block(struct import *import, const char *key, const struct text *items,
                        size_t count)
{
	if (count > 0)
		fprintf(import->policy, "%s:\n", key);
	for (size_t i = 0; i < count; i++) {
		fputs("  - ", import->policy);
		import_quoted(import->policy, items[i]);
		fputc('\n', import->policy);
	}
}

static void import_environment(struct import *import, const struct json *entries)
{
	const struct json_member *entry;
	bool is_first = true;
	if (!entries)
		return;
	for_each (entry, &entries->members) {
		struct text word = json_text(entry->value);
		size_t length = strcspn(word.data, "=");
		struct text name = text_copy(import->arena, word.data, length);
		struct scan_fault fault;
		if (text_is(word, "PATH=" POLICY_DEFAULT_PATH))
			continue;
		if (length == word.length || !scan_env_name(import->arena, name, &fault)) {
			import_remark(import, "process.env: %s is no NAME=VALUE and was left out",
			              word.data);
			continue;
		}
		fputs(is_first ? "env:\n  set:\n" : "", import->policy);
		is_first = false;
		fprintf(import->policy, "    %s: ", name.data);
		import_quoted(import->policy, text_of(word.data + length + 1));
		fputc('\n', import->policy);
	}
	struct text pattern;
	if (!vector_option(&import->vector, "env-pass", &pattern))
		return;
	fputs(is_first ? "env:\n  pass:" : "  pass:", import->policy);
	const struct flag_said *option;
	is_first = true;
	for_each (option, &import->vector.options) {
		if (!text_is(option->name, "env-pass"))
			continue;
		fputs(is_first ? " [" : ", ", import->policy);
		is_first = false;
		import_quoted(import->policy, option->value);
	}
	fputs("]\n", import->policy);
}

static struct text limit_text(const struct json *value)
{
	return value && text_is(value->text, "18446744073709551615") ? TEXT("unlimited")
	       : value                                               ? value->text
	                                                             : TEXT("0");
}

static void import_rlimits(struct import *import, const struct json *limits)
{
	const struct json_member *limit;
	bool is_first = true;
	if (!limits)
		return;
	for_each (limit, &limits->members) {
		struct text type = json_text(json_get(limit->value, "type")),
		            soft = limit_text(json_get(limit->value, "soft")),
		            hard = limit_text(json_get(limit->value, "hard"));
		const char *name = NULL;
		for (size_t i = 0; i < rlimit_count; i++)
			if (text_is(type, rlimit_rows[i].oci_name))
				name = rlimit_rows[i].name;
		if (!name) {
			import_remark(import, "process.rlimits: runsc knows no %s", type.data);
			continue;
		}
		fputs(is_first ? "rlimits:\n" : "", import->policy);
		is_first = false;
		if (text_equal(soft, hard))
			fprintf(import->policy, "  %s: %s\n", name, soft.data);
		else
			fprintf(import->policy, "  %s: {soft: %s, hard: %s}\n", name, soft.data,
			        hard.data);
	}
}

/* A policy searches no PATH. */
static struct text absolute_program(struct import *import, struct text name)
{
	if (text_starts(name, "/"))
		return name;
	struct text directory = memchr(name.data, '/', name.length)
	                            ? path_join(import->arena, TEXT("/"), import->config->cwd)
	                            : TEXT("/usr/bin");
	struct text path = config_clean(import->arena, path_join(import->arena, directory, name));
	import_remark(import, "process.args: %s has no absolute path, and %s is a guess", name.data,
	              path.data);
	return path;
}

/* What would be lost without a word: fields that say something, which runsc reads or an engine
 * does. A scalar's text is not there, empty, 0 or false when it says nothing. */
static bool says_something(const struct json *value)
{
	return value &&
	       (value->members.count > 0 ||
	        (value->text.length > 0 && !text_is(value->text, "0")) || json_is_true(value));
}

static void remark_said(struct import *import, const struct json *object, const char *above,
                        const char *field, const char *instead)
{
	if (says_something(json_get(object, field)) && !import->vector.is_ours)
		import_remark(import, "%s%s could not be carried over: %s", above, field, instead);
}

static void remark_rest(struct import *import, const struct json *top)
{
	const struct json *process = json_get(top, "process"), *linux_ = json_get(top, "linux");
	const struct json *privileges = json_get(process, "noNewPrivileges");
	remark_said(import, json_get(process, "user"), "process.user.", "umask",
	            "the guest starts with runsc's own, 0022");
	remark_said(import, process, "process.", "oomScoreAdj", "set it for the outer container");
	if (!json_is_true(privileges) && !import->vector.is_ours)
		import_remark(import, "process.noNewPrivileges is %s, and always true in a policy",
		              privileges ? "false" : "absent");
	remark_said(import, top, "", "domainname", "a policy has a hostname only");
	remark_said(import, linux_, "linux.", "uidMappings", "keeprun makes its own");
	remark_said(import, linux_, "linux.", "gidMappings", "keeprun makes its own");
	remark_said(import, linux_, "linux.", "cgroupsPath", "the outer container has its own");
	remark_said(import, linux_, "linux.", "rootfsPropagation", "the world is private");
	remark_said(import, top, "", "annotations",
	            "those of engines are theirs, and runsc's own loosen");
}

static bool names_capability(const struct json *sets)
{
	const struct json_member *set;
	if (sets)
		for_each (set, &sets->members)
			if (set->value && set->value->members.count > 0)
				return true;
	return false;
}

/* A field that holds something and that no key of the policy says. */
static void remark_present(struct import *import, const struct json *object, const char *name,
                           const char *field, const char *instead)
{
	const struct json *value = json_get(object, field);
	if (value && value->members.count > 0 && !import->vector.is_ours)
		import_remark(import, "%s could not be carried over: %s", name, instead);
}

void import_process(struct import *import)
{
	const struct json *top = import->config->value, *process = json_get(top, "process"),
	                  *args = json_get(process, "args"), *user = json_get(process, "user");
	struct text hostname = json_text(json_get(top, "hostname"));
	struct scan_fault fault;
	LIST(struct text) words = {0};
	const struct json_member *word;
	bool is_name = scan_name(import->arena, hostname, &fault);
	fputs("version: 1\n", import->policy);
	import_value(import, "name", is_name ? hostname : TEXT("imported"));
	if (!is_name && hostname.length > 0)
		import_remark(import, "hostname %s is none that the policy takes", hostname.data);
	if (args)
		for_each (word, &args->members)
			*list_append(import->arena, &words) = json_text(word->value);
	if (words.count > 0)
		words.items[0] = absolute_program(import, words.items[0]);
	print_list(import, "command", words.items, words.count);
	struct text mode;
	if (vector_option(&import->vector, "args", &mode))
		import_value(import, "args", mode);
	const struct json *uid = json_get(user, "uid"), *gid = json_get(user, "gid");
	fprintf(import->policy, "user: %s:%s\n", uid ? uid->text.data : "0",
	        gid ? gid->text.data : "0");
	if (import->config->uid == 0 && !import->vector.is_ours)
		import_remark(import,
		              "process.user is root, and an entry under allow lets it pass: "
		              "choose another");
	if (!text_is(import->config->cwd, "/"))
		import_value(import, "cwd", import->config->cwd);
	const struct json *groups = json_get(user, "additionalGids");
	if (groups && groups->members.count > 0)
		import_remark(import, "process.user.additionalGids could not be carried over");
	if (names_capability(json_get(process, "capabilities")))
		remark_present(import, process, "process.capabilities", "capabilities",
		               "the guest of a policy holds none");
	remark_present(import, json_get(top, "linux"), "linux.devices", "devices",
	               "the guest has gVisor's own /dev");
	remark_present(import, json_get(top, "linux"), "linux.seccomp", "seccomp",
	               "runsc would not read it without --oci-seccomp");
	remark_present(import, json_get(top, "linux"), "linux.resources", "resources",
	               "limit the outer container, and see rlimits and limits");
	remark_rest(import, top);
	remark_present(import, top, "hooks", "hooks", "they run outside of every protection");
	if (json_is_true(json_get(process, "terminal")))
		import_remark(
		    import,
		    "process.terminal could not be carried over: a guest of keeprun has none");
	print_block(import, "keep-dirs", import->keeps.items, import->keeps.count);
	import_environment(import, json_get(process, "env"));
	import_rlimits(import, json_get(process, "rlimits"));
}
