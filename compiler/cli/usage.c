#include "cli/usage.h"

#include "base/fatal.h"
#include "base/text.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX    32
#define WIDTH       79
#define HELP_COLUMN 28

static const struct option_row help_row = {'h', "help", NULL, "print this"};

/* Words of text from column on, broken before WIDTH; further lines start at indent. */
static void print_wrapped(const char *text, size_t column, size_t indent)
{
	bool is_first = true;
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (!is_first && column + 1 + length > WIDTH) {
			printf("\n%*s", (int)indent, "");
			column = indent;
			is_first = true;
		}
		printf("%s%.*s", is_first ? "" : " ", (int)length, text);
		column += length + !is_first;
		is_first = false;
		text += length + (text[length] == ' ');
	}
	putchar('\n');
}

static void print_row(const struct option_row *row)
{
	char head[128];
	char letter[8] = "    ";
	if (row->code < OPTION_FIRST)
		snprintf(letter, sizeof letter, "-%c, ", row->code);
	int length = snprintf(head, sizeof head, "  %s--%s%s%s", letter, row->name,
	                      row->argument ? " " : "", row->argument ? row->argument : "");
	fputs(head, stdout);
	if (length + 2 > HELP_COLUMN)
		printf("\n%*s", HELP_COLUMN, "");
	else
		printf("%*s", HELP_COLUMN - length, "");
	print_wrapped(row->help, HELP_COLUMN, HELP_COLUMN);
}

static void print_examples(const char *examples)
{
	while (*examples != '\0') {
		size_t length = strcspn(examples, "\n");
		printf("  %.*s\n", (int)length, examples);
		examples += length + (examples[length] == '\n');
	}
}

static _Noreturn void print_help(const struct usage *usage)
{
	char head[256];
	snprintf(head, sizeof head, "Usage: keepc %s%s%s%s", usage->command,
	         usage->rows[0].name ? " [OPTION...]" : "", usage->operands[0] != '\0' ? " " : "",
	         usage->operands);
	print_wrapped(head, 0, 9);
	putchar('\n');
	print_examples(usage->examples);
	putchar('\n');
	if (usage->about) {
		print_wrapped(usage->about, 0, 0);
		putchar('\n');
	}
	for (const struct option_row *row = usage->rows; row->name; row++)
		print_row(row);
	print_row(&help_row);
	if (fflush(stdout) != 0 || ferror(stdout))
		fatal("cannot write to stdout:");
	exit(EXIT_FINE);
}

static _Noreturn void wrong_option(const struct usage *usage, int option, const char *word)
{
	const char *names[ROWS_MAX + 2] = {help_row.name};
	size_t count = 1;
	for (const struct option_row *row = usage->rows; row->name; row++)
		names[count++] = row->name;
	const char *name = word + strspn(word, "-");
	struct text given = {name, strcspn(name, "=")};
	if (option == ':')
		usage_error("%s %s wants an argument", usage->command, word);
	for (size_t i = 0; i < count; i++)
		if (text_is(given, names[i]))
			usage_error("%s --%s takes no argument", usage->command, names[i]);
	const char *nearest = word[1] == '-' ? text_nearest(given, names, NULL) : NULL;
	usage_error("%s has no option '%s'%s%s%s", usage->command, word,
	            nearest ? "; did you mean '--" : "", nearest ? nearest : "",
	            nearest ? "'?" : "");
}

int option_next(const struct usage *usage, int argc, char **argv)
{
	struct option table[ROWS_MAX + 2] = {{help_row.name, no_argument, NULL, help_row.code}};
	char letters[2 * ROWS_MAX + 4] = ":h", *end = letters + 2;
	size_t count = 1;
	for (const struct option_row *row = usage->rows; row->name; row++) {
		if (count > ROWS_MAX)
			fatal("too many options in the table of %s", usage->command);
		table[count++] = (struct option){
		    row->name, row->argument ? required_argument : no_argument, NULL, row->code};
		if (row->code < OPTION_FIRST) {
			*end++ = (char)row->code;
			if (row->argument)
				*end++ = ':';
		}
	}
	opterr = 0;
	int option = getopt_long(argc, argv, letters, table, NULL);
	if (option == 'h')
		print_help(usage);
	if (option == '?' || option == ':')
		wrong_option(usage, option, argv[optind - 1]);
	return option;
}
