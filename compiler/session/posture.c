#include "session/posture.h"

#include "check/check.h"
#include "view/config.h"

#include <stdlib.h>
#include <string.h>

/* A config.json in the words of a policy. Only what check_posture asks for is filled in. */
struct posture {
	struct arena *arena;
	const struct config *config;
	const struct source *source;
	struct policy *policy;
};

static struct span span_of(const struct posture *posture, const struct json *value)
{
	return config_span(posture->source, value);
}

static struct policy_text said(struct text value, struct span span)
{
	return (struct policy_text){value, span};
}

static struct policy_number number_of(const struct posture *posture, const struct json *value,
                                      const struct json *around)
{
	return (struct policy_number){value ? strtoull(value->text.data, NULL, 10) : 0,
	                              span_of(posture, value ? value : around)};
}

static void read_user(struct posture *posture, const struct json *process)
{
	const struct json *user = json_get(process, "user"), *around = user ? user : process;
	posture->policy->keys[KEY_ID_user] =
	    (struct policy_key){.is_given = true, .value = span_of(posture, around)};
	posture->policy->user.uid = number_of(posture, json_get(user, "uid"), around);
	posture->policy->user.gid = number_of(posture, json_get(user, "gid"), around);
}

static void read_command(struct posture *posture, const struct json *process)
{
	const struct json *words = json_get(process, "args");
	const struct json_member *word;
	if (!words)
		return;
	for_each (word, &words->members)
		*list_append(posture->arena, &posture->policy->command) =
		    said(json_text(word->value), span_of(posture, word->value));
}

static void read_environment(struct posture *posture, const struct json *process)
{
	const struct json *entries = json_get(process, "env");
	const struct json_member *entry;
	if (!entries)
		return;
	for_each (entry, &entries->members) {
		struct text word = json_text(entry->value);
		size_t length = strcspn(word.data, "=");
		struct span span = span_of(posture, entry->value);
		if (length == word.length)
			continue;
		*list_append(posture->arena, &posture->policy->env_set) = (struct policy_variable){
		    .name = said(text_copy(posture->arena, word.data, length), span),
		    .value = said(text_of(word.data + length + 1), span)};
	}
}

static struct policy_rlimit read_limit(const struct posture *posture, const struct rlimit_row *row,
                                       const struct json *limit)
{
	return (struct policy_rlimit){.name = said(text_of(row->name), span_of(posture, limit)),
	                              .row = row,
	                              .soft = number_of(posture, json_get(limit, "soft"), limit),
	                              .hard = number_of(posture, json_get(limit, "hard"), limit)};
}

static void read_limits(struct posture *posture, const struct json *process)
{
	const struct json *limits = json_get(process, "rlimits");
	const struct json_member *limit;
	posture->policy->keys[KEY_ID_rlimits] = (struct policy_key){
	    .is_given = true, .key = span_of(posture, limits ? limits : process)};
	if (!limits)
		return;
	for_each (limit, &limits->members) {
		struct text type = json_text(json_get(limit->value, "type"));
		for (size_t i = 0; i < rlimit_count; i++)
			if (text_is(type, rlimit_rows[i].oci_name))
				*list_append(posture->arena, &posture->policy->rlimits) =
				    read_limit(posture, &rlimit_rows[i], limit->value);
	}
}

static void read_bind(struct posture *posture, const struct config_mount *mount)
{
	bool is_writable = !config_has_option(mount, "ro");
	struct policy *policy = posture->policy;
	if (!is_writable && text_equal(mount->source, mount->destination)) {
		*list_append(posture->arena, &policy->keep_dirs) =
		    said(mount->destination, mount->span);
		return;
	}
	*list_append(posture->arena, &policy->binds) = (struct policy_bind){
	    .path = said(mount->destination, mount->span),
	    .source = said(config_clean(posture->arena, mount->source), mount->span),
	    .mode = {is_writable, mount->span},
	    .kind_word = {PATH_DIRECTORY, mount->span}};
}

static void read_mount(struct posture *posture, const struct config_mount *mount)
{
	if (mount->is_bind && !text_is(mount->source, "/dev/null"))
		read_bind(posture, mount);
	if (!mount->is_bind && text_is(mount->type, "tmpfs") &&
	    !text_is(mount->destination, "/dev") && !config_has_option(mount, "ro"))
		*list_append(posture->arena, &posture->policy->writable) = (struct policy_writable){
		    .path = said(mount->destination, mount->span),
		    .size.span = mount->span,
		    .mode.span = mount->span,
		    .exec = {!config_has_option(mount, "noexec"), mount->span}};
}

static void read_process(struct posture *posture)
{
	const struct json *process = json_get(posture->config->value, "process");
	read_user(posture, process);
	read_command(posture, process);
	read_environment(posture, process);
	read_limits(posture, process);
}

/* They tell how a policy would say it. */
static void drop_hints(struct report *report, size_t from)
{
	for (size_t i = from; i < report->findings.count; i++)
		report->findings.items[i].hint = NULL, report->findings.items[i].fixes.count = 0;
}

bool posture_check(struct arena *arena, struct report *report, const struct inspection *inspection)
{
	const struct source *source = inspection->input.config;
	struct json_document document = json_read(arena, source->bytes);
	struct report ignored = {.arena = arena};
	if (!document.value)
		return false;
	struct go_decoded decoded = go_decode(&ignored, source, document.value);
	if (decoded.errors.count > 0)
		return false;
	struct posture posture = {arena, config_build(arena, source, decoded.value), source,
	                          arena_alloc(arena, sizeof *posture.policy)};
	struct text root =
	    flag_line_value(&inspection->input.flags, "root", inspection->input.release);
	posture.policy->source = source;
	posture.policy->release = inspection->input.release;
	posture.policy->runsc_root.value = root.length > 0 ? root : TEXT("private");
	read_process(&posture);
	const struct config_mount *mount;
	for_each (mount, &posture.config->mounts)
		read_mount(&posture, mount);
	size_t before = report->findings.count;
	check_posture(arena, report, posture.policy);
	drop_hints(report, before);
	posture_check_fields(arena, report, inspection, posture.config);
	return true;
}
