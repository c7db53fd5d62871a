#pragma once

/* The command line of one command: what --help prints, what getopt_long(3) parses and what the
 * shells complete come from the same rows. */
struct option_row {
	int code;             /* what option_next returns; a letter is the short form too */
	const char *name;     /* without dashes; NULL ends the rows */
	const char *argument; /* NULL: takes none; "a|b|c": one of these words, "a|b[=FILE]": and
	                         more behind it; otherwise a name in capitals */
	const char *help;
};

struct usage {
	const char *command;
	const char *operands; /* "POLICY -o DIR" */
	const char *examples; /* whole lines, without indent */
	const char *about;    /* may be NULL */
	const struct option_row *rows;
};

#define OPTION_END (-1)
/* Codes of options without a short form start here. */
#define OPTION_FIRST 256

/* getopt_long's next option, its argument in optarg; OPTION_END when only operands are left, from
 * optind on. --help is answered here and ends the process with status 0; a wrong option is
 * usage_error(), with the nearest one. */
int option_next(const struct usage *usage, int argc, char **argv);

/* One row per command; main.c and completions.c walk them. */
struct command {
	const char *name, *summary;
	const struct usage *usage;
	int (*run)(int argc, char **argv);
};
extern const struct command commands[];
extern const unsigned int command_count;
