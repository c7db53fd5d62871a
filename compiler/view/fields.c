#include "view/resolver.h"

#include "model/flag_judge.h"
#include "view/tmpfs_option.h"

#include <string.h>

static struct span span_of(const struct resolver *resolver, const struct json *value)
{
	return config_span(resolver->input->config, value);
}

static void inert(struct resolver *resolver, const struct json *value, const char *what)
{
	bool is_empty = !value ||
	                ((value->kind == JSON_ARRAY || value->kind == JSON_OBJECT) &&
	                 value->members.count == 0) ||
	                (value->kind == JSON_STRING && value->text.length == 0);
	if (!is_empty)
		diag_add(resolver->report, rule(config_inert_field), span_of(resolver, value), "%s",
		         what);
}

static bool is_synthetic(struct text path)
{
	return path_is_within(path, TEXT("/proc")) || path_is_within(path, TEXT("/sys")) ||
	       path_is_within(path, TEXT("/dev"));
}

static void report_path_list(struct resolver *resolver, const char *field, const char *consequence)
{
	const struct json *list = json_get(json_get(resolver->config->value, "linux"), field);
	const struct json_member *path;
	if (!list)
		return;
	for_each (path, &list->members) {
		struct text name = config_clean(resolver->arena, json_text(path->value));
		if (is_synthetic(name))
			diag_add(resolver->report, rule(config_inert_field),
			         span_of(resolver, path->value),
			         "runsc never reads linux.%s; %s is the sentry's own", field,
			         name.data);
		else
			diag_add(resolver->report, rule(config_ignored_field),
			         span_of(resolver, path->value),
			         "runsc never reads linux.%s: %s %s", field, name.data,
			         consequence);
	}
}

static void report_limits(struct resolver *resolver)
{
	const struct json *limits =
	    json_get(json_get(resolver->config->value, "process"), "rlimits");
	const struct json_member *limit;
	if (!limits)
		return;
	for_each (limit, &limits->members) {
		struct text type = json_text(json_get(limit->value, "type"));
		if (text_is(type, "RLIMIT_CPU") &&
		    !behaves(resolver->input->release, cpu_limit_enforced))
			inert(resolver, limit->value, "this release does not enforce RLIMIT_CPU");
		if (text_is(type, "RLIMIT_DATA") || text_is(type, "RLIMIT_RSS"))
			inert(resolver, limit->value, "runsc does not enforce this limit");
	}
}

static void report_inert(struct resolver *resolver)
{
	const struct json *value = resolver->config->value, *process = json_get(value, "process"),
	                  *linux_ = json_get(value, "linux");
	if (!launch_is_true(&resolver->launch, "oci-seccomp"))
		inert(resolver, json_get(linux_, "seccomp"),
		      "linux.seccomp is ignored without --oci-seccomp");
	if (!resolver->input->has_flags || launch_is_true(&resolver->launch, "ignore-cgroups") ||
	    launch_is_true(&resolver->launch, "rootless"))
		inert(resolver, json_get(linux_, "resources"),
		      "linux.resources is ignored with --ignore-cgroups, and where cgroups cannot "
		      "be written");
	inert(resolver, json_get(linux_, "sysctl"), "runsc ignores linux.sysctl");
	inert(resolver, json_get(linux_, "intelRdt"), "runsc ignores linux.intelRdt");
	inert(resolver, json_get(linux_, "personality"), "runsc ignores linux.personality");
	inert(resolver, json_get(linux_, "timeOffsets"), "runsc ignores linux.timeOffsets");
	inert(resolver, json_get(linux_, "mountLabel"), "runsc ignores linux.mountLabel");
	inert(resolver, json_get(process, "apparmorProfile"),
	      "runsc ignores process.apparmorProfile");
	inert(resolver, json_get(process, "scheduler"), "runsc ignores process.scheduler");
	inert(resolver, json_get(process, "ioPriority"), "runsc ignores process.ioPriority");
	if (!behaves(resolver->input->release, umask_honoured))
		inert(resolver, json_get(json_get(process, "user"), "umask"),
		      "this release ignores process.user.umask");
	if (!behaves(resolver->input->release, domainname_honoured))
		inert(resolver, json_get(value, "domainname"), "this release ignores domainname");
	report_limits(resolver);
}

/* --- annotations ------------------------------------------------------------------------------ */

/* runsc/config/flags.go, overrideAllowlist. */
static bool is_overridable(release_date release, struct text flag, struct text value)
{
	static const char *const always[] = {"debug", "strace", "strace-syscalls",
	                                     "strace-log-size"};
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (text_is(flag, always[i]))
			return true;
	if (text_is(flag, "oci-seccomp"))
		return text_is(value, "true");
	if (text_is(flag, "host-uds") || text_is(flag, "debug-to-user-log") ||
	    text_is(flag, "net-disconnect-ok"))
		return behaves(release, host_uds_annotation);
	return text_is(flag, "overlay2") && behaves(release, overlay2_annotation);
}

static void apply_flag(struct resolver *resolver, const struct json_member *annotation,
                       struct text flag)
{
	struct text value = json_text(annotation->value);
	if (!is_overridable(resolver->input->release, flag, value) &&
	    !launch_is_true(&resolver->launch, "allow-flag-override")) {
		resolver_refuse(resolver, span_of(resolver, annotation->value), 128,
		                "the annotation may not set --%s", flag.data);
		return;
	}
	if (flag_judge(flag, value, resolver->input->release).verdict == FLAG_REFUSED) {
		resolver_refuse(resolver, span_of(resolver, annotation->value), 128,
		                "--%s does not take \"%s\", which the annotation sets", flag.data,
		                value.data);
		return;
	}
	if (text_is(flag, "host-uds"))
		resolver->view->process.allows_host_uds =
		    text_is(value, "open") || text_is(value, "all");
	if (text_is(flag, "overlay2"))
		resolver->overlay2 = value;
}

static void apply_high_performance(struct resolver *resolver)
{
	struct view_process *process = &resolver->view->process;
	if (!behaves(resolver->input->release, bundle_annotation))
		return;
	process->forces_systrap = !behaves(resolver->input->release, systrap_runs);
	process->turns_directfs_on |= behaves(resolver->input->release, high_performance_directfs);
}

static void report_annotations(struct resolver *resolver)
{
	const struct json *annotations = json_get(resolver->config->value, "annotations");
	const struct json_member *annotation;
	if (!annotations)
		return;
	for_each (annotation, &annotations->members) {
		bool is_gvisor = text_starts(annotation->name, "dev.gvisor."),
		     is_kubernetes = text_starts(annotation->name, "io.kubernetes.cri");
		if (!is_gvisor && !is_kubernetes)
			continue;
		diag_add(
		    resolver->report, rule(config_annotation),
		    (struct span){resolver->input->config, annotation->start,
		                  annotation->value->end},
		    "the annotation %s changes what runsc does, and may override its command line",
		    annotation->name.data);
		if (text_starts(annotation->name, "dev.gvisor.flag."))
			apply_flag(resolver, annotation,
			           (struct text){annotation->name.data + 16,
			                         annotation->name.length - 16});
		if (text_starts(annotation->name, "dev.gvisor.bundle.") &&
		    behaves(resolver->input->release, bundle_annotation) &&
		    !text_is(json_text(annotation->value), "true"))
			resolver_refuse(resolver, span_of(resolver, annotation->value), 128,
			                "the annotation %s takes nothing but \"true\"",
			                annotation->name.data);
		if (text_is(annotation->name, "dev.gvisor.bundle.experimental-high-performance") &&
		    text_is(json_text(annotation->value), "true"))
			apply_high_performance(resolver);
	}
}

/* --- hooks ------------------------------------------------------------------------------------ */

static void report_hooks(struct resolver *resolver)
{
	static const char *const names[HOOK_KINDS] = {"prestart",        "createRuntime",
	                                              "createContainer", "startContainer",
	                                              "poststart",       "poststop"};
	const struct json *hooks = json_get(resolver->config->value, "hooks");
	for (int kind = 0; kind < HOOK_KINDS; kind++) {
		const struct json *list = json_get(hooks, names[kind]);
		if (!list || list->members.count == 0)
			continue;
		bool runs = kind != HOOK_START_CONTAINER &&
		            (kind != HOOK_CREATE_CONTAINER ||
		             behaves(resolver->input->release, create_container_hooks));
		resolver->view->runs_hook[kind] = runs;
		if (runs)
			diag_add(
			    resolver->report, rule(config_hook), span_of(resolver, list),
			    "%s hooks are executed in the outer container, as whoever runs runsc",
			    names[kind]);
		else
			diag_add(resolver->report, rule(config_inert_field),
			         span_of(resolver, list), "this release does not execute %s hooks",
			         names[kind]);
	}
}

/* --- mount options ---------------------------------------------------------------------------- */

enum option_class { OPTION_UNKNOWN, OPTION_HONOURED, OPTION_HARMLESS, OPTION_IGNORED };

/* pkg/sentry/fsimpl/gofer: what a bind mount takes beside the options of every mount. */
static bool is_gofer_option(release_date release, struct text option)
{
	if (text_is(option, "overlayfs_stale_read") ||
	    text_is(option, "disable_file_handle_sharing"))
		return behaves(release, gofer_options_read);
	return text_starts(option, "dcache=") && behaves(release, dcache_option_read);
}

static enum option_class class_of(const struct config_mount *mount, struct text option,
                                  release_date release)
{
	static const struct {
		const char *name;
		enum option_class class;
	} listed[] = {
#define OPTION(name, class, listing) {name, OPTION_##class},
#include "view/options.def"
#undef OPTION
	};
	for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
		if (text_is(option, listed[i].name))
			return listed[i].class;
	bool is_cgroup = text_is(mount->type, "cgroup") && behaves(release, cgroup_type);
	if ((text_is(mount->type, "tmpfs") || is_cgroup) && !mount->is_bind &&
	    (text_starts(option, "size=") || text_starts(option, "mode=") ||
	     text_starts(option, "uid=") || text_starts(option, "gid=")))
		return OPTION_HONOURED;
	if (mount->is_bind && is_gofer_option(release, option))
		return OPTION_HONOURED;
	if (text_is(mount->type, "devpts") &&
	    (text_starts(option, "ptmxmode=") || text_starts(option, "mode=") ||
	     text_starts(option, "gid=")))
		return OPTION_HARMLESS;
	return text_is(mount->destination, "/dev") ? OPTION_HARMLESS : OPTION_UNKNOWN;
}

static void report_option(struct resolver *resolver, const struct config_mount *mount,
                          struct text option)
{
	uint64_t size;
	switch (class_of(mount, option, resolver->input->release)) {
	case OPTION_UNKNOWN:
		diag_add(resolver->report, rule(config_mount_option), mount->span,
		         "runsc ignores the option \"%s\" of the mount on %s", option.data,
		         mount->destination.data);
		break;
	case OPTION_IGNORED:
		diag_add(resolver->report, rule(config_inert_option), mount->span,
		         "runsc ignores the option \"%s\" of the mount on %s", option.data,
		         mount->destination.data);
		break;
	default:
		break;
	}
	if (text_is(mount->type, "tmpfs") && tmpfs_option_size(option, &size) && size == 0 &&
	    behaves(resolver->input->release, tmpfs_size_zero_unlimited))
		diag_add(resolver->report, rule(config_mount_option), mount->span,
		         "in this release size=0 means no limit, on %s", mount->destination.data);
}

static void report_options(struct resolver *resolver)
{
	const struct config_mount *mount;
	const struct text *option;
	for_each (mount, &resolver->config->mounts)
		for_each (option, &mount->options)
			report_option(resolver, mount, *option);
}

static void report_capabilities(struct resolver *resolver)
{
	const struct json *sets =
	    json_get(json_get(resolver->config->value, "process"), "capabilities");
	const struct json_member *name;
	const struct json *bounding =
	    json_get(sets, resolver->config->uid == 0 ? "effective" : "ambient");
	if (!bounding || resolver->config->mounts.count == 0)
		return;
	for_each (name, &bounding->members)
		if (text_is(json_text(name->value), "CAP_SYS_ADMIN"))
			diag_add(resolver->report, rule(config_capability),
			         span_of(resolver, name->value),
			         "with CAP_SYS_ADMIN the guest can unmount every mask");
}

static void judge_flags(struct resolver *resolver)
{
	struct text host_uds = launch_value(&resolver->launch, "host-uds");
	resolver->overlay2 = launch_value(&resolver->launch, "overlay2");
	resolver->view->process.allows_host_uds =
	    text_is(host_uds, "open") || text_is(host_uds, "all") ||
	    launch_is_true(&resolver->launch, "fsgofer-host-uds");
	resolver->view->process.turns_directfs_on = launch_is_true(&resolver->launch, "directfs");
}

static void report_root(struct resolver *resolver)
{
	resolver->reaches_host =
	    !resolver->config->is_readonly && !launch_has_overlay(resolver->overlay2);
	if (resolver->reaches_host)
		diag_add(resolver->report, rule(config_root_writable),
		         span_of(resolver, json_get(resolver->config->value, "root")),
		         "root.readonly is not true and no overlay is over it: what the guest "
		         "writes arrives in the outer container");
}

void resolver_report_fields(struct resolver *resolver)
{
	judge_flags(resolver);
	report_annotations(resolver);
	report_root(resolver);
	report_path_list(resolver, "maskedPaths", "stays readable");
	report_path_list(resolver, "readonlyPaths", "stays as writable as the root");
	report_inert(resolver);
	report_hooks(resolver);
	report_options(resolver);
	report_capabilities(resolver);
}
