#include "base/fatal.h"
#include "base/text.h"
#include "cli/commands.h"

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

static void print_words(const char *argument)
{
	for (; *argument != '\0'; argument++)
		putchar(*argument == '|' ? ' ' : *argument);
}

/* In single quotes, for every one of the three shells. */
static void print_quoted(const char *text)
{
	putchar('\'');
	for (; *text != '\0'; text++)
		fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, stdout);
	putchar('\'');
}

static void print_bash(void)
{
	puts("# bash completion of keepc\n_keepc()\n{\n\tlocal current=${COMP_WORDS[COMP_CWORD]} "
	     "previous=${COMP_WORDS[COMP_CWORD - 1]} "
	     "command=${COMP_WORDS[1]}\n"
	     "\tif [ \"$COMP_CWORD\" -eq 1 ]; then");
	fputs("\t\tmapfile -t COMPREPLY < <(compgen -W '--help --version", stdout);
	for (unsigned int i = 0; i < command_count; i++)
		printf(" %s", commands[i].name);
	puts("' -- \"$current\")\n\t\treturn\n\tfi\n\tcase $command$previous in");
	for (unsigned int i = 0; i < command_count; i++)
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++) {
			if (!row->argument || !is_vocabulary(row->argument))
				continue;
			printf("\t%s--%s) mapfile -t COMPREPLY < <(compgen -W '", commands[i].name,
			       row->name);
			print_words(row->argument);
			puts("' -- \"$current\"); return ;;");
		}
	puts("\tesac\n\tcase $command:$current in");
	for (unsigned int i = 0; i < command_count; i++) {
		printf("\t%s:-*) mapfile -t COMPREPLY < <(compgen -W '--help", commands[i].name);
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++)
			printf(" --%s", row->name);
		puts("' -- \"$current\") ;;");
	}
	puts("\t*) mapfile -t COMPREPLY < <(compgen -f -- \"$current\") ;;\n\tesac\n}\ncomplete -o "
	     "filenames -F _keepc keepc");
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
			if (row->argument && is_vocabulary(row->argument)) {
				fputs(":word:(", stdout);
				print_words(row->argument);
				putchar(')');
			} else if (row->argument) {
				fputs(":file:_files", stdout);
			}
			putchar('\'');
		}
		puts(" '*:file:_files' ;;");
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
		for (const struct option_row *row = commands[i].usage->rows; row->name; row++) {
			printf("complete -c keepc -n '__fish_seen_subcommand_from %s' -l %s",
			       commands[i].name, row->name);
			if (row->code < OPTION_FIRST)
				printf(" -s %c", row->code);
			if (row->argument && is_vocabulary(row->argument)) {
				fputs(" -x -a '", stdout);
				print_words(row->argument);
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
