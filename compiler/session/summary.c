#include "session/summary.h"

#include "session/inspect.h"

static void add_rule(struct arena *arena, struct area_summary *area, const struct rule *rule)
{
	const struct rule **known;
	for_each (known, &area->rules)
		if (*known == rule)
			return;
	*list_append(arena, &area->rules) = rule;
}

static void add(struct arena *arena, struct area_summary *area, const struct finding *finding)
{
	area->counts[finding->severity]++;
	add_rule(arena, area, finding->rule);
}

static bool is_unseen(enum area_id area, enum sight sight)
{
	switch (sight) {
	case SIGHT_NOTHING:
		return area != AREA_text;
	case SIGHT_CONFIG:
		return area == AREA_container || area == AREA_network || area == AREA_runsc;
	case SIGHT_CONFIG_AND_FLAGS:
		return area == AREA_container;
	default:
		return false;
	}
}

enum sight inspect_sight(const struct inspection *inspection)
{
	if (inspection->kind != INSPECT_CONFIG)
		return SIGHT_POLICY;
	return inspection->input.has_flags ? SIGHT_CONFIG_AND_FLAGS : SIGHT_CONFIG;
}

struct summary summary_of(const struct report *report, enum sight sight)
{
	struct summary summary = {0};
	const struct finding *finding;
	const struct allowed *allowed;
	for_each (finding, &report->findings) {
		add(report->arena, &summary.areas[finding->area], finding);
		add(report->arena, &summary.all, finding);
	}
	for_each (allowed, &report->allowed) {
		summary.areas[allowed->finding.area].allowed++;
		summary.all.allowed++;
	}
	for (size_t i = 0; i < AREA_COUNT; i++)
		summary.areas[i].is_unseen = is_unseen((enum area_id)i, sight);
	return summary;
}

const char *summary_word(const struct area_summary *area)
{
	return area->counts[SEVERITY_ERROR] > 0     ? "exposed"
	       : area->counts[SEVERITY_WARNING] > 0 ? "weak"
	       : area->counts[SEVERITY_INFO] > 0    ? "fair"
	       : area->is_unseen                    ? "unknown"
	                                            : "tight";
}

struct text summary_rules(struct arena *arena, const struct area_summary *area)
{
	struct text names = TEXT("");
	const struct rule *const *rule;
	for_each (rule, &area->rules)
		names = text_format(arena, "%s%s%s", names.data, names.length > 0 ? ", " : "",
		                    (*rule)->name);
	return names;
}

static void print_area(struct arena *arena, const char *name, const struct area_summary *area,
                       struct text rest, FILE *stream)
{
	struct text allowed =
	    area->allowed > 0
	        ? text_format(arena, "%s(%zu allowed)", rest.length > 0 ? " " : "", area->allowed)
	        : TEXT("");
	bool is_bare = rest.length + allowed.length == 0;
	fprintf(stream, "  %-12s %-8s %6zu %8zu %7zu%s%s%s\n", name, summary_word(area),
	        area->counts[SEVERITY_ERROR], area->counts[SEVERITY_WARNING],
	        area->counts[SEVERITY_INFO], is_bare ? "" : "  ", rest.data, allowed.data);
}

void summary_print(struct arena *arena, const struct summary *summary, const char *name,
                   FILE *stream)
{
	fprintf(stream, "%s: %s\n  %-12s %-8s %6s %8s %7s  %s\n",
	        text_printable(arena, text_of(name)).data, summary_word(&summary->all), "area",
	        "exposure", "errors", "warnings", "remarks", "found");
	for (size_t i = 0; i < AREA_COUNT; i++)
		print_area(arena, areas[i].name, &summary->areas[i],
		           summary_rules(arena, &summary->areas[i]), stream);
}

static struct json_value *area_json(const struct area *area, const struct area_summary *found)
{
	struct json_value *object = json_make_object(), *names = json_make_array();
	const struct rule *const *rule;
	json_put_string(object, "area", text_of(area->name));
	json_put_string(object, "meaning", text_of(area->meaning));
	json_put_string(object, "exposure", text_of(summary_word(found)));
	for (enum severity severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		json_put(object, severity_name(severity),
		         json_make_number(found->counts[severity]));
	json_put(object, "allowed", json_make_number(found->allowed));
	for_each (rule, &found->rules)
		json_push(names, json_make_string(text_of((*rule)->name)));
	json_put(object, "rules", names);
	return object;
}

struct json_value *summary_json(const struct summary *summary)
{
	struct json_value *array = json_make_array();
	for (size_t i = 0; i < AREA_COUNT; i++)
		json_push(array, area_json(&areas[i], &summary->areas[i]));
	return array;
}
