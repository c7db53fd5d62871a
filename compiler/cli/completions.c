#include "base/fatal.h"
#include "base/text.h"
#include "cli/commands.h"
#include "model/release.h"
#include "model/rules.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

const struct usage usage_completions = {
    "completions", "bash|zsh|fish",
    "keepc completions bash > /usr/share/bash-completion/completions/keepc\n",
    "Prints the completion of keepc's own command line for a shell.",
    (const struct option_row[]){{0}}};

/* "a|b|c" in small letters is a vocabulary; a name in capitals stands for a file or something that
 * nobody can guess. */
static bool is_vocabulary(const char *argument)
{
	return argument[0] >= 'a' && argument[0] <= 'z';
}

static void print_vocabulary(const char *argument)
{
	for (; *argument != '\0' && *argument != '['; argument++)
		putchar(*argument == '|' ? ' ' : *argument);
}

static void print_releases(void)
{
	for (size_t i = 0; i < release_tag_count; i++)
		printf("%s%s", i > 0 ? " " : "", release_tags[i].name);
}

static void print_rules(void)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		printf("%s%s", i > 0 ? " " : "", rules[i].name);
}

/* Whether the words that an option takes are known. */
static bool has_words(const struct option_row *row)
{
	return row->argument && (is_vocabulary(row->argument) || strcmp(row->name, "release") == 0);
}

static void print_words(const struct option_row *row)
{
	if (is_vocabulary(row->argument))
		print_vocabulary(row->argument);
	else
		print_releases();
}

/* Whether the words that may stand behind a command are known; else they are files. */
static bool has_operand_words(const struct usage *usage)
{
	return is_vocabulary(usage->operands) || strncmp(usage->operands, "RULE", 4) == 0;
}

static void print_operand_words(const struct usage *usage)
{
	if (is_vocabulary(usage->operands))
		print_vocabulary(usage->operands);
	else
		print_rules();
}

/* In single quotes, for every one of the three shells. */
static void print_quoted(const char *text)
{
	putchar('\'');
	for (; *text != '\0'; text++)
		fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, stdout);
	putchar('\'');
}

/* A row of compgen behind a pattern of case; words has been printed in between. */
static void begin_words(void)
{
	fputs(" mapfile -t COMPREPLY < <(compgen -W '", stdout);
}

static void end_words(void)
{
	puts("' -- \"$current\"); return ;;");
}

/* Bash takes --for=podman apart at the sign (COMP_WORDBREAKS). */
static const char bash_head[] =
    "# bash completion of keepc\n_keepc()\n{\n"
    "\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} "
    "command=${COMP_WORDS[1]}\n"
    "\tif [ \"$current\" = = ]; then\n\t\tcurrent=\n"
    "\telif [ \"$previous\" = = ]; then\n\t\tprevious=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W '--help --version";

static void print_bash_options(const struct usage *usage)
{
	printf("\t%s:-*)", usage->command);
	begin_words();
	fputs("--help", stdout);
	for (const struct option_row *row = usage->rows; row->name; row++)
		printf(" --%s", row->name);
	end_words();
}

static void print_bash(void)
{
	fputs(bash_head, stdout);
	for (unsigned int i = 0; i < command_count; i++)
		printf(" %s", commands[i].name);
	puts("' -- \"$current\")\n\t\treturn\n\tfi\n\tcase $command$previous in");
	for (unsigned int i = 0; i < command_count; i++)
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++) {
			if (!has_words(row))
				continue;
			printf("\t%s--%s)", commands[i].name, row->name);
			begin_words();
			print_words(row);
			end_words();
		}
	puts("\tesac\n\tcase $command:$current in");
	for (unsigned int i = 0; i < command_count; i++) {
		print_bash_options(commands[i].usage);
		if (!has_operand_words(commands[i].usage))
			continue;
		printf("\t%s:*)", commands[i].name);
		begin_words();
		print_operand_words(commands[i].usage);
		end_words();
	}
	puts("\tesac\n\tmapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
	     "\tcompopt -o filenames 2>/dev/null\n}\ncomplete -F _keepc keepc");
}

/* _arguments takes "--name=[help]:argument:action"; brackets and colons in help would end it. */
static void print_zsh_help(const char *text)
{
	for (; *text != '\0'; text++)
		fputs(strchr("[]:\\", *text) ? (char[]){'\\', *text, '\0'}
		      : *text == '\''        ? "'\\''"
		                             : (char[]){*text, '\0'},
		      stdout);
}

static void print_zsh(void)
{
	puts("#compdef keepc\n_keepc() {\n\tlocal -a commands\n\tcommands=(");
	for (unsigned int i = 0; i < command_count; i++) {
		printf("\t\t'%s:", commands[i].name);
		print_zsh_help(commands[i].summary);
		puts("'");
	}
	puts("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command "
	     "commands\n\t\treturn\n\tfi\n\tcase $words[2] in");
	for (unsigned int i = 0; i < command_count; i++) {
		printf("\t%s) _arguments '--help[print help]'", commands[i].name);
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++) {
			printf(" '--%s%s[", row->name, row->argument ? "=" : "");
			print_zsh_help(row->help);
			putchar(']');
			if (has_words(row)) {
				fputs(":word:(", stdout);
				print_words(row);
				putchar(')');
			} else if (row->argument) {
				fputs(":file:_files", stdout);
			}
			putchar('\'');
		}
		if (has_operand_words(commands[i].usage)) {
			fputs(" '*:word:(", stdout);
			print_operand_words(commands[i].usage);
			puts(")' ;;");
		} else {
			puts(" '*:file:_files' ;;");
		}
	}
	puts("\tesac\n}\n_keepc \"$@\"");
}

static void print_fish(void)
{
	puts("# fish completion of keepc");
	for (unsigned int i = 0; i < command_count; i++) {
		printf("complete -c keepc -n __fish_use_subcommand -f -a %s -d ", commands[i].name);
		print_quoted(commands[i].summary);
		putchar('\n');
		if (has_operand_words(commands[i].usage)) {
			printf("complete -c keepc -n '__fish_seen_subcommand_from %s' -f -a '",
			       commands[i].name);
			print_operand_words(commands[i].usage);
			puts("'");
		}
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++) {
			printf("complete -c keepc -n '__fish_seen_subcommand_from %s' -l %s",
			       commands[i].name, row->name);
			if (row->code < OPTION_FIRST)
				printf(" -s %c", row->code);
			if (has_words(row)) {
				fputs(" -x -a '", stdout);
				print_words(row);
				putchar('\'');
			} else if (row->argument) {
				fputs(" -r", stdout);
			}
			fputs(" -d ", stdout);
			print_quoted(row->help);
			putchar('\n');
		}
	}
}

int run_completions(int argc, char **argv)
{
	while (option_next(&usage_completions, argc, argv) != OPTION_END)
		;
	if (optind + 1 != argc)
		usage_error("completions wants a shell: bash, zsh or fish");
	const char *shell = argv[optind];
	if (strcmp(shell, "bash") == 0)
		print_bash();
	else if (strcmp(shell, "zsh") == 0)
		print_zsh();
	else if (strcmp(shell, "fish") == 0)
		print_fish();
	else
		usage_error("there are no completions for '%s': bash, zsh or fish", shell);
	return EXIT_FINE;
}
