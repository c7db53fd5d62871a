#include "model/changes.h"
#include "model/flags.h"
#include "model/rules.h"
#include "session/posture.h"
#include "view/config.h"

/* What a config.json can ask for and no policy has a key for. What runsc makes of it is the view's
 * answer. */
struct fields {
	struct arena *arena;
	struct report *report;
	const struct inspection *inspection;
	const struct config *config;
};

static struct span span_of(const struct fields *fields, const struct json *value)
{
	return config_span(fields->inspection->input.config, value);
}

/* The set that counts: of root what is effective, of others what survives execve(2) (gVisor
 * runsc/specutils/specutils.go, Capabilities). */
static void report_capabilities(const struct fields *fields, const struct json *process)
{
	const struct json *sets = json_get(process, "capabilities"),
	                  *held =
	                      json_get(sets, fields->config->uid == 0 ? "effective" : "ambient");
	const struct json_member *name;
	struct text names = TEXT("");
	if (!held || !fields->inspection->view->process.holds_capabilities)
		return;
	for_each (name, &held->members)
		names = text_format(fields->arena, "%s%s%s", names.data,
		                    names.length > 0 ? ", " : "", json_text(name->value).data);
	diag_add(fields->report, rule(config_capability_held), span_of(fields, held),
	         "the guest's process holds %s", names.data);
}

static void report_privileges(const struct fields *fields, const struct json *process)
{
	const struct json *value = json_get(process, "noNewPrivileges");
	if (fields->inspection->view->process.can_gain_privileges)
		diag_add(fields->report, rule(config_privileges),
		         span_of(fields, value ? value : process),
		         "noNewPrivileges is not true: a program that the guest executes may have "
		         "more privileges than who executes it");
}

static void report_namespaces(const struct fields *fields, const struct json *linux_)
{
	const struct json *spaces = json_get(linux_, "namespaces");
	const struct json_member *space;
	if (!spaces || spaces->members.count == 0) {
		diag_add(fields->report, rule(config_no_namespace),
		         span_of(fields, spaces   ? spaces
		                         : linux_ ? linux_
		                                  : fields->config->value),
		         "no namespace is asked for: runsc's own processes are users of the "
		         "container around them");
		return;
	}
	for_each (space, &spaces->members) {
		struct text path = json_text(json_get(space->value, "path"));
		if (path.length > 0)
			diag_add(fields->report, rule(config_namespace),
			         span_of(fields, space->value),
			         "the %s namespace is the one at %s, and others are in it",
			         json_text(json_get(space->value, "type")).data, path.data);
	}
}

static bool has_size(const struct config_mount *mount)
{
	const struct text *option;
	for_each (option, &mount->options)
		if (text_starts(*option, "size="))
			return true;
	return false;
}

static void report_sizes(const struct fields *fields)
{
	const struct config_mount *mount;
	for_each (mount, &fields->config->mounts)
		if (text_is(mount->type, "tmpfs") && !mount->is_bind && !has_size(mount) &&
		    !config_has_option(mount, "ro") && !text_is(mount->destination, "/dev"))
			diag_add(fields->report, rule(config_no_size), mount->span,
			         "%s has no size=: what the guest writes there takes memory "
			         "without end",
			         mount->destination.data);
}

static void report_devices(const struct fields *fields, const struct json *linux_)
{
	const struct json *devices = json_get(linux_, "devices");
	const struct json_member *device;
	if (!devices || !behaves(fields->inspection->input.release, devices_made))
		return;
	for_each (device, &devices->members) {
		struct text path = json_text(json_get(device->value, "path"));
		if (path.length > 0)
			diag_add(fields->report, rule(config_device),
			         span_of(fields, device->value), "the guest gets the device %s",
			         path.data);
	}
}

/* Any network that is asked for is a flag that loosens, and told as that: here is who forgot. */
static void report_network(const struct fields *fields)
{
	const struct view_input *input = &fields->inspection->input;
	if (input->has_flags && !flag_line_find(&input->flags, TEXT("network")))
		diag_add(fields->report, rule(config_network), (struct span){0},
		         "without --network=none the guest gets the interfaces of runsc's network "
		         "namespace");
}

void posture_check_fields(struct arena *arena, struct report *report,
                          const struct inspection *inspection, const struct config *config)
{
	struct fields fields = {arena, report, inspection, config};
	const struct json *process = json_get(config->value, "process"),
	                  *linux_ = json_get(config->value, "linux");
	report_capabilities(&fields, process);
	report_privileges(&fields, process);
	report_namespaces(&fields, linux_);
	report_devices(&fields, linux_);
	report_sizes(&fields);
	report_network(&fields);
}
