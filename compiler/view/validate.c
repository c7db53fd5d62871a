#include "view/resolver.h"

#include "view/go_number.h"

#include <string.h>

static struct span span_of(const struct resolver *resolver, const struct json *value)
{
	return config_span(resolver->input->config, value);
}

static bool is_known_rlimit(struct text name)
{
	static const char *const names[] = {
	    "AS",   "CORE",   "CPU",   "DATA", "FSIZE",  "LOCKS",  "MEMLOCK",    "MSGQUEUE",
	    "NICE", "NOFILE", "NPROC", "RSS",  "RTPRIO", "RTTIME", "SIGPENDING", "STACK"};
	if (!text_starts(name, "RLIMIT_"))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is((struct text){name.data + 7, name.length - 7}, names[i]))
			return true;
	return false;
}

static void check_process(struct resolver *resolver)
{
	const struct json *process = json_get(resolver->config->value, "process");
	const struct json *args = json_get(process, "args"), *env = json_get(process, "env"),
	                  *limits = json_get(process, "rlimits");
	const struct json_member *member;
	if (!process || !args || args->members.count == 0) {
		resolver_refuse(resolver, span_of(resolver, process), 128,
		                process ? "process.args is empty" : "process is missing");
		return;
	}
	if (json_text(json_get(process, "selinuxLabel")).length > 0)
		resolver_refuse(resolver, span_of(resolver, json_get(process, "selinuxLabel")), 128,
		                "SELinux is not supported");
	if (behaves(resolver->input->release, cwd_must_be_absolute) &&
	    !text_starts(resolver->config->cwd, "/"))
		resolver_refuse(resolver, span_of(resolver, json_get(process, "cwd")), 128,
		                "process.cwd must be an absolute path");
	if (env)
		for_each (member, &env->members)
			if (!memchr(json_text(member->value).data, '=',
			            json_text(member->value).length))
				resolver_refuse(resolver, span_of(resolver, member->value), 128,
				                "process.env has an entry without \"=\"");
	if (limits)
		for_each (member, &limits->members)
			if (!is_known_rlimit(json_text(json_get(member->value, "type"))))
				resolver_refuse(resolver, span_of(resolver, member->value), 128,
				                "unknown limit in process.rlimits");
	resolver_check_capabilities(resolver, process);
}

static void check_linux(struct resolver *resolver)
{
	const struct json *linux_ = json_get(resolver->config->value, "linux");
	struct text propagation = json_text(json_get(linux_, "rootfsPropagation"));
	if (propagation.length > 0 && !text_is(propagation, "slave") &&
	    !text_is(propagation, "rslave") && !text_is(propagation, "private") &&
	    !text_is(propagation, "rprivate"))
		resolver_refuse(resolver, span_of(resolver, json_get(linux_, "rootfsPropagation")),
		                128, "rootfsPropagation must be private or slave");
	resolver_check_user_namespace(resolver, linux_);
}

static bool is_listed(const char *option)
{
	enum { UNLISTED, LISTED };
	static const struct {
		const char *name;
		int listing;
	} options[] = {
#define OPTION(name, class, listing) {name, listing},
#include "view/options.def"
#undef OPTION
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strcmp(option, options[i].name) == 0)
			return options[i].listing == LISTED;
	return false;
}

/* runsc/specutils/fs.go, validateMount: when the list went, all that is mounted as a bind came to
 * be asked, and no longer what is of that type. */
static void check_bind_options(struct resolver *resolver, const struct config_mount *mount)
{
	bool has_list = !behaves(resolver->input->release, unknown_bind_option_ignored);
	const struct text *option;
	if (has_list ? !text_is(mount->type, "bind") : !mount->is_bind || mount->source.length == 0)
		return;
	for_each (option, &mount->options) {
		if (text_is(*option, "shared") || text_is(*option, "rshared"))
			resolver_refuse(resolver, mount->span, 128,
			                "shared propagation is not supported");
		else if (has_list && !is_listed(option->data))
			resolver_refuse(resolver, mount->span, 128, "unknown mount option \"%s\"",
			                option->data);
	}
}

/* runsc/boot/vfs.go, compileMounts: at these places the sentry mounts a type of its own. The gofer
 * has opened the source of what is a bind by its type alone, and nobody takes that. */
static void check_own_place(struct resolver *resolver, const struct config_mount *mount)
{
	bool is_own =
	    text_is(mount->destination, "/dev") || text_is(mount->destination, "/dev/pts");
	if (is_own && text_is(mount->type, "bind") && !config_has_option(mount, "bind") &&
	    !config_has_option(mount, "rbind"))
		resolver_refuse(resolver, mount->span, 128,
		                "nothing takes the source of a bind on %s that has no option "
		                "bind or rbind",
		                mount->destination.data);
}

static void check_mounts(struct resolver *resolver)
{
	const struct config_mount *mount;
	for_each (mount, &resolver->config->mounts) {
		if (!text_starts(mount->written, "/"))
			resolver_refuse(resolver, mount->span, 128,
			                "mount destination \"%s\" is not absolute",
			                mount->written.data);
		check_bind_options(resolver, mount);
		check_own_place(resolver, mount);
	}
}

/* runsc/specutils/cri.go, SpecContainerType: the annotation of containerd, or else that of CRI-O.
 */
static void check_container_type(struct resolver *resolver)
{
	const struct json *all = json_get(resolver->config->value, "annotations");
	const struct json *type = json_get(all, "io.kubernetes.cri.container-type"),
	                  *id = json_get(all, "io.kubernetes.cri.sandbox-id");
	if (!type) {
		type = json_get(all, "io.kubernetes.cri-o.ContainerType");
		id = json_get(all, "io.kubernetes.cri-o.SandboxID");
	}
	if (!type || text_is(json_text(type), "sandbox"))
		return;
	if (!text_is(json_text(type), "container"))
		resolver_refuse(resolver, span_of(resolver, type), 128,
		                "an annotation names a container type that runsc does not know");
	else if (!id)
		resolver_refuse(resolver, span_of(resolver, type), 128,
		                "an annotation wants another container's sandbox and does not say "
		                "which");
}

void resolver_validate(struct resolver *resolver)
{
	const struct json *value = resolver->config->value;
	if (!json_get(value, "root") || resolver->config->root_path.length == 0)
		resolver_refuse(resolver, span_of(resolver, json_get(value, "root")), 128,
		                "root.path is missing");
	if (json_get(value, "solaris") || json_get(value, "windows"))
		resolver_refuse(resolver, span_of(resolver, value), 128,
		                "solaris and windows are not supported");
	check_container_type(resolver);
	check_mounts(resolver);
	check_linux(resolver);
	check_process(resolver);
}
