#include "check/heuristics.h"
#include "check/sight.h"
#include "model/debian.h"

#include <string.h>

/* env(1) finds a program in PATH, when the guest runs. */

#define HEAD_MAX ((size_t)4096)

/* Where it is looked for, and where the policy says so; false when whoever starts the container
 * says it. */
static bool search_path(const struct policy *policy, struct text *path)
{
	const struct policy_variable *variable;
	const struct policy_text *passed;
	*path = TEXT(POLICY_DEFAULT_PATH);
	for_each (variable, &policy->env_set)
		if (text_is(variable->name.value, "PATH"))
			*path = variable->value.value;
	for_each (passed, &policy->env_pass)
		if (text_is(passed->value, "PATH") || strchr(passed->value.data, '*'))
			return false;
	return true;
}

static bool is_program(struct check *check, struct text path, struct guest_target *target)
{
	return resolve_in_guest(check, path, target) && target->entry.kind == ENTRY_FILE;
}

static bool is_found(struct check *check, struct text name, struct text path,
                     struct guest_target *target)
{
	struct text directory;
	if (memchr(name.data, '/', name.length))
		return is_program(check, name, target);
	for (size_t at = 0; search_path_next(check->arena, path, &at, &directory);)
		if (is_program(check, path_join(check->arena, directory, name), target))
			return true;
	return false;
}

static bool is_env(struct check *check, struct text path)
{
	struct guest_target target = {0};
	const char *slash = strrchr(path.data, '/');
	return slash && strcmp(slash, "/env") == 0 && resolve_in_guest(check, path, &target) &&
	       target.entry.kind == ENTRY_FILE;
}

/* The word of the command that env is to find; NULL when its options say more than that. */
static const struct policy_text *word_for_env(const struct policy *policy)
{
	for (size_t i = 1; i < policy->command.count; i++) {
		const struct policy_text *word = &policy->command.items[i];
		if (!is_passed_over_by_env(word->value))
			return word->value.data[0] == '-' ? NULL : word;
	}
	return NULL;
}

/* What env is asked to find. */
struct request {
	const struct policy_text *place; /* of the command */
	struct text script, program;     /* script is empty when the command itself is env */
};

static bool find_request(struct check *check, struct request *request)
{
	const struct policy_text *first = &check->policy->command.items[0];
	const struct policy_text *word = word_for_env(check->policy);
	struct guest_target target = {0};
	struct text head, interpreter;
	if (word && is_env(check, first->value)) {
		*request = (struct request){word, TEXT(""), word->value};
		return true;
	}
	*request = (struct request){.place = first};
	if (!resolve_in_guest(check, first->value, &target) || target.outer.length == 0 ||
	    !rootfs_read(check->rootfs, target.outer, HEAD_MAX, &head))
		return false;
	request->script = target.path;
	return script_read(check->arena, head, &interpreter, &request->program) &&
	       request->program.length > 0 && is_env(check, interpreter);
}

/* A relative name with a slash in it depends on where the guest stands. */
static bool is_decided(const struct request *request)
{
	return request->program.length > 0 &&
	       (request->program.data[0] == '/' ||
	        !memchr(request->program.data, '/', request->program.length));
}

static bool is_known(const struct check *check)
{
	return check->rootfs && check->policy->command.count > 0 &&
	       !is_broken(check, KEY_ID_command) && !is_broken(check, KEY_ID_keep_dirs);
}

bool find_by_env(struct check *check, struct guest_target *target)
{
	struct request request;
	struct text path;
	return is_known(check) && find_request(check, &request) &&
	       search_path(check->policy, &path) && is_found(check, request.program, path, target);
}

void rule_env_program_invisible(struct check *check)
{
	struct guest_target target = {0};
	struct request request;
	struct text path, who;
	if (!is_known(check) || !find_request(check, &request) || !is_decided(&request) ||
	    !search_path(check->policy, &path) || is_found(check, request.program, path, &target))
		return;
	who = request.script.length == 0
	          ? TEXT("env")
	          : text_format(check->arena, "%s is a script for which env", request.script.data);
	struct text place = request.program.data[0] == '/'
	                        ? TEXT("")
	                        : text_format(check->arena, " in %s", path.data);
	report_finding(check, rule(env_program_invisible), request.place->span, TEXT("command"),
	               "%s is to find %s, and the guest does not see it%s", who.data,
	               request.program.data, place.data);
}
