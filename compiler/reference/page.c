#include "model/capabilities.h"
#include "model/flags.h"
#include "model/policy.h"
#include "model/rules.h"
#include "reference/page_fill.h"
#include "reference/schema.h"

#include <stdio.h>
#include <string.h>

static const char head[] =
    "# The policy, version 1\n\n"
    "Printed by `keepc schema --markdown`; a test compares. A policy says what a sandbox keeps of "
    "its outer container and what it hides. A useful one:\n\n"
    "```yaml\n"
    "# python.sandbox.yaml\n"
    "version: 1\n"
    "name: python-runner\n"
    "command: [/usr/bin/python3, -I, \"-\"]\n"
    "user: 65534:65534\n"
    "cwd: /tmp\n"
    "keep-dirs: [/usr]\n"
    "writable: {/tmp: 64M}\n"
    "runsc: {release: 20240729.0}\n"
    "```\n\n"
    "`keepc show` prints a policy with all its defaults, each line with its origin; `keepc schema` "
    "this language as a JSON Schema, for editors:\n"
    "`# yaml-language-server: $schema=/usr/share/innerkeep/schema/policy.schema.json` on the first "
    "line of a policy, where the package is installed; `make install` puts it below its "
    "PREFIX.\n\n";

static const char strict[] =
    "## Strict YAML\n\n"
    "A policy is one document of YAML 1.2 in block or flow style, or JSON; its lines end in LF or "
    "CR LF. Scalars are text: the key that wants a value gives it its type, so that `no`,\n"
    "`1_000` or `0x10` are never silently something else. What two readers could take for two "
    "different things is refused:\n\n";

static const char beyond[] =
    "\nSome YAML that is rarely written is refused because libyaml, on which many readers stand, "
    "does not read it: a flow key and its `:` on different\n"
    "lines, plain scalars in flow collections that begin or end with `:`, block scalars without "
    "indentation.\n\n"
    "What is easily two values is refused unless it stands in quotes: an entry of a list that goes "
    "on in the next line (an argument of `command` only where "
    "that\n"
    "line begins with `-`), a path in a list that holds ` /`. So is a key that has swallowed its "
    "value, `{/tmp:64M}`. A plain `~` or `null` among texts is refused: in quotes it is the "
    "word.\n\n";

static const char extends[] =
    "What a policy says itself stays; what only its base says is taken over. In a list of several, "
    "the first is laid over the second, and so on: what any of\n"
    "them says, holds. A path is relative to the policy that names it; `builtin:NAME` is compiled "
    "into keepc (policies/builtin/). At most 8 deep, 32 in all.\n"
    "Every policy states its own `version`; any other required key may come from a base.\n\n"
    "```yaml\n"
    "# org.base.yaml\n"
    "version: 1\n"
    "extends: [\"builtin:strict\"]\n"
    "runsc: {release: 20240729.0}\n"
    "user: 65534:65534\n"
    "keep-dirs: [/usr, /etc/alternatives]\n"
    "limits: {wall: 15m}\n"
    "allow-override: [writable]\n"
    "```\n\n"
    "```yaml\n"
    "# thumbnails.sandbox.yaml\n"
    "version: 1\n"
    "name: thumbnails\n"
    "extends: [./org.base.yaml]\n"
    "command: [/usr/bin/ffmpeg, -i, \"pipe:0\"]\n"
    "keep-dirs: [/usr]\n"
    "limits: {wall: 1m}\n"
    "writable: {/tmp: 64M}\n"
    "```\n\n"
    "A list replaces the base's list, except `masks` and `allow`, which extend it. Of mappings "
    "(`writable`, `binds`, `env.set`, `rlimits`,\n"
    "`runsc.flags`) each entry, and each key of its long form, is inherited unless the policy sets "
    "it again.\n\n"
    "Each key below states how far a policy may change what its base sets. A base binds by what it "
    "says, and by the defaults of what it leaves unsaid, as far as these are\n"
    "the tightest there is: a base that says nothing of `writable`, `binds`, `env.pass`, "
    "`expect-mounts`, `allow`, `args`, `drift`, `seal` or `engine-files` "
    "lets no\n"
    "policy over it have more of them. What it leaves to the policies over it, it lists under "
    "`allow-override`; a policy between the two cannot open what its "
    "own\n"
    "base keeps shut. What has no order (`cwd`, `layout`, the `runsc` paths) or is unlimited when "
    "absent (`limits`, `rlimits`, `outer`) is free until a base "
    "says\n"
    "it, and so is what every policy must have. A mask of the base is dropped when the directory "
    "around it is no longer kept.\n\n"
    "Name an incomplete base policy NAME.base.yaml: `keepc lint DIR` reads the files "
    "*.sandbox.yaml, and each base with the policies over "
    "it.\n\n";

static const char allow[] =
    "An entry needs a rule and a reason. `at` is the path or key that the finding names; without "
    "it the entry holds everywhere. An entry that lets nothing\n"
    "pass, one that is over (`until` is its last day) and one for a rule that does not exist are "
    "findings themselves. `--no-allow` ignores all entries, for\n"
    "auditors; `--today` fixes the day. Nothing else in what keepc writes depends on the day.\n\n"
    "No entry lets pass what would leave nothing to compile, or nothing that holds: what the "
    "reader finds (families yaml, extends and allow), what the proof\n"
    "finds, and ";

static const char rootfs[] =
    "## --rootfs\n\n"
    "`keepc compile --rootfs DIR|FILE` checks the policy against the outer container's root "
    "filesystem, a directory or a listing (schema/listing.md): that "
    "kept\n"
    "and masked paths exist, are what the policy takes them for, and lead through no symlink. "
    "Without it, rules about it are silent.\n";

static void print_strict(void)
{
	fputs(strict, stdout);
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (strcmp(rules[i].family, "yaml") == 0)
			printf("- %s (`%s`)\n", rules[i].summary, rules[i].name);
	fputs(beyond, stdout);
}

static const char *tighten_text(const struct key *key)
{
	static const char *const texts[] = {
	    [TIGHTEN_OWN] = NULL,
	    [TIGHTEN_SAME] = "If a base policy sets this, it must have the same value.",
	    [TIGHTEN_LOWER] = "A policy may only lower what its base sets.",
	    [TIGHTEN_HIGHER] = "A policy may only keep its base's word or take a later one.",
	    [TIGHTEN_LAST] = "The last word needs a base that has it.",
	    [TIGHTEN_BITS] = "A policy may only drop permission bits of its base, and never the "
	                     "sticky bit where others may write.",
	    [TIGHTEN_SUBSET] = "A policy may only name entries of its base.",
	    [TIGHTEN_WITHIN] = "A policy may only name entries of its base, or paths within them.",
	    [TIGHTEN_ADD] = "A policy may add entries; it may only tighten an entry inherited from "
	                    "its base.",
	    [TIGHTEN_CLOSED] =
	        "A policy may not add entries to its base's; it may only tighten them.",
	    [TIGHTEN_FLAGS] =
	        "Over a base, a policy may set any flag that does not loosen the sandbox.",
	};
	if (key->tighten == TIGHTEN_LOWER && key->words)
		return "A policy may only keep its base's word or take an earlier one.";
	return texts[key->tighten];
}

static void print_words(const char *words)
{
	for (size_t i = 0; i < word_count(words); i++) {
		struct text word = word_at(words, (unsigned int)i);
		printf("%s`%.*s`", i == 0 ? "" : ", ", (int)word.length, word.data);
	}
}

/* "Required", or the default; the words; what a policy over this one may say. */
static void print_facts(const struct key *key)
{
	printf("%s", key->is_required ? "Required." : "Optional");
	if (!key->is_required && key->default_text)
		printf("; `%s` when absent", key->default_text);
	fputs(key->is_required ? "" : ".", stdout);
	if (key->words) {
		fputs(" One of ", stdout);
		print_words(key->words);
		putchar('.');
	} else {
		printf(" %s", key_types[key->type].doc);
	}
	if (tighten_text(key))
		printf(" %s", tighten_text(key));
	puts("\n");
}

static void print_entry_rows(const char *parent)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		if (strcmp(keys[i].parent, parent) != 0)
			continue;
		printf("- `%s`", keys[i].name);
		if (keys[i].is_required)
			fputs(" (required)", stdout);
		else if (keys[i].default_text)
			printf(" (`%s` when absent)", keys[i].default_text);
		printf(": %s ", keys[i].doc);
		if (keys[i].words)
			print_words(keys[i].words);
		else
			fputs(key_types[keys[i].type].doc, stdout);
		putchar('\n');
	}
	putchar('\n');
}

static void print_rlimits(void)
{
	static const char *const units[] = {[RLIMIT_UNIT_count] = "number",
	                                    [RLIMIT_UNIT_bytes] = "bytes",
	                                    [RLIMIT_UNIT_seconds] = "seconds",
	                                    [RLIMIT_UNIT_microseconds] = "microseconds",
	                                    [RLIMIT_UNIT_nice] = "20 minus the nice value"};
	puts("| limit | | unit | |\n|---|---|---|---|");
	for (size_t i = 0; i < rlimit_count; i++)
		printf("| `%s` | %s | %s | %s |\n", rlimit_rows[i].name, rlimit_rows[i].oci_name,
		       units[rlimit_rows[i].unit], rlimit_rows[i].note);
	putchar('\n');
}

static void print_flag(const struct flag *flag)
{
	static const char *const types[] = {[FLAG_BOOL] = "true or false",
	                                    [FLAG_ENUM] = "word",
	                                    [FLAG_ARGUMENT] = "word or word and argument",
	                                    [FLAG_INT] = "number",
	                                    [FLAG_UINT] = "number",
	                                    [FLAG_DURATION] = "duration",
	                                    [FLAG_STRING] = "text"};
	static const char *const classes[] = {[FLAG_SAFE] = "safe",
	                                      [FLAG_LOAD_BEARING] = "load-bearing",
	                                      [FLAG_LOOSENS] = "loosens",
	                                      [FLAG_DEBUG] = "debug",
	                                      [FLAG_TESTONLY] = "test only",
	                                      [FLAG_INTERNAL] = "internal",
	                                      [FLAG_DEPRECATED] = "deprecated",
	                                      [FLAG_COMMAND] = "command"};
	const struct flag_values *values = flag->values;
	while (values[1].since != 0)
		values++;
	bool is_to_come = flag->since > release_newest();
	printf("- `%s` (%s%u", flag->name, is_to_come ? "after " : "",
	       is_to_come ? release_newest() : flag->since);
	if (flag->until != 0)
		printf(" to %u", flag->until);
	printf("; %s; ", classes[flag->class]);
	if (values->allowed[0] != '\0')
		printf("`%s`)", values->allowed);
	else
		printf("%s)", types[values->type]);
	printf("%s%s\n", flag->note[0] != '\0' ? ": " : "", flag->note);
}

static void print_flags(void)
{
	puts("Loosening and test-only flags need an entry under `allow`. Load-bearing ones are set "
	     "by\n"
	     "keepc. A class is no verdict: which values open nothing stands in the column `tight` "
	     "of\n"
	     "runsc-flags.tsv, and every other one loosens. Types are those of the newest release "
	     "that\n"
	     "has the flag.\n\n"
	     "`directfs` stays off: with it the sentry's own seccomp filter lets it open files, "
	     "and its root\n"
	     "holds the /proc of the outer container: runsc needs one, and where the engine masks "
	     "parts of it\n"
	     "the kernel allows no other. A sentry that was taken over could read there what "
	     "everybody may read,\n"
	     "such as the command lines of the outer container's processes.\n\n"
	     "Each flag with the releases that have it, its class and its values:\n");
	for (size_t i = 0; i < flag_count; i++)
		if (!key_find("runsc", text_of(flags[i].name)))
			print_flag(&flags[i]);
	putchar('\n');
}

static void print_capabilities(void)
{
	for (size_t i = 0; capability_names[i]; i++)
		printf("%s`%s`", i == 0 ? "" : ", ", capability_names[i]);
	puts(".\n");
}

static bool is_told_by_family(const char *family)
{
	static const char *const families[] = {"yaml", "extends", "allow", "proof", "config"};
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (strcmp(family, families[i]) == 0)
			return true;
	return false;
}

static void print_laws(void)
{
	const char *separator = "";
	fputs(allow, stdout);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (rules[i].is_allowable || is_told_by_family(rules[i].family))
			continue;
		printf("%s`%s`", separator, rules[i].name);
		separator = ", ";
	}
	puts(".\n");
}

static void print_more(const struct key *key)
{
	const struct entry_type *entry = entry_type(key->type);
	if (entry && entry->parent)
		print_entry_rows(entry->parent);
	if (key->type == KEY_EXTENDS)
		fputs(extends, stdout);
	else if (key->type == KEY_RLIMITS)
		print_rlimits();
	else if (key->type == KEY_FLAGS)
		print_flags();
	else if (key->type == KEY_CAPABILITIES)
		print_capabilities();
	else if (key->type == KEY_ALLOW)
		print_laws();
}

static void print_keys(struct arena *arena, const char *parent)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const struct key *key = &keys[i];
		if (strcmp(key->parent, parent) != 0)
			continue;
		printf("### %s\n\n%s\n", key_path(arena, key).data, key->doc);
		print_facts(key);
		print_more(key);
		if (key->type == KEY_GROUP)
			print_keys(arena, key->name);
	}
}

static void print_values(void)
{
	puts("## Values\n");
	for (size_t i = 0; i < KEY_TYPE_COUNT; i++) {
		const struct type *type = &key_types[i];
		bool is_scalar = type->shape == SHAPE_TEXT || type->shape == SHAPE_NUMBER ||
		                 type->shape == SHAPE_USER;
		if (is_scalar && type->pattern)
			printf("- %s `%s`\n", type->doc, type->pattern);
	}
	puts("");
}

void schema_page(struct arena *arena)
{
	page_begin();
	fputs(head, stdout);
	print_strict();
	print_values();
	puts("## Keys\n");
	print_keys(arena, "");
	fputs(rootfs, stdout);
	page_end();
}

/* Completions. */

static void print_completion(struct text path, const char *type, const char *need,
                             const char *default_text, const char *words, const char *doc)
{
	printf("%s\t%s\t%s\t%s\t%s\t%s\n", path.data, type, need, default_text ? default_text : "",
	       words ? words : "", doc);
}

void schema_completions(struct arena *arena)
{
	puts("path\ttype\tneed\tdefault\twords\tdoc");
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		print_completion(key_path(arena, &keys[i]), key_types[keys[i].type].name,
		                 keys[i].is_required ? "required" : "optional",
		                 keys[i].default_text, keys[i].words, keys[i].doc);
	for (size_t i = 0; i < rlimit_count; i++)
		print_completion(text_format(arena, "rlimits.%s", rlimit_rows[i].name), "RLIMIT",
		                 "optional", NULL, NULL, rlimit_rows[i].oci_name);
	for (size_t i = 0; i < flag_count; i++)
		if (!key_find("runsc", text_of(flags[i].name)))
			print_completion(
			    text_format(arena, "runsc.flags.%s", flags[i].name), "FLAG", "optional",
			    flag_default(&flags[i], release_newest()),
			    flag_values_in(&flags[i], release_newest())->allowed, flags[i].note);
}
