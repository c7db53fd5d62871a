#include "reference/schema.h"

#include "base/fatal.h"
#include "cli/commands.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_MARKDOWN = OPTION_FIRST, OPTION_COMPLETIONS, OPTION_ARGV };

const struct usage usage_schema = {
    "schema", "", "keepc schema > policy.schema.json\n",
    "Prints the policy language, version 1, as a JSON Schema (draft-07) for editors.",
    (const struct option_row[]){
        {OPTION_MARKDOWN, "markdown", NULL, "the reference instead"},
        {OPTION_ARGV, "argv", NULL, "the format of the argv file instead"},
        {OPTION_COMPLETIONS, "completions", NULL,
         "instead a line for each key, flag and limit: path, type, need, default, words, sentence"},
        {0}}};

int run_schema(int argc, char **argv)
{
	void (*print)(struct arena *) = schema_json;
	for (int option; (option = option_next(&usage_schema, argc, argv)) != OPTION_END;)
		print = option == OPTION_MARKDOWN ? schema_page
		        : option == OPTION_ARGV   ? schema_argv
		                                  : schema_completions;
	if (optind != argc)
		usage_error("schema wants no argument");
	struct arena *arena = arena_create();
	print(arena);
	arena_destroy(arena);
	return EXIT_FINE;
}
