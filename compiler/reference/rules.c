#include "base/fatal.h"
#include "base/json_write.h"
#include "cli/commands.h"
#include "reference/examples.h"
#include "reference/page_fill.h"

#include <getopt.h>
#include <string.h>

/* keepc rules and keepc explain: the table of rules, for people, programs and schema/rules.md. */

static int print_list(void)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		printf("%-26s %-8s %s\n", rules[i].name, severity_name(rules[i].severity),
		       rules[i].family);
	return EXIT_FINE;
}

static struct json_value *rule_of(struct arena *arena, const struct rule *rule)
{
	struct json_value *object = json_make_object();
	json_put_string(object, "name", text_of(rule->name));
	json_put_string(object, "severity", text_of(severity_name(rule->severity)));
	json_put_string(object, "family", text_of(rule->family));
	json_put_string(object, "area", text_of(areas[rule->area].name));
	json_put_string(object, "summary", text_of(rule->summary));
	json_put_string(object, "why", text_of(rule_text_of(rule)->why));
	json_put_string(object, "reference", text_of(rule_text_of(rule)->reference));
	json_put_string(object, "bad", example_lines(arena, rule, EXAMPLE_BAD));
	json_put_string(object, "good", example_lines(arena, rule, EXAMPLE_GOOD));
	return object;
}

static int print_json(struct arena *arena)
{
	struct json_value *root = json_make_object(), *list = json_make_array();
	for (size_t i = 0; i < RULE_COUNT; i++)
		json_push(list, rule_of(arena, &rules[i]));
	json_put(root, "version", json_make_number(1));
	json_put(root, "rules", list);
	fputs(json_finish(arena, root).data, stdout);
	return EXIT_FINE;
}

static void print_example(struct arena *arena, const struct rule *rule, enum example which,
                          const char *title, const char *lead)
{
	struct text lines = example_lines(arena, rule, which);
	if (lines.length == 0)
		return;
	printf("%s", title);
	for (const char *line = lines.data; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		printf("%s%.*s\n", lead, (int)length, line);
		line += length + (line[length] == '\n');
	}
}

enum { OPTION_JSON = OPTION_FIRST, OPTION_MARKDOWN };

static int print_markdown(struct arena *arena)
{
	page_begin();
	puts("# Rules\n\n"
	     "Printed by `keepc rules --markdown`; a test compares. Rule names are permanent. "
	     "error: the sandbox would be weaker than the policy reads, or\n"
	     "nothing can be compiled; warning: likely a mistake; info: hardening. `keepc compile` "
	     "refuses on errors, with `--strict` on warnings too, and is\n"
	     "silent about info; an entry under `allow` accepts a finding, except those of the "
	     "family yaml.\n\n"
	     "The area is what a rule is about when a whole sandbox is judged, as `keepc verify "
	     "--summary` and `keepc lint --format summary` do:\n");
	for (size_t i = 0; i < AREA_COUNT; i++)
		printf("- %s: %s\n", areas[i].name, areas[i].meaning);
	puts("\n| rule | severity | family | area |\n|---|---|---|---|");
	for (size_t i = 0; i < RULE_COUNT; i++)
		printf("| [%s](#%s) | %s | %s | %s |\n", rules[i].name, rules[i].name,
		       severity_name(rules[i].severity), rules[i].family,
		       areas[rules[i].area].name);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *rule = &rules[i];
		printf("\n## %s\n\n%s, %s: %s.\n\n%s\n\n", rule->name,
		       severity_name(rule->severity), rule->family, rule->summary,
		       rule_text_of(rule)->why);
		print_example(arena, rule, EXAMPLE_BAD, "Bad:\n\n", "    ");
		print_example(arena, rule, EXAMPLE_GOOD, "\nGood:\n\n", "    ");
		printf("%sSee: %s\n", rule_example_of(rule)->bad.data ? "\n" : "",
		       rule_text_of(rule)->reference);
	}
	page_end();
	return EXIT_FINE;
}

const struct usage usage_rules = {
    "rules", "", "keepc rules\nkeepc explain keep-root\n",
    "Lists every rule with its severity and family.",
    (const struct option_row[]){{OPTION_JSON, "json", NULL, "as JSON"},
                                {OPTION_MARKDOWN, "markdown", NULL, "as schema/rules.md"},
                                {0}}};

int run_rules(int argc, char **argv)
{
	int form = 0;
	for (int option; (option = option_next(&usage_rules, argc, argv)) != OPTION_END;)
		form = option;
	if (optind != argc)
		usage_error("rules wants no argument; one rule: keepc explain %s", argv[optind]);
	struct arena *arena = arena_create();
	int status = form == OPTION_JSON       ? print_json(arena)
	             : form == OPTION_MARKDOWN ? print_markdown(arena)
	                                       : print_list();
	arena_destroy(arena);
	return status;
}

static void print_wrapped(const char *text)
{
	size_t column = 0;
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (column > 0 && column + 1 + length > 78) {
			putchar('\n');
			column = 0;
		}
		printf("%s%.*s", column > 0 ? " " : "  ", (int)length, text);
		column += length + 1;
		text += length + (text[length] == ' ');
	}
	putchar('\n');
}

static void explain(struct arena *arena, const struct rule *rule)
{
	printf("%s (%s, %s)\n", rule->name, severity_name(rule->severity), rule->family);
	print_wrapped(rule->summary);
	puts("\nWhy");
	print_wrapped(rule_text_of(rule)->why);
	print_example(arena, rule, EXAMPLE_BAD, "\nBad\n", "  ");
	print_example(arena, rule, EXAMPLE_GOOD, "\nGood\n", "  ");
	printf("\nSee\n");
	print_wrapped(rule_text_of(rule)->reference);
}

static const struct rule *wanted_rule(struct text name)
{
	const struct rule *rule = rule_find(name);
	const char *retired = rule_retired(name);
	if (rule)
		return rule;
	if (retired)
		usage_error("the rule '%s' is retired: %s", name.data, retired);
	const char *names[RULE_COUNT + 1] = {0};
	for (size_t i = 0; i < RULE_COUNT; i++)
		names[i] = rules[i].name;
	const char *nearest = text_nearest(name, names, NULL);
	usage_error("there is no rule '%s'%s%s%s; 'keepc rules' lists them", name.data,
	            nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

const struct usage usage_explain = {
    "explain", "RULE...", "keepc explain keep-root\n",
    "Tells why a rule exists, with a bad and a good example. 'keepc rules' lists them.",
    (const struct option_row[]){{0}}};

int run_explain(int argc, char **argv)
{
	while (option_next(&usage_explain, argc, argv) != OPTION_END)
		;
	if (optind == argc)
		usage_error("explain wants a rule; 'keepc rules' lists them");
	struct arena *arena = arena_create();
	for (int i = optind; i < argc; i++) {
		fputs(i > optind ? "\n" : "", stdout);
		explain(arena, wanted_rule(text_of(argv[i])));
	}
	arena_destroy(arena);
	return EXIT_FINE;
}
