#include "artifact.h"
#include "import/import.h"
#include "model/flag_value.h"

#include <stdlib.h>
#include <string.h>

/* The command line: runsc's flags, and what keepc noted for keeprun. */

enum fate { FATE_DEFAULT, FATE_CARRIED, FATE_LOST };

static enum fate judge(struct import *import, struct text name, struct text value)
{
	const struct flag *flag = flag_find(name);
	if (!flag || !flag_exists_in(flag, import->release)) {
		import_remark(import, "--%s: runsc %u has no such flag", name.data, import->release);
		return FATE_LOST;
	}
	/* What keepc wrote is carried as it was spelt: the bytes are to be the same. */
	const char *preset = flag_preset(flag);
	if (preset && (import->is_ours ? text_is(value, preset) : flag_is_preset(flag, import->release, value)))
		return FATE_DEFAULT;
	if (!flag_accepts(flag, import->release, value))
		import_remark(import, "--%s=%s: runsc %u does not take this value", name.data, value.data, import->release);
	else if (flag->class == FLAG_SAFE || import->is_ours)
		return FATE_CARRIED;
	else
		import_remark(import, "--%s=%s was left out: it %s", name.data, value.data,
		              flag->class == FLAG_DEBUG      ? "is for debugging"
		              : flag->class == FLAG_TESTONLY ? "is for gVisor's own tests"
		                                             : "loosens the sandbox");
	return FATE_LOST;
}

struct flag_word {
	struct text name, value;
};

typedef LIST(struct flag_word) flag_words;

/* Go's flag package: one dash or two, "=value" or the next word, a boolean without value is true. */
static flag_words flags_of(struct import *import, size_t first)
{
	flag_words found = {0};
	for (size_t i = first; i < import->vector.count; i++) {
		struct text word = import->vector.items[i];
		if (!text_starts(word, "-") || text_is(word, "--") || text_is(word, "-"))
			break;
		const char *start = word.data + (text_starts(word, "--") ? 2 : 1);
		size_t length = strcspn(start, "=");
		struct flag_word *flag = list_append(import->arena, &found);
		flag->name = text_copy(import->arena, start, length);
		const struct flag *row = flag_find(flag->name);
		bool is_bool = row && flag_values_in(row, import->release)->type == FLAG_BOOL;
		if (start[length] == '=')
			flag->value = text_of(start + length + 1);
		else if (is_bool || i + 1 == import->vector.count)
			flag->value = TEXT("true");
		else
			flag->value = import->vector.items[++i];
	}
	return found;
}

/* Where runsc's flags begin: behind its argv[0]. */
static size_t first_flag(const struct import *import)
{
	size_t at = 0;
	if (import->is_ours)
		while (at < import->vector.count && !text_is(import->vector.items[at], "--"))
			at++;
	at += import->is_ours;
	return at < import->vector.count && !text_starts(import->vector.items[at], "-") ? at + 1 : at;
}

struct text import_runsc_path(const struct import *import)
{
	size_t first = first_flag(import);
	struct text path = TEXT("");
	if (!import_option(import, "runsc", &path) && first > 0 && text_starts(import->vector.items[first - 1], "/"))
		path = import->vector.items[first - 1];
	return path;
}

static void import_flags(struct import *import, const flag_words *words)
{
	const struct flag_word *word;
	bool is_first = true;
	for_each (word, words) {
		bool has_key = text_is(word->name, "root") || text_is(word->name, "platform");
		if (has_key || judge(import, word->name, word->value) != FATE_CARRIED)
			continue;
		fputs(is_first ? "  flags:\n" : "", import->policy);
		is_first = false;
		fprintf(import->policy, "    %s: ", word->name.data);
		import_quoted(import->policy, word->value);
		fputc('\n', import->policy);
	}
}

static void import_runsc(struct import *import)
{
	flag_words words = flags_of(import, first_flag(import));
	const struct flag_word *word;
	struct text path = import_runsc_path(import), digest;
	fprintf(import->policy, "runsc:\n  release: \"%u.0\"\n", import->release);
	if (path.length > 0)
		import_value(import, "  path", path);
	if (import_option(import, "runsc-sha256", &digest))
		import_value(import, "  sha256", digest);
	for_each (word, &words) {
		if (text_is(word->name, "root") || text_is(word->name, "platform"))
			import_value(import, text_is(word->name, "root") ? "  root" : "  platform", word->value);
	}
	import_flags(import, &words);
}

static void import_word(struct import *import, const char *option, const char *key)
{
	struct text value;
	if (import_option(import, option, &value))
		import_value(import, key, value);
}

static void import_outer(struct import *import)
{
	struct text capabilities, network, read_only;
	bool has_capabilities = import_option(import, "outer-capabilities", &capabilities);
	if (!import_option(import, "outer-network", &network) || !import_option(import, "outer-read-only", &read_only))
		return;
	fputs("outer:\n", import->policy);
	if (has_capabilities) {
		fputs("  capabilities: [", import->policy);
		for (size_t at = 0, length; at < capabilities.length; at += length + 1) {
			length = strcspn(capabilities.data + at, ",");
			fputs(at > 0 ? ", " : "", import->policy);
			import_quoted(import->policy, text_copy(import->arena, capabilities.data + at, length));
		}
		fputs("]\n", import->policy);
	}
	import_value(import, "  network", network);
	import_value(import, "  read-only", read_only);
}

static void import_limits(struct import *import)
{
	struct text wall, output;
	bool has_wall = import_option(import, "wall", &wall), has_output = import_option(import, "output", &output);
	if (has_wall || has_output)
		fputs("limits:\n", import->policy);
	if (has_wall)
		fprintf(import->policy, "  wall: %llums\n", strtoull(wall.data, NULL, 10));
	if (has_output)
		fprintf(import->policy, "  output: %s\n", import_size(import->arena, strtoull(output.data, NULL, 10)));
}

static void import_expected(struct import *import)
{
	static const char prefix[] = "--expect-mount=";
	const struct text *word;
	bool is_first = true;
	for_each (word, &import->vector) {
		if (!import->is_ours || !text_starts(*word, prefix))
			continue;
		fputs(is_first ? "expect-mounts:\n" : "", import->policy);
		is_first = false;
		fputs("  - ", import->policy);
		import_quoted(import->policy, text_of(word->data + sizeof prefix - 1));
		fputc('\n', import->policy);
	}
}

/* What a pair of keepc's needed an entry under allow for, it needs again. */
static void import_allow(struct import *import)
{
	static const char *const rules[] = {"user-root", "flag-loosens", "flag-testonly"};
	if (!import->is_ours)
		return;
	bool is_root = import->config->uid == 0;
	flag_words words = flags_of(import, first_flag(import));
	const struct flag_word *word;
	bool loosens = false, is_test = false;
	for_each (word, &words) {
		const struct flag *flag = flag_find(word->name);
		if (!flag || text_is(word->name, "root") || text_is(word->name, "platform") || judge(import, word->name, word->value) != FATE_CARRIED)
			continue;
		is_test |= flag->class == FLAG_TESTONLY;
		loosens |= flag_loosens(flag, import->release, word->value);
	}
	const bool needed[] = {is_root, loosens, is_test};
	for (size_t i = 0; i < 3; i++)
		if (needed[i])
			fprintf(import->policy, "%s  - {rule: %s, reason: the artifacts had it}\n",
			        i == 0 || !(needed[0] || (i == 2 && needed[1])) ? "allow:\n" : "", rules[i]);
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
	if (import->vector.count == 0)
		import_remark(import, "No command line was given: add runsc's words behind '--' to carry its flags over.");
}
