#include "base/yaml_scalar.h"
#include "check/heuristics.h"
#include "check/rule.h"

#include <string.h>

/* The command, and who may change it. */

static struct text base_name(struct check *check, struct text path)
{
	const char *slash = memrchr(path.data, '/', path.length);
	return slash ? text_copy(check->arena, slash + 1,
	                         path.length - (size_t)(slash + 1 - path.data))
	             : path;
}

static const struct policy_text *program_of(const struct check *check)
{
	const struct policy *policy = check->policy;
	return policy->command.count > 0 && !policy->keys[KEY_ID_command].is_broken
	           ? &policy->command.items[0]
	           : NULL;
}

void rule_args_replace(struct check *check)
{
	const struct policy_word *args = &check->policy->args;
	if (args->value == ARGS_REPLACE)
		report_finding(check, rule(args_replace), args->span, TEXT("args"),
		               "whoever starts the container can run any program the guest sees");
}

/* An interpreter without a script, or with -c as its last word, takes the program from the first
 * argument that is appended. */
void rule_args_append_interpreter(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *program = program_of(check);
	if (!program || policy->args.value != ARGS_APPEND ||
	    !looks_like_interpreter(base_name(check, program->value)))
		return;
	for (size_t i = 1; i < policy->command.count; i++) {
		struct text argument = policy->command.items[i].value;
		bool takes_program = text_is(argument, "-c") || text_is(argument, "-e");
		if (argument.length > 0 && argument.data[0] == '-' && !text_is(argument, "-") &&
		    !(takes_program && i + 1 < policy->command.count) && !text_is(argument, "-m"))
			continue;
		return;
	}
	struct finding *finding = report_finding(
	    check, rule(args_append_interpreter), policy->args.span, TEXT("args"),
	    "what is appended becomes the program of %s", base_name(check, program->value).data);
	add_note(check, finding, program->span, "the interpreter");
}

void rule_command_shell(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *program = program_of(check);
	if (program && policy->command.count > 2 &&
	    looks_like_shell(base_name(check, program->value)) &&
	    text_is(policy->command.items[1].value, "-c"))
		report_finding(check, rule(command_shell), policy->command.items[2].span,
		               TEXT("command"),
		               "the program is a text for %s: quotes and variables apply twice",
		               base_name(check, program->value).data);
}

void rule_command_shell_syntax(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *program = program_of(check);
	if (!program || looks_like_shell(base_name(check, program->value)))
		return;
	for (size_t i = 1; i < policy->command.count; i++)
		if (looks_like_shell_syntax(policy->command.items[i].value))
			report_finding(check, rule(command_shell_syntax),
			               policy->command.items[i].span,
			               text_format(check->arena, "command[%zu]", i),
			               "no shell reads the command: %s gets \"%s\" as it stands",
			               base_name(check, program->value).data,
			               policy->command.items[i].value.data);
}

/* The '[' or '-' before the only entry of a list. */
static size_t mark_before(struct span entry)
{
	size_t at = entry.start;
	while (at > 0 && strchr(" \n", entry.source->bytes.data[at - 1]))
		at--;
	return at > 0 ? at - 1 : 0;
}

/* Between brackets, or as entries of a block; quotes and escapes are for who wrote them. */
static void fix_by_words(struct check *check, struct finding *finding,
                         const struct policy_text *command)
{
	struct span span = command->span;
	struct text list = TEXT(""), value = command->value;
	if (!span.source || value.data[strcspn(value.data, "'\"\\$*`\n")] != '\0')
		return;
	size_t mark = mark_before(span);
	bool is_flow = span.source->bytes.data[mark] == '[';
	size_t column = source_position(span.source, mark).column - 1;
	for (size_t at = strspn(value.data, " "); at < value.length;) {
		size_t length = strcspn(value.data + at, " ");
		const char *word =
		    yaml_scalar(check->arena, text_copy(check->arena, value.data + at, length))
		        .data;
		list = list.length == 0 ? text_of(word)
		       : is_flow        ? text_format(check->arena, "%s, %s", list.data, word)
		                 : text_format(check->arena, "%s\n%*s- %s", list.data, (int)column,
		                               "", word);
		at += length + strspn(value.data + at + length, " ");
	}
	diag_fix(check->report, finding, FIX_CHOICE, span, list);
}

void rule_command_one_string(struct check *check)
{
	const struct policy_text *program = program_of(check);
	if (!program || check->policy->command.count != 1 ||
	    !looks_like_command_line(program->value))
		return;
	struct finding *finding = report_finding(
	    check, rule(command_one_string), program->span, TEXT("command"),
	    "\"%s\" is the name of one program, with blanks in it", program->value.data);
	diag_hint(check->report, finding, "write each argument as an element of the list");
	fix_by_words(check, finding, program);
}
