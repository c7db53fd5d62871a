#include "view/resolver.h"

#include "view/json.h"

static void check_trailing(struct resolver *resolver, const struct json_document *document,
                           bool has_unknown_key)
{
	struct span span = {resolver->input->config, document->end,
	                    resolver->input->config->bytes.length};
	if (!document->has_trailing)
		return;
	if (!behaves(resolver->input->release, trailing_bytes_ignored))
		resolver_refuse(resolver, span, 128, "something follows the JSON value");
	else if (has_unknown_key)
		resolver_refuse(resolver, span, 128,
		                "something follows the JSON value, and a key is unknown");
	else
		diag_add(resolver->report, rule(config_trailing_bytes), span,
		         "runsc ignores all that follows the first JSON value");
}

static struct json *decode(struct resolver *resolver)
{
	const struct source *source = resolver->input->config;
	struct json_document document = json_read(resolver->arena, source->bytes);
	struct go_decoded decoded;
	if (!document.value) {
		resolver_refuse(resolver, (struct span){source, document.end, document.end}, 128,
		                "no JSON: %s", document.error);
		return NULL;
	}
	decoded = go_decode(resolver->report, source, document.value);
	check_trailing(resolver, &document, decoded.has_unknown_key);
	const struct go_error *error;
	for_each (error, &decoded.errors)
		resolver_refuse(resolver, error->span, 128, "%s", error->message.data);
	return decoded.value;
}

static void read_outer_mounts(struct resolver *resolver)
{
	if (!mountinfo_read(resolver->arena, resolver->input->mountinfo, &resolver->outer_mounts))
		resolver_refuse(resolver, (struct span){0}, 128,
		                "the outer container's mountinfo cannot be read");
}

static void check_flags(struct resolver *resolver)
{
	struct span span = {resolver->input->config, 0, 0};
	flag_faults faults = {0};
	const struct text *fault;
	int status = view_check_flags(resolver->arena, &resolver->launch, &faults);
	for_each (fault, &faults)
		resolver_refuse(resolver, span, status, "%s", fault->data);
}

struct view *view_resolve(struct arena *arena, const struct view_input *input,
                          struct report *report)
{
	struct resolver resolver = {.arena = arena, .input = input, .report = report};
	resolver.launch = (struct launch){input->release, input->facts, &input->flags};
	resolver.view = arena_alloc(arena, sizeof *resolver.view);
	resolver.view->arena = arena;
	resolver.view->release = input->release;
	if (input->is_nested && input->is_rootless &&
	    release_nesting(input->release) != NESTING_WORKS)
		resolver_refuse(&resolver, (struct span){input->config, 0, 0}, 128,
		                "this release does not start inside an unprivileged container");
	if (input->has_flags)
		check_flags(&resolver);
	struct json *value = decode(&resolver);
	if (!value)
		return resolver.view;
	resolver.config = config_build(arena, input->config, value);
	read_outer_mounts(&resolver);
	resolver_validate(&resolver);
	resolver_report_fields(&resolver);
	if (resolver.config->root_path.length == 0)
		return resolver.view;
	resolver.reasons_before_mounts = resolver.view->reasons.count;
	resolver_plan(&resolver);
	resolver_mount(&resolver);
	resolver_make_devices(&resolver);
	resolver_start_process(&resolver);
	resolver_find_points(&resolver);
	resolver_report_mounts(&resolver);
	resolver_sort_points(&resolver);
	resolver.view->reaches_outer = resolver.reaches_host;
	return resolver.view;
}

const char *view_state_name(enum view_state state)
{
	static const char *const names[] = {"kept",   "writable",  "empty",
	                                    "absent", "synthetic", "leaked"};
	return names[state];
}

struct text view_socket_directory(release_date release, struct text state_dir, bool is_rootless,
                                  bool can_bind)
{
	bool is_too_long = state_dir.length > 90 &&
	                   !behaves(release, socket_in_long_root); /* sun_path holds 108 bytes */
	if (!behaves(release, socket_has_path))
		return TEXT("");
	if (can_bind && !is_too_long)
		return state_dir;
	return is_rootless ? TEXT("/tmp") : TEXT("/run");
}
