#include "artifact.h"
#include "import/import.h"
#include "model/flag_judge.h"

#include <stdlib.h>
#include <string.h>

/* The command line: runsc's flags, and what keepc noted for keeprun. */

enum verdict { VERDICT_DEFAULT, VERDICT_CARRIED, VERDICT_LOST };

/* What keepc wrote is carried as it was spelt: the bytes are to be the same. */
static bool is_preset(const struct import *import, const struct flag_said *said)
{
	const struct flag *flag = flag_find(said->name);
	const char *preset = flag ? flag_preset(flag) : NULL;
	if (!preset)
		return false;
	if (import->vector.is_ours)
		return text_is(said->value, preset);
	return flag_is_same_value(flag, said->value, text_of(preset), import->release);
}

static enum verdict judge(struct import *import, const struct flag_said *said)
{
	struct ruling ruling = flag_judge(said->name, said->value, import->release);
	const char *name = said->name.data, *value = said->value.data;
	switch (ruling.verdict) {
	case FLAG_UNKNOWN:
	case FLAG_MISSING:
		import_remark(import, "--%s: runsc %u has no such flag", name, import->release);
		return VERDICT_LOST;
	case FLAG_REFUSED:
		import_remark(import, "--%s=%s: runsc %u does not take this value", name, value,
		              import->release);
		return VERDICT_LOST;
	case FLAG_PRINTS:
		import_remark(import, "--%s was left out: with it runsc prints something and ends",
		              name);
		return VERDICT_LOST;
	default:
		break;
	}
	if (is_preset(import, said))
		return VERDICT_DEFAULT;
	if (ruling.verdict != FLAG_LOOSE || import->vector.is_ours)
		return VERDICT_CARRIED;
	import_remark(import, "--%s=%s was left out: it %s", name, value,
	              flag_reason_words(ruling.reason));
	return VERDICT_LOST;
}

static bool has_key(const struct flag_said *said)
{
	return text_is(said->name, "root") || text_is(said->name, "platform");
}

/* Of a flag that is given twice, the last one counts. */
static bool counts(const struct import *import, const struct flag_said *said)
{
	struct flag_line line = {.items = import->vector.flags.items,
	                         .count = import->vector.flags.count};
	return flag_line_find(&line, said->name) == said;
}

struct text import_runsc_path(const struct import *import)
{
	struct text path = TEXT("");
	if (!vector_option(&import->vector, "runsc", &path) &&
	    text_starts(import->vector.program, "/"))
		path = import->vector.program;
	return path;
}

static void import_flags(struct import *import)
{
	const struct flag_said *said;
	bool is_first = true;
	for_each (said, &import->vector.flags) {
		if (!counts(import, said) || has_key(said) ||
		    judge(import, said) != VERDICT_CARRIED)
			continue;
		fputs(is_first ? "  flags:\n" : "", import->policy);
		is_first = false;
		fprintf(import->policy, "    %s: ", said->name.data);
		import_quoted(import->policy, said->value);
		fputc('\n', import->policy);
	}
}

/* What stops runsc, and what it would hand to the guest beside the flags. */
static void remark_words(struct import *import)
{
	const struct flag_said *said;
	if (import->vector.word_count == 0)
		import_remark(import, "No command line was given: add runsc's words after '--' to "
		                      "carry its flags over.");
	if (import->vector.fault)
		import_remark(import, "runsc would not start with this command line: %s",
		              import->vector.fault);
	if (import->vector.command.length > 0 && !import->vector.is_ours &&
	    !text_is(import->vector.command, "run"))
		import_remark(import,
		              "the subcommand %s was left out: keeprun executes runsc run, and "
		              "nothing else",
		              import->vector.command.data);
	for_each (said, &import->vector.command_flags)
		if (text_is(said->name, "pass-fd") || text_is(said->name, "exec-fd"))
			import_remark(import,
			              "%s --%s=%s was left out: it hands a file descriptor of the "
			              "outer container to the guest",
			              import->vector.command.data, said->name.data,
			              said->value.data);
}

/* The default, which no path says. */
static bool is_private_state(const struct import *import, const struct flag_said *said)
{
	return import->vector.is_ours && text_is(said->name, "root") &&
	       text_is(said->value, WORLD_STATE);
}

static void import_runsc(struct import *import)
{
	const struct flag_said *said;
	struct text path = import_runsc_path(import), digest;
	const char *tag = release_tag_of(import->release);
	if (tag)
		fprintf(import->policy, "runsc:\n  release: \"%s\"\n", tag);
	else
		fprintf(import->policy, "runsc:\n  release: \"%u\"\n", import->release);
	if (path.length > 0)
		import_value(import, "  path", path);
	if (vector_option(&import->vector, "runsc-sha256", &digest))
		import_value(import, "  sha256", digest);
	for_each (said, &import->vector.flags)
		if (has_key(said) && counts(import, said) && !is_private_state(import, said))
			import_value(import, text_is(said->name, "root") ? "  root" : "  platform",
			             said->value);
	import_flags(import);
}

static void import_word(struct import *import, const char *option, const char *key)
{
	struct text value;
	if (vector_option(&import->vector, option, &value))
		import_value(import, key, value);
}

static void import_outer(struct import *import)
{
	struct text capabilities, network, read_only;
	bool has_capabilities = vector_option(&import->vector, "outer-capabilities", &capabilities);
	if (!vector_option(&import->vector, "outer-network", &network) ||
	    !vector_option(&import->vector, "outer-read-only", &read_only))
		return;
	fputs("outer:\n", import->policy);
	if (has_capabilities) {
		fputs("  capabilities: [", import->policy);
		for (size_t at = 0, length; at < capabilities.length; at += length + 1) {
			length = strcspn(capabilities.data + at, ",");
			fputs(at > 0 ? ", " : "", import->policy);
			import_quoted(import->policy,
			              text_copy(import->arena, capabilities.data + at, length));
		}
		fputs("]\n", import->policy);
	}
	import_value(import, "  network", network);
	import_value(import, "  read-only", read_only);
}

static void import_limits(struct import *import)
{
	struct text wall, output;
	bool has_wall = vector_option(&import->vector, "wall", &wall),
	     has_output = vector_option(&import->vector, "output", &output);
	if (has_wall || has_output)
		fputs("limits:\n", import->policy);
	if (has_wall)
		fprintf(import->policy, "  wall: %llums\n", strtoull(wall.data, NULL, 10));
	if (has_output)
		fprintf(import->policy, "  output: %s\n",
		        import_size(import->arena, strtoull(output.data, NULL, 10)));
}

static void import_expected(struct import *import)
{
	const struct flag_said *option;
	bool is_first = true;
	for_each (option, &import->vector.options) {
		if (!text_is(option->name, "expect-mount"))
			continue;
		fputs(is_first ? "expect-mounts:\n" : "", import->policy);
		is_first = false;
		fputs("  - ", import->policy);
		import_quoted(import->policy, option->value);
		fputc('\n', import->policy);
	}
}

/* A flag of keepc's own artifacts that loosens the sandbox for this reason. */
static bool has_loose(const struct import *import, enum flag_reason reason)
{
	const struct flag_said *said;
	if (!import->vector.is_ours)
		return false;
	for_each (said, &import->vector.flags) {
		struct ruling ruling = flag_judge(said->name, said->value, import->release);
		if (ruling.verdict == FLAG_LOOSE && ruling.reason == reason)
			return true;
	}
	return false;
}

/* What a pair of keepc's needed an entry under allow for, it needs again; so does somebody's root.
 * Loose flags of others were left out. Entries about the binary that --runsc or --rootfs showed
 * stand in no artifact. */
static void import_allow(struct import *import)
{
	struct text release = text_format(import->arena, "%u", import->release);
	const struct {
		const char *rule;
		bool is_needed;
	} entries[] = {
	    {"user-root", import->config->uid == 0},
	    {"unknown-release", import->vector.is_ours && release_beyond(release) != 0},
	    {"flag-loosens", has_loose(import, FLAG_REASON_OPENS)},
	    {"flag-testonly", has_loose(import, FLAG_REASON_TESTS)},
	};
	const char *heading = "allow:\n";
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		if (!entries[i].is_needed)
			continue;
		fprintf(import->policy, "%s  - {rule: %s, reason: the %s had it}\n", heading,
		        entries[i].rule, import->vector.is_ours ? "artifacts" : "configuration");
		heading = "";
	}
}

void import_vector(struct import *import)
{
	if (import->layout != LAYOUT_BIND)
		import_value(import, "layout", word_at("bind|mask|split", import->layout));
	if (import->layout == LAYOUT_SPLIT)
		import_value(import, "inner", import->inner);
	import_word(import, "drift", "drift");
	import_word(import, "seal", "seal");
	import_expected(import);
	import_limits(import);
	import_runsc(import);
	import_outer(import);
	import_allow(import);
	remark_words(import);
}
