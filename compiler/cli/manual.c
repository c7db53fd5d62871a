#include "base/fatal.h"
#include "base/text.h"
#include "cli/commands.h"
#include "model/keys.h"
#include "model/rlimits.h"
#include "model/rules.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

const struct usage usage_manual = {
    "manual", "keepc|policy",
    "keepc manual keepc | scdoc | man -l -\nkeepc manual policy | scdoc > innerkeep-policy.5\n",
    "Prints a manual page as scdoc source, from the same tables as --help and the reader of "
    "policies.",
    (const struct option_row[]){{0}}};

/* scdoc's own characters in running text. */
static void print_escaped(const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\*_[]#<>~`", *text))
			putchar('\\');
		putchar(*text);
	}
}

static void print_options(const struct usage *usage)
{
	for (const struct option_row *row = usage->rows; row->name; row++) {
		putchar('*');
		if (row->code < OPTION_FIRST)
			printf("-%c*, *", row->code);
		printf("--%s*", row->name);
		if (row->argument) {
			fputs(" ", stdout);
			print_escaped(row->argument);
		}
		fputs("\n\t", stdout);
		print_escaped(row->help);
		fputs(".\n\n", stdout);
	}
}

static void print_command(const struct command *command)
{
	printf("## keepc %s%s%s%s\n\n", command->name,
	       command->usage->rows[0].name ? " [OPTION...]" : "",
	       command->usage->operands[0] != '\0' ? " " : "", command->usage->operands);
	print_escaped(command->usage->about ? command->usage->about : command->summary);
	fputs("\n\n", stdout);
	printf("```\n%s```\n\n", command->usage->examples);
	print_options(command->usage);
}

static void print_keepc(void)
{
	puts("keepc(1)\n\n# NAME\n\nkeepc - compile a sandbox policy for gVisor\n\n# "
	     "SYNOPSIS\n\n*keepc* COMMAND \\[OPTION...\\] \\[ARGUMENT...\\]\n\n"
	     "# DESCRIPTION\n\n"
	     "keepc turns a declarative YAML policy (*innerkeep-policy*(5)) into a validated OCI "
	     "config.json and an argv file, from which *keeprun*(1) starts "
	     "gVisor's runsc "
	     "inside an ordinary container. It writes both or neither, and only when runsc of the "
	     "pinned release would show the guest what the policy states, "
	     "path by "
	     "path.\n\nData goes to standard output, messages to standard error; \\- as a file "
	     "name is standard input. On a terminal findings come with their "
	     "source "
	     "lines, elsewhere in the GNU form that editors jump by.\n\n# COMMANDS\n");
	for (unsigned int i = 0; i < command_count; i++)
		print_command(&commands[i]);
	puts("# EXIT STATUS\n\n*0*\n\tFine.\n\n*1*\n\tFindings at or above the severity asked "
	     "for.\n\n*2*\n\tWrong usage.\n\n*3*\n\tUnreadable or unparsable "
	     "input, or the "
	     "system refused.\n\n# ENVIRONMENT\n\n*NO_COLOR*, *TERM*\n\tWithout colour when "
	     "NO_COLOR is set and not empty, or the terminal is dumb. Nothing "
	     "else in the "
	     "environment changes what keepc does.\n\n# SEE ALSO\n\n*keeprun*(1), "
	     "*innerkeep-policy*(5), *runsc*(8)");
}

static void print_key(const struct key *key)
{
	fputc('*', stdout);
	print_escaped(key->name);
	fputs(key->is_required ? "* (required)" : "*", stdout);
	if (key->default_text) {
		fputs(" (default: ", stdout);
		print_escaped(key->default_text);
		putchar(')');
	}
	fputs("\n\t", stdout);
	print_escaped(key->doc);
	if (key->words) {
		fputs(" One of: ", stdout);
		print_escaped(key->words);
		putchar('.');
	}
	fputs("\n\n", stdout);
}

static void print_keys(const char *parent, const char *title)
{
	printf("## %s\n\n", title);
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0)
			print_key(&keys[i]);
}

static void print_rlimits(void)
{
	puts("## Names of limits\n");
	for (size_t i = 0; i < rlimit_count; i++)
		printf("*%s*\n\t%s%s%s.\n\n", rlimit_rows[i].name, rlimit_rows[i].oci_name,
		       rlimit_rows[i].note[0] != '\0' ? ": " : "", rlimit_rows[i].note);
}

static void print_policy(void)
{
	puts("innerkeep-policy(5)\n\n# NAME\n\ninnerkeep-policy - what a sandbox needs, and "
	     "nothing else\n\n# DESCRIPTION\n\n"
	     "A policy is one YAML document of a strict kind: scalars are text which the key gives "
	     "its type; anchors, aliases, merge keys, tags, directives, "
	     "several "
	     "documents, duplicate and unknown keys, control characters and more than 256 KiB or "
	     "32 levels are errors with line and column. Sizes need a unit "
	     "(512M), "
	     "durations too (15m). Paths are absolute and canonical.\n\n# KEYS\n");
	print_keys("", "Top level");
	print_keys("masks[]", "An entry of masks, when it is not a path");
	print_keys("writable.*", "An entry of writable, when it is not a size");
	print_keys("binds.*", "An entry of binds");
	print_keys("env", "env");
	print_keys("rlimits.*", "An entry of rlimits, when it is not a number");
	print_rlimits();
	print_keys("limits", "limits");
	print_keys("runsc", "runsc");
	print_keys("outer", "outer");
	print_keys("allow[]", "An entry of allow");
	puts("# EXAMPLE\n\n```\nversion: 1\nname: python-runner\ncommand: [/usr/bin/python3, -I, "
	     "\"-\"]\nuser: 65534:65534\nkeep-dirs: [/usr]\nwritable: {/tmp: "
	     "64M}\n"
	     "runsc: {release: 20240729.0}\n```\n\n# SEE ALSO\n\n*keepc*(1), *keeprun*(1)");
}

int run_manual(int argc, char **argv)
{
	while (option_next(&usage_manual, argc, argv) != OPTION_END)
		;
	if (optind + 1 != argc)
		usage_error("manual wants a page: keepc or policy");
	if (strcmp(argv[optind], "keepc") == 0)
		print_keepc();
	else if (strcmp(argv[optind], "policy") == 0)
		print_policy();
	else
		usage_error("there is no page '%s': keepc or policy", argv[optind]);
	return EXIT_FINE;
}
