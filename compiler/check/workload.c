#include "check/heuristics.h"
#include "check/program.h"
#include "check/sight.h"

#include <string.h>

/* Whether the command would start, and find what programs expect. All of it with --rootfs only. */

#define HEAD_MAX   4096u
#define PASSWD_MAX (256u * 1024)

static bool is_told(const struct check *check, enum key_id id)
{
	return check->policy->keys[id].is_given && !check->policy->keys[id].is_broken;
}

/* The command's file; false when there is nothing to look at. A command that is missing at its own
 * path is command-invisible. */
static bool find_program(struct check *check, struct guest_target *target)
{
	return check->rootfs && is_told(check, KEY_ID_command) &&
	       is_told(check, KEY_ID_keep_dirs) && check->policy->command.count > 0 &&
	       resolve_in_guest(check, check->policy->command.items[0].value, target);
}

void rule_command_link_broken(struct check *check)
{
	struct guest_target target = {0};
	if (!check->rootfs || find_program(check, &target) || target.broken.length == 0)
		return;
	const struct policy_text *program = &check->policy->command.items[0];
	struct text merged = text_format(check->arena, "/usr%s", program->value.data);
	if (text_equal(program->value, target.broken) || text_equal(merged, target.broken))
		return;
	report_finding(check, rule(command_link_broken), program->span, TEXT("command"),
	               "%s is a symlink that leads to %s, which the guest does not see",
	               program->value.data, target.broken.data);
}

static bool may_execute(const struct policy *policy, const struct entry *entry)
{
	uint32_t bit = entry->uid == policy->user.uid.value   ? 0100
	               : entry->gid == policy->user.gid.value ? 0010
	                                                      : 0001;
	return (entry->mode & (policy->user.uid.value == 0 ? 0111 : bit)) != 0;
}

void rule_command_not_executable(struct check *check)
{
	struct guest_target target = {0};
	if (!find_program(check, &target) || !is_told(check, KEY_ID_user))
		return;
	const struct policy_text *program = &check->policy->command.items[0];
	if (target.outer.length == 0 &&
	    text_equal(target.path, program->value)) /* command-invisible says what hides it */
		return;
	if (target.entry.kind != ENTRY_FILE)
		report_finding(check, rule(command_not_executable), program->span, TEXT("command"),
		               "%s is no file", target.path.data);
	else if (!may_execute(check->policy, &target.entry))
		report_finding(check, rule(command_not_executable), program->span, TEXT("command"),
		               "the guest's user may not execute %s: its mode is %04o",
		               target.path.data, target.entry.mode);
}

static bool head_of(struct check *check, const struct guest_target *target, struct text *head)
{
	return target->outer.length > 0 &&
	       rootfs_read(check->rootfs, target->outer, HEAD_MAX, head);
}

void rule_interpreter_invisible(struct check *check)
{
	struct guest_target script = {0}, interpreter = {0};
	struct text head, path;
	if (!find_program(check, &script) || !head_of(check, &script, &head) ||
	    !program_interpreter(check->arena, head, &path) ||
	    resolve_in_guest(check, path, &interpreter))
		return;
	report_finding(check, rule(interpreter_invisible), check->policy->command.items[0].span,
	               TEXT("command"), "%s is a script for %s, and the guest does not see %s",
	               script.path.data, path.data, interpreter.broken.data);
}

/* A script's interpreter is a program too. */
void rule_loader_invisible(struct check *check)
{
	struct guest_target program = {0}, loader = {0};
	struct text head, path;
	if (!find_program(check, &program) || !head_of(check, &program, &head))
		return;
	if (program_interpreter(check->arena, head, &path) &&
	    (!resolve_in_guest(check, path, &program) || !head_of(check, &program, &head)))
		return;
	if (!program_loader(check->arena, head, &path) || resolve_in_guest(check, path, &loader))
		return;
	report_finding(check, rule(loader_invisible), check->policy->command.items[0].span,
	               TEXT("command"),
	               "%s needs the runtime linker %s, and the guest does not see %s",
	               program.path.data, path.data, loader.broken.data);
}

/* The guest's passwd file; false when it cannot be known. */
static bool read_passwd(struct check *check, struct text *passwd)
{
	struct guest_target target = {0};
	return check->rootfs && is_told(check, KEY_ID_keep_dirs) && is_told(check, KEY_ID_user) &&
	       resolve_in_guest(check, TEXT("/etc/passwd"), &target) && target.outer.length > 0 &&
	       rootfs_read(check->rootfs, target.outer, PASSWD_MAX, passwd);
}

void rule_user_without_passwd(struct check *check)
{
	struct text passwd, home;
	const struct policy *policy = check->policy;
	if (!read_passwd(check, &passwd) ||
	    account_home(check->arena, passwd, policy->user.uid.value, &home))
		return;
	struct finding *finding =
	    report_finding(check, rule(user_without_passwd), policy->user.uid.span, TEXT("user"),
	                   "/etc/passwd of the guest has no line for uid %llu",
	                   (unsigned long long)policy->user.uid.value);
	diag_hint(check->report, finding, "add one to the image, or choose a user that it has");
}

void rule_passwd_invisible(struct check *check)
{
	struct guest_target target = {0};
	const struct policy *policy = check->policy;
	if (!check->rootfs || !is_told(check, KEY_ID_keep_dirs) || !is_told(check, KEY_ID_user) ||
	    resolve_in_guest(check, TEXT("/etc/passwd"), &target))
		return;
	report_finding(check, rule(passwd_invisible), policy->user.uid.span, TEXT("user"),
	               "the guest sees no /etc/passwd: its user has no name and no home directory");
}

static const struct policy_variable *given_home(const struct policy *policy)
{
	const struct policy_variable *variable;
	for_each (variable, &policy->env_set)
		if (text_is(variable->name.value, "HOME"))
			return variable;
	return NULL;
}

static bool is_writable(const struct policy *policy, struct text path)
{
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (writable, &policy->writable)
		if (path_is_within(path, writable->path.value))
			return true;
	for_each (bind, &policy->binds)
		if (bind->mode.value != 0 && path_is_within(path, bind->path.value))
			return true;
	return false;
}

/* runsc takes HOME from the guest's passwd file when the environment has none. */
void rule_home_not_writable(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_variable *given = given_home(policy);
	struct text home = TEXT(""), passwd;
	if (given)
		home = given->value.value;
	else if (read_passwd(check, &passwd))
		account_home(check->arena, passwd, policy->user.uid.value, &home);
	if (home.length == 0 || home.data[0] != '/' || is_writable(policy, home) ||
	    policy->keys[KEY_ID_writable].is_broken)
		return;
	report_finding(check, rule(home_not_writable),
	               given ? given->value.span : policy->user.uid.span, TEXT("env.set.HOME"),
	               "HOME is %s, where the guest cannot write", home.data);
}
