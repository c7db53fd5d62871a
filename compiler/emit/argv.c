#include "artifact.h"
#include "emit/emit.h"
#include "emit/offsets.h"
#include "emit/open_files.h"
#include "model/changes.h"

#include <stdlib.h>
#include <string.h>

struct writer {
	struct arena *arena;
	const struct plan *plan;
	struct offsets offsets;
	struct text config_digest;
	enum logging logging;
	const char *state;
	LIST(struct text) strings;
};

static void add(struct writer *writer, struct text string)
{
	*list_append(writer->arena, &writer->strings) = string;
}

static const struct policy_flag *flag_said(const struct policy *policy, const char *name)
{
	const struct policy_flag *flag;
	for_each (flag, &policy->runsc_flags)
		if (text_is(flag->name.value, name))
			return flag;
	return NULL;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Outside, where logs can be read once the world is gone. */
#define LOGS_STATE "/run/innerkeep"

/* runsc's --root: the directory that the policy names, or the world's own. */
static const char *state_of(const struct writer *writer)
{
	struct text state = policy_state_dir(writer->plan->policy);
	if (writer->state)
		return writer->state;
	if (state.length > 0)
		return state.data;
	return writer->logging != LOGGING_NONE ? LOGS_STATE : WORLD_STATE;
}

/* Of a call's data one byte: what learn asks is which paths, and how much. */
static void add_logging(struct writer *writer)
{
	if (writer->logging == LOGGING_NONE)
		return;
	add(writer, text_format(writer->arena, "--debug-log=%s/log/", state_of(writer)));
	if (writer->logging == LOGGING_DEBUG) {
		add(writer, TEXT("--debug=true"));
		return;
	}
	add(writer, TEXT("--strace=true"));
	add(writer, TEXT("--strace-log-size=1"));
}

static void add_flags(struct writer *writer)
{
	const struct policy *policy = writer->plan->policy;
	size_t first = writer->strings.count;
	add(writer, text_format(writer->arena, "--root=%s", state_of(writer)));
	add(writer, text_format(writer->arena, "--platform=%s", policy->runsc_platform.value.data));
	for (size_t i = 0; i < flag_preset_count; i++)
		if (policy_has_flag(policy, flag_find(text_of(flag_presets[i].name))) &&
		    !flag_said(policy, flag_presets[i].name))
			add(writer, text_format(writer->arena, "--%s=%s", flag_presets[i].name,
			                        flag_presets[i].value));
	const struct policy_flag *flag;
	for_each (flag, &policy->runsc_flags)
		add(writer, text_format(writer->arena, "--%s=%s", flag->name.value.data,
		                        flag->value.value.data));
	add_logging(writer);
	qsort(writer->strings.items + first, writer->strings.count - first,
	      sizeof *writer->strings.items, compare_texts);
}

/* keeprun's options, each by the name that schema/artifact.h gives it. */
#define ADD_ONCE(writer, name, ...)                                                                \
	add((writer), text_format((writer)->arena, "--" name "=" __VA_ARGS__))

static void add_list(struct writer *writer, const char *name, const struct text *items,
                     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !text_equal(items[i], items[i - 1]))
			add(writer, text_format(writer->arena, "--%s=%s", name, items[i].data));
}

/* Values in byte order and once each, so that the policy's order never shows. */
static void add_sorted(struct writer *writer, const char *name, const policy_texts *texts)
{
	struct text *items = arena_alloc(writer->arena, texts->count * sizeof *items);
	for (size_t i = 0; i < texts->count; i++)
		items[i] = texts->items[i].value;
	if (texts->count > 0)
		qsort(items, texts->count, sizeof *items, compare_texts);
	add_list(writer, name, items, texts->count);
}

static struct text joined(struct arena *arena, const policy_texts *texts)
{
	struct text *items = arena_alloc(arena, texts->count * sizeof *items), result = TEXT("");
	for (size_t i = 0; i < texts->count; i++)
		items[i] = texts->items[i].value;
	if (texts->count > 0)
		qsort(items, texts->count, sizeof *items, compare_texts);
	for (size_t i = 0; i < texts->count; i++)
		result = text_format(arena, "%s%s%s", result.data, i > 0 ? "," : "", items[i].data);
	return result;
}

static void add_splices(struct writer *writer)
{
	const struct policy *policy = writer->plan->policy;
	const struct offsets *offsets = &writer->offsets;
	if (policy->args.value != ARGS_FIXED) {
		size_t start =
		    policy->args.value == ARGS_REPLACE ? offsets->args_start : offsets->args_end;
		ADD_ONCE(writer, "args", "%s",
		         policy->args.value == ARGS_REPLACE ? "replace" : "append");
		ADD_ONCE(writer, "args-at", "%zu:%zu", start, offsets->args_end);
	}
	if (policy->env_pass.count > 0)
		ADD_ONCE(writer, "env-at", "%zu", offsets->env_start);
	add_sorted(writer, "env-pass", &policy->env_pass);
}

static void add_outer(struct writer *writer)
{
	const struct policy *policy = writer->plan->policy;
	uint64_t files = policy_least_open_files(writer->arena, policy);
	if (policy->keys[KEY_ID_outer_capabilities].is_given) {
		struct text list = joined(writer->arena, &policy->outer_capabilities);
		ADD_ONCE(writer, "outer-capabilities", "%s", list.data);
	}
	ADD_ONCE(writer, "outer-network", "%s",
	         policy->outer_network.value == NETWORK_NONE ? "none" : "any");
	ADD_ONCE(writer, "outer-read-only", "%s", policy->outer_read_only.value ? "true" : "false");
	if (files > 0)
		ADD_ONCE(writer, "outer-open-files", "%llu", (unsigned long long)files);
	if (files > 0 && policy_fits_cache(policy))
		add(writer, TEXT("--fit-dcache"));
}

static void add_limits(struct writer *writer)
{
	const struct policy *policy = writer->plan->policy;
	if (policy->wall.value > 0)
		ADD_ONCE(writer, "wall", "%llu", (unsigned long long)policy->wall.value);
	if (policy->output.value > 0)
		ADD_ONCE(writer, "output", "%llu", (unsigned long long)policy->output.value);
}

static struct text word_of(enum key_id key, const struct policy_word *word)
{
	return word_at(keys[key].words, word->value);
}

static void add_word(struct writer *writer, enum key_id key, const struct policy_word *word)
{
	struct text value = word_of(key, word);
	add(writer,
	    text_format(writer->arena, "--%s=%.*s", keys[key].name, (int)value.length, value.data));
}

static void add_rows(struct writer *writer, const char *name, const plan_rows *rows)
{
	add_list(writer, name, rows->items, rows->count);
}

/* What the world holds. */
static void add_world(struct writer *writer)
{
	const struct plan *plan = writer->plan;
	add_rows(writer, "directory", &plan->directories);
	add_rows(writer, "file", &plan->files);
	add_rows(writer, "link", &plan->links);
	add_rows(writer, "keep", &plan->keeps);
	add_rows(writer, "mask", &plan->masks);
	add_rows(writer, "mask-file", &plan->mask_files);
	add_rows(writer, "engine-file", &plan->engine_files);
	add_rows(writer, "source", &plan->sources);
	add_rows(writer, "expect-mount", &plan->expected);
}

static void add_options(struct writer *writer, struct text policy_digest)
{
	const struct policy *policy = writer->plan->policy;
	add(writer, TEXT(ARTIFACT_VERSION));
	ADD_ONCE(writer, "config-sha256", "%s", writer->config_digest.data);
	if (policy_digest.length > 0)
		ADD_ONCE(writer, "policy-sha256", "%s", policy_digest.data);
	add_word(writer, KEY_ID_layout, &policy->layout);
	if (policy->layout.value == LAYOUT_SPLIT)
		ADD_ONCE(writer, "inner", "%s", policy->inner.value.data);
	ADD_ONCE(writer, "runsc", "%s", policy->runsc_path.value.data);
	if (policy->runsc_sha256.value.length > 0)
		ADD_ONCE(writer, "runsc-sha256", "%s", policy->runsc_sha256.value.data);
	if (behaves(policy->release, sidecars))
		ADD_ONCE(writer, "sidecars", "%s/gvisor-bin",
		         path_parent(writer->arena, policy->runsc_path.value).data);
	ADD_ONCE(writer, "release", "%u", policy->release);
	add_word(writer, KEY_ID_seal, &policy->seal);
	add_word(writer, KEY_ID_drift, &policy->drift);
	add_world(writer);
	add_splices(writer);
	add_outer(writer);
	add_limits(writer);
	if (writer->logging != LOGGING_NONE)
		add(writer, TEXT("--debug"));
	add(writer, TEXT("--"));
	add(writer, TEXT("runsc"));
	add_flags(writer);
	add(writer, TEXT("run"));
}

static struct text terminated(struct arena *arena, const struct text *strings, size_t count)
{
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += strings[i].length + 1;
	char *bytes = arena_alloc(arena, length + 1), *end = bytes;
	for (size_t i = 0; i < count; i++) {
		memcpy(end, strings[i].data, strings[i].length + 1);
		end += strings[i].length + 1;
	}
	return (struct text){bytes, length};
}

/* The policy's digest is that of the vector without it: config.json's own digest is in there, so
 * that it covers both artifacts. */
struct text emit_argv(struct arena *arena, const struct plan *plan, struct text config,
                      enum logging logging, const char *state)
{
	struct writer draft = {.arena = arena,
	                       .plan = plan,
	                       .offsets = offsets_find(arena, config),
	                       .config_digest = emit_sha256(arena, config),
	                       .logging = logging,
	                       .state = state};
	struct writer final = draft;
	add_options(&draft, TEXT(""));
	add_options(&final, emit_sha256(arena, terminated(arena, draft.strings.items,
	                                                  draft.strings.count)));
	return terminated(arena, final.strings.items, final.strings.count);
}
