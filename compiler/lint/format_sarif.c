#include "base/fatal.h"
#include "base/json_write.h"
#include "emit/emit.h"
#include "lint/format.h"
#include "model/rules.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* SARIF 2.1.0 (OASIS), as GitHub's code scanning reads it: every rule is listed, fired or not, so
 * that alerts close; every result has one location at least; the fingerprint does not hold the
 * line. */

#define SARIF_SCHEMA                                                                               \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"
#define SARIF_VERSION "2.1.0"
#define SNIPPET_MAX   400 /* bytes; a longer line is not quoted */

struct sarif {
	struct arena *arena;
	struct text directory; /* where the run stands, with a slash */
	struct json_value *results;
	LIST(struct text) prints; /* of the results so far */
};

static const char *level_of(enum severity severity)
{
	static const char *const levels[] = {
	    [SEVERITY_INFO] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
	return levels[severity];
}

static struct json_value *message_of(struct text text)
{
	struct json_value *object = json_make_object();
	json_put_string(object, "text", text);
	return object;
}

static struct json_value *help_of(struct arena *arena, const struct rule *rule)
{
	const struct rule_text *text = rule_text_of(rule);
	struct json_value *object =
	    message_of(text_format(arena, "%s\n\nSee: %s", text->why, text->reference));
	json_put_string(object, "markdown",
	                text_format(arena, "%s\n\nSee: %s", text->why, text->reference));
	return object;
}

/* GitHub ranks by a number from 0 to 10, given as a string. */
static struct json_value *properties_of(const struct rule *rule)
{
	static const char *const ranks[] = {
	    [SEVERITY_INFO] = "2.0", [SEVERITY_WARNING] = "5.0", [SEVERITY_ERROR] = "8.0"};
	struct json_value *tags = json_make_array(), *object = json_make_object();
	json_push(tags, json_make_string(TEXT("security")));
	json_push(tags, json_make_string(text_of(rule->family)));
	json_put(object, "tags", tags);
	json_put_string(object, "security-severity", text_of(ranks[rule->severity]));
	json_put_string(object, "precision", TEXT("high"));
	json_put_string(object, "problem.severity",
	                text_of(rule->severity == SEVERITY_INFO ? "recommendation"
	                                                        : severity_name(rule->severity)));
	return object;
}

static struct json_value *rule_of(struct arena *arena, const struct rule *rule)
{
	struct json_value *object = json_make_object(), *configuration = json_make_object();
	json_put_string(configuration, "level", text_of(level_of(rule->severity)));
	json_put_string(object, "id", text_of(rule->name));
	json_put(object, "shortDescription", message_of(text_of(rule->summary)));
	json_put(object, "fullDescription", message_of(text_of(rule_text_of(rule)->why)));
	json_put(object, "help", help_of(arena, rule));
	json_put(object, "defaultConfiguration", configuration);
	json_put(object, "properties", properties_of(rule));
	if (strncmp(rule_text_of(rule)->reference, "https://", 8) == 0)
		json_put_string(object, "helpUri",
		                (struct text){rule_text_of(rule)->reference,
		                              strcspn(rule_text_of(rule)->reference, " ,")});
	return object;
}

/* RFC 3986, 2.3: what is not unreserved is written in hexadecimal; a path below the current
 * directory is relative to it. */
static struct text uri_of(const struct sarif *sarif, struct text file)
{
	bool is_below = text_starts(file, sarif->directory.data);
	const char *path = file.data + (is_below ? sarif->directory.length : 0);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	struct text uri = path[0] == '/' ? TEXT("file://") : TEXT("");
	for (; *path != '\0'; path++) {
		bool is_plain =
		    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/",
		           *path) != NULL;
		uri = text_format(sarif->arena, is_plain ? "%s%c" : "%s%%%02X", uri.data,
		                  (unsigned char)*path);
	}
	return uri;
}

static struct json_value *region_of(struct format_place place)
{
	struct json_value *region = json_make_object();
	json_put(region, "startLine", json_make_number(place.start.line));
	json_put(region, "startColumn", json_make_number(place.start.column));
	json_put(region, "endLine", json_make_number(place.end.line));
	json_put(region, "endColumn", json_make_number(place.end.column));
	return region;
}

static struct json_value *artifact_of(const struct sarif *sarif, struct text file)
{
	struct json_value *artifact = json_make_object();
	json_put_string(artifact, "uri", uri_of(sarif, file));
	return artifact;
}

static struct json_value *location_of(const struct sarif *sarif, struct span span,
                                      const char *policy)
{
	struct format_place place = format_place(sarif->arena, span, policy);
	struct json_value *region = region_of(place), *physical = json_make_object(),
	                  *location = json_make_object();
	if (span.source && source_line(span.source, place.start.line).length <= SNIPPET_MAX)
		json_put(region, "snippet",
		         message_of(text_printable(sarif->arena,
		                                   source_line(span.source, place.start.line))));
	json_put(physical, "artifactLocation", artifact_of(sarif, place.file));
	json_put(physical, "region", region);
	json_put(location, "physicalLocation", physical);
	return location;
}

static struct json_value *locations_of(const struct sarif *sarif, struct span span,
                                       const char *policy)
{
	struct json_value *array = json_make_array();
	json_push(array, location_of(sarif, span, policy));
	return array;
}

static struct json_value *related_of(const struct sarif *sarif, const struct finding *finding,
                                     const char *policy)
{
	struct json_value *array = json_make_array();
	uint64_t id = 0;
	const struct note *note;
	for_each (note, &finding->notes) {
		struct json_value *location =
		    location_of(sarif, note->span.source ? note->span : finding->span, policy);
		json_put(location, "id", json_make_number(++id));
		json_put(location, "message", message_of(text_of(note->message)));
		json_push(array, location);
	}
	return array;
}

/* Of rule, file and path; a number behind it when there are several of the same. */
static struct json_value *fingerprints_of(struct sarif *sarif, const struct finding *finding,
                                          const char *policy)
{
	struct text subject = text_format(sarif->arena, "%s\n%s",
	                                  format_identity(sarif->arena, finding).data, policy);
	struct text print = {emit_sha256(sarif->arena, subject).data, 16}, *earlier;
	size_t count = 1;
	for_each (earlier, &sarif->prints)
		count += text_equal(*earlier, print);
	*list_append(sarif->arena, &sarif->prints) = print;
	struct json_value *object = json_make_object();
	json_put_string(object, "primaryLocationLineHash",
	                text_format(sarif->arena, "%.16s:%zu", print.data, count));
	return object;
}

static struct json_value *change_of(const struct sarif *sarif, const struct fix *fix,
                                    const char *policy)
{
	struct format_place place = format_place(sarif->arena, fix->span, policy);
	struct json_value *replacement = json_make_object(), *replacements = json_make_array(),
	                  *change = json_make_object(), *changes = json_make_array();
	json_put(replacement, "deletedRegion", region_of(place));
	json_put(replacement, "insertedContent", message_of(fix->text));
	json_push(replacements, replacement);
	json_put(change, "artifactLocation", artifact_of(sarif, place.file));
	json_put(change, "replacements", replacements);
	json_push(changes, change);
	return changes;
}

/* Whoever offers them to be taken offers what may have been meant: no examples. */
static void put_fixes(const struct sarif *sarif, struct json_value *result,
                      const struct finding *finding, const char *policy)
{
	struct json_value *fixes = NULL;
	const struct fix *fix;
	for_each (fix, &finding->fixes) {
		struct json_value *object;
		if (fix->kind == FIX_EXAMPLE)
			continue;
		fixes = fixes ? fixes : json_make_array();
		object = json_make_object();
		json_put(object, "description", message_of(text_of(finding->hint)));
		json_put(object, "artifactChanges", change_of(sarif, fix, policy));
		json_push(fixes, object);
	}
	if (fixes)
		json_put(result, "fixes", fixes);
}

/* kind: inSource, external, or NULL for what nothing suppresses. */
static void push_result(struct sarif *sarif, const struct finding *finding, const char *policy,
                        const char *kind, struct text reason)
{
	struct json_value *result = json_make_object();
	json_put_string(result, "ruleId", text_of(finding->rule->name));
	json_put(result, "ruleIndex", json_make_number((uint64_t)(finding->rule - rules)));
	json_put_string(result, "level", text_of(level_of(finding->severity)));
	json_put(result, "message", message_of(format_message(sarif->arena, finding)));
	json_put(result, "locations", locations_of(sarif, finding->span, policy));
	if (finding->notes.count > 0)
		json_put(result, "relatedLocations", related_of(sarif, finding, policy));
	json_put(result, "partialFingerprints", fingerprints_of(sarif, finding, policy));
	put_fixes(sarif, result, finding, policy);
	if (kind) {
		struct json_value *array = json_make_array(), *suppression = json_make_object();
		json_put_string(suppression, "kind", text_of(kind));
		json_put_string(suppression, "justification", text_printable(sarif->arena, reason));
		json_push(array, suppression);
		json_put(result, "suppressions", array);
	}
	json_push(sarif->results, result);
}

static void push_results(struct sarif *sarif, const struct linted *file)
{
	const struct finding *finding;
	const struct allowed *allowed;
	for_each (finding, &file->report.findings)
		push_result(sarif, finding, file->name, NULL, TEXT(""));
	for_each (allowed, &file->report.allowed)
		push_result(sarif, &allowed->finding, file->name, "inSource", allowed->reason);
	for_each (finding, &file->known.findings)
		push_result(sarif, finding, file->name, "external", TEXT("held by the baseline"));
}

static struct json_value *tool_of(struct arena *arena)
{
	struct json_value *list = json_make_array(), *driver = json_make_object(),
	                  *tool = json_make_object();
	for (size_t i = 0; i < RULE_COUNT; i++)
		json_push(list, rule_of(arena, &rules[i]));
	json_put_string(driver, "name", TEXT("keepc"));
	json_put_string(driver, "semanticVersion", text_of(KEEPC_VERSION));
	json_put(driver, "rules", list);
	json_put(tool, "driver", driver);
	return tool;
}

static struct text current_directory(struct arena *arena)
{
	char path[PATH_MAX];
	if (!getcwd(path, sizeof path))
		fatal("cannot name the current directory:");
	return text_format(arena, "%s%s", path, strcmp(path, "/") == 0 ? "" : "/");
}

void format_sarif(const struct lint_run *lint, FILE *stream)
{
	struct sarif sarif = {.arena = lint->arena,
	                      .directory = current_directory(lint->arena),
	                      .results = json_make_array()};
	const struct linted *file;
	for_each (file, &lint->files)
		push_results(&sarif, file);
	struct json_value *details = json_make_object(), *run = json_make_object(),
	                  *runs = json_make_array(), *root = json_make_object();
	json_put_string(details, "id", TEXT("keepc-lint/"));
	json_put(run, "tool", tool_of(lint->arena));
	json_put(run, "automationDetails", details);
	json_put_string(run, "columnKind", TEXT("unicodeCodePoints"));
	json_put(run, "results", sarif.results);
	json_push(runs, run);
	json_put_string(root, "$schema", TEXT(SARIF_SCHEMA));
	json_put_string(root, "version", TEXT(SARIF_VERSION));
	json_put(root, "runs", runs);
	fputs(json_finish(lint->arena, root).data, stream);
}
