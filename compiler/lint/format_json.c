#include "base/json_write.h"
#include "lint/format.h"

#define FORMAT_JSON_VERSION 1

static void put_place(struct arena *arena, struct json_value *object, struct span span,
                      const char *policy)
{
	struct format_place place = format_place(arena, span, policy);
	json_put_string(object, "file", place.file);
	json_put(object, "line", json_make_number(place.start.line));
	json_put(object, "column", json_make_number(place.start.column));
	json_put(object, "end-line", json_make_number(place.end.line));
	json_put(object, "end-column", json_make_number(place.end.column));
}

static struct json_value *notes_of(struct arena *arena, const struct finding *finding,
                                   const char *policy)
{
	struct json_value *array = json_make_array();
	const struct note *note;
	for_each (note, &finding->notes) {
		struct json_value *object = json_make_object();
		put_place(arena, object, note->span.source ? note->span : finding->span, policy);
		json_put_string(object, "message", text_of(note->message));
		json_push(array, object);
	}
	return array;
}

static struct json_value *fixes_of(struct arena *arena, const struct finding *finding,
                                   const char *policy)
{
	struct json_value *array = json_make_array();
	const struct fix *fix;
	for_each (fix, &finding->fixes) {
		struct json_value *object = json_make_object();
		json_put_string(object, "kind", text_of(fix_kind_name(fix->kind)));
		put_place(arena, object, fix->span, policy);
		json_put_string(object, "text", fix->text);
		json_push(array, object);
	}
	return array;
}

static struct json_value *finding_of(struct arena *arena, const struct finding *finding,
                                     const char *policy)
{
	struct json_value *object = json_make_object();
	put_place(arena, object, finding->span, policy);
	json_put_string(object, "rule", text_of(finding->rule->name));
	json_put_string(object, "family", text_of(finding->rule->family));
	json_put_string(object, "area", text_of(areas[finding->area].name));
	json_put_string(object, "severity", text_of(severity_name(finding->severity)));
	json_put_string(object, "message", text_of(finding->message));
	json_put(object, "hint",
	         finding->hint ? json_make_string(text_of(finding->hint)) : json_make_null());
	json_put_string(object, "at", text_printable(arena, finding->at));
	json_put(object, "notes", notes_of(arena, finding, policy));
	json_put(object, "fixes", fixes_of(arena, finding, policy));
	return object;
}

void format_json(const struct lint_run *run, FILE *stream)
{
	struct json_value *policies = json_make_array(), *findings = json_make_array(),
	                  *summary = json_make_object(), *root = json_make_object();
	const struct linted *file;
	const struct finding *finding;
	for_each (file, &run->files) {
		struct json_value *policy = json_make_object();
		json_put_string(policy, "file", text_printable(run->arena, text_of(file->name)));
		json_put(policy, "is-parsed", json_make_bool(file->is_parsed));
		json_put(policy, "allowed", json_make_number(file->report.allowed.count));
		json_put(policy, "known", json_make_number(file->known.findings.count));
		struct summary areas_found = summary_of(&file->report, file->sight);
		json_put(policy, "areas", summary_json(&areas_found));
		json_push(policies, policy);
		for_each (finding, &file->report.findings)
			json_push(findings, finding_of(run->arena, finding, file->name));
	}
	for (enum severity severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		json_put(summary, severity_name(severity),
		         json_make_number(format_count(run, severity)));
	json_put(root, "version", json_make_number(FORMAT_JSON_VERSION));
	json_put_string(root, "keepc", text_of(KEEPC_VERSION));
	json_put(root, "policies", policies);
	json_put(root, "findings", findings);
	json_put(root, "summary", summary);
	fputs(json_finish(run->arena, root).data, stream);
}
