#include "look/json.h"

#include "base/json_write.h"
#include "session/origin.h"
#include "session/summary.h"

#include <string.h>

const char *view_mount_name(struct arena *arena, int mount)
{
	switch (mount) {
	case VIEW_MOUNT_ROOT:
		return "root";
	case VIEW_MOUNT_MANDATORY:
		return "runsc";
	case VIEW_MOUNT_OUTER:
		return "outer";
	case VIEW_MOUNT_KEEP:
		return "keep";
	case VIEW_MOUNT_MASK:
		return "mask";
	default:
		return arena_printf(arena, "mounts[%d]", mount);
	}
}

const char *entry_kind_name(const struct view_point *point)
{
	static const char *const names[] = {"absent", "file", "directory", "symlink", "character",
	                                    "block",  "fifo", "socket",    "other"};
	return point->is_known ? names[point->kind] : "unknown";
}

/* JSON is UTF-8, file names need not be: each byte of a bad sequence becomes one of the private use
 * area's U+F700 to U+F7FF, so that no two paths meet. */
static struct text displayable(struct arena *arena, struct text text)
{
	char *out = arena_alloc(arena, text.length * 3 + 1);
	size_t length = 0;
	for (size_t at = 0; at < text.length;) {
		size_t size = utf8_length(text.data + at, text.length - at);
		if (size > 0) {
			memcpy(out + length, text.data + at, size);
			length += size;
			at += size;
			continue;
		}
		unsigned int point = 0xf700u + (unsigned char)text.data[at++];
		out[length++] = (char)(0xe0 | point >> 12);
		out[length++] = (char)(0x80 | (point >> 6 & 0x3f));
		out[length++] = (char)(0x80 | (point & 0x3f));
	}
	return (struct text){out, length};
}

static void put_path(struct arena *arena, struct json_value *object, const char *key,
                     struct text path)
{
	if (path.length > 0)
		json_put_string(object, key, displayable(arena, path));
}

static struct json_value *point_json(struct arena *arena, const struct inspection *inspection,
                                     const struct view_point *point)
{
	struct json_value *object = json_make_object();
	put_path(arena, object, "path", point->path);
	json_put_string(object, "state", text_of(view_state_name(point->state)));
	json_put_string(object, "kind", text_of(entry_kind_name(point)));
	put_path(arena, object, "outer", point->outer);
	if (point->outer.length > 0)
		json_put(object, "bundle", json_make_bool(point->is_in_bundle));
	json_put(object, "readonly", json_make_bool(point->is_readonly));
	json_put(object, "recursive", json_make_bool(point->is_recursive));
	json_put_string(object, "mount", text_of(view_mount_name(arena, point->mount)));
	put_path(arena, object, "row", point->row);
	json_put(object, "noexec", json_make_bool(point->is_noexec));
	json_put(object, "nosuid", json_make_bool(point->is_nosuid));
	if (point->is_known && point->kind != ENTRY_ABSENT)
		json_put_string(object, "mode", text_format(arena, "%04o", point->mode));
	if (point->has_size)
		json_put(object, "size", json_make_number(point->size));
	put_path(arena, object, "shadows", point->shadows);
	put_path(arena, object, "target", point->target);
	if (point->remark)
		json_put_string(object, "remark", text_of(point->remark));
	if (inspection->loaded.policy)
		json_put_string(
		    object, "policy",
		    text_of(origin_text(arena, inspection->loaded.claims, point->path)));
	return object;
}

static struct json_value *hooks_json(const struct view *view)
{
	static const char *const names[HOOK_KINDS] = {"prestart",        "createRuntime",
	                                              "createContainer", "startContainer",
	                                              "poststart",       "poststop"};
	struct json_value *array = json_make_array();
	for (int kind = 0; kind < HOOK_KINDS; kind++)
		if (view->runs_hook[kind])
			json_push(array, json_make_string(text_of(names[kind])));
	return array;
}

/* Where the control socket will be; "" is an abstract name. The second place is taken when the
 * first cannot be used. */
static struct json_value *socket_json(struct arena *arena, const struct inspection *inspection)
{
	const struct view_input *input = &inspection->input;
	struct text state = TEXT("/var/run/runsc");
	struct json_value *array = json_make_array();
	const struct flag_said *root = flag_line_find(&input->flags, TEXT("root"));
	if (root && root->value.length > 0)
		state = root->value;
	json_push(array, json_make_string(
	                     displayable(arena, view_socket_directory(input->release, state,
	                                                              input->is_rootless, true))));
	json_push(array, json_make_string(
	                     displayable(arena, view_socket_directory(input->release, state,
	                                                              input->is_rootless, false))));
	return array;
}

static struct json_value *process_json(const struct view_process *process)
{
	struct json_value *object = json_make_object();
	json_put(object, "no_new_privs", json_make_bool(!process->can_gain_privileges));
	json_put(object, "suid", json_make_bool(process->honours_suid));
	json_put(object, "umask", json_make_bool(process->has_umask));
	json_put(object, "cpu_limit", json_make_bool(process->has_cpu_limit));
	json_put(object, "domainname", json_make_bool(process->has_domainname));
	json_put(object, "host_uds", json_make_bool(process->allows_host_uds));
	json_put(object, "capabilities", json_make_bool(process->holds_capabilities));
	json_put(object, "systrap_forced", json_make_bool(process->forces_systrap));
	json_put(object, "shares_stdio", json_make_bool(process->shares_stdio));
	json_put(object, "directfs", json_make_bool(process->turns_directfs_on));
	return object;
}

static struct json_value *named_json(struct arena *arena, const struct inspection *inspection,
                                     const char *path)
{
	const struct view *view = inspection->view;
	struct view_point point = view_lookup(view, text_of(path)),
	                  end = view_follow(view, text_of(path));
	struct json_value *object = point_json(arena, inspection, &point);
	struct text *names;
	size_t count;
	json_put_string(object, "asked", text_of(path));
	if (!text_equal(point.path, end.path))
		json_put(object, "leads-to", point_json(arena, inspection, &end));
	if (view_list(view, end.path, &names, &count)) {
		struct json_value *array = json_make_array();
		for (size_t i = 0; i < count; i++)
			json_push(array, json_make_string(displayable(arena, names[i])));
		json_put(object, "entries", array);
	}
	return object;
}

static struct json_value *finding_json(const struct finding *finding)
{
	struct json_value *object = json_make_object();
	if (finding->span.source) {
		struct position place = source_position(finding->span.source, finding->span.start);
		json_put(object, "line", json_make_number(place.line));
		json_put(object, "column", json_make_number(place.column));
	}
	json_put_string(object, "rule", text_of(finding->rule->name));
	json_put_string(object, "severity", text_of(severity_name(finding->severity)));
	json_put_string(object, "area", text_of(areas[finding->area].name));
	json_put_string(object, "message", text_of(finding->message));
	return object;
}

static struct json_value *findings_json(const struct report *report)
{
	struct json_value *array = json_make_array();
	const struct finding *finding;
	for_each (finding, &report->findings)
		json_push(array, finding_json(finding));
	return array;
}

struct text view_json(struct arena *arena, const struct inspection *inspection,
                      const struct report *report, enum sight sight, char **paths,
                      size_t path_count)
{
	const struct view *view = inspection->view;
	struct json_value *top = json_make_object(), *start = json_make_object(),
	                  *points = json_make_array(), *made = json_make_array(),
	                  *named = json_make_array();
	const struct view_point *point;
	const struct text *path;
	json_put(start, "status", json_make_number((uint64_t)view->status));
	json_put_string(start, "reason",
	                displayable(arena, text_of(view->reason ? view->reason : "")));
	for_each (path, &view->reasons)
		json_push(json_array_at(start, "reasons"),
		          json_make_string(displayable(arena, *path)));
	json_put(top, "release", json_make_number(inspection->input.release));
	json_put(top, "start", start);
	for_each (point, &view->points)
		json_push(points, point_json(arena, inspection, point));
	for_each (path, &view->made)
		json_push(made, json_make_string(displayable(arena, *path)));
	for (size_t i = 0; i < path_count; i++)
		json_push(named, named_json(arena, inspection, paths[i]));
	json_put(top, "points", points);
	json_put(top, "made", made);
	json_put(top, "hooks", hooks_json(view));
	json_put(top, "reaches-outer", json_make_bool(view->reaches_outer));
	json_put(top, "socket", socket_json(arena, inspection));
	json_put(top, "process", process_json(&view->process));
	if (report) {
		struct summary summary = summary_of(report, sight);
		json_put(top, "findings", findings_json(report));
		json_put(top, "areas", summary_json(&summary));
	}
	if (path_count > 0)
		json_put(top, "paths", named);
	return json_finish(arena, top);
}

struct text view_json_path(struct arena *arena, const struct inspection *inspection,
                           const char *path)
{
	return json_finish(arena, named_json(arena, inspection, path));
}
