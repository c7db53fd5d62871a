#include "view/resolver.h"

#include <string.h>

static bool is_unknown_or(const struct tree_place *place, enum entry_kind kind)
{
	return place->is_unknown || place->entry.kind == kind;
}

/* The gofer creates a missing working directory, in old releases in the outer container. */
static void make_in_gofer(struct resolver *resolver, struct text cwd, struct span span)
{
	struct tree_place place;
	struct text first;
	if (behaves(resolver->input->release, cwd_not_made_outside) ||
	    !tree_walk(resolver->gofer, cwd, true, &place) ||
	    !is_unknown_or(&place, ENTRY_ABSENT) || place.is_unknown)
		return;
	if (resolver->input->is_rootless || resolver->world ||
	    !tree_make(resolver->gofer, cwd, ENTRY_DIRECTORY, &first)) {
		resolver_refuse(resolver, span, 128,
		                "the working directory %s does not exist in the outer container "
		                "and cannot be created there",
		                cwd.data);
		return;
	}
	resolver_note_made(resolver, span, first);
}

/* While the sentry made it and no directory behind a symlink, the cwd could not be one either
 * (runsc/boot/vfs.go, pkg/sentry/vfs MkdirAllAt). */
static bool is_refused_link(struct resolver *resolver, struct text cwd)
{
	struct tree_place place;
	return behaves(resolver->input->release, cwd_not_made_outside) &&
	       !behaves(resolver->input->release, directories_follow_symlinks) &&
	       tree_walk(resolver->view->tree, cwd, false, &place) &&
	       place.entry.kind == ENTRY_SYMLINK;
}

static void check_cwd(struct resolver *resolver)
{
	const struct json *value = json_get(json_get(resolver->config->value, "process"), "cwd");
	struct span span = config_span(resolver->input->config, value);
	struct text cwd = config_clean(resolver->arena, path_join(resolver->arena, TEXT("/"),
	                                                          resolver->config->cwd)),
	            first;
	struct tree *tree = resolver->view->tree;
	struct tree_place place;
	make_in_gofer(resolver, cwd, span);
	if (is_refused_link(resolver, cwd) || !tree_walk(tree, cwd, true, &place) ||
	    (!place.is_unknown && place.entry.kind != ENTRY_ABSENT &&
	     place.entry.kind != ENTRY_DIRECTORY)) {
		resolver_refuse(resolver, span, 128, "the working directory %s is no directory",
		                cwd.data);
		return;
	}
	if (place.is_unknown || place.entry.kind != ENTRY_ABSENT)
		return;
	const struct tree_mount *mount = &tree->mounts.items[place.mount];
	bool reaches_host = mount->backing == BACKING_BEHIND && resolver->reaches_host;
	if (mount->is_readonly || !tree_make(tree, cwd, ENTRY_DIRECTORY, &first)) {
		resolver_refuse(resolver, span, 128, "the working directory %s does not exist",
		                cwd.data);
		return;
	}
	if (reaches_host)
		resolver_note_made(resolver, span, first);
}

static bool is_executable(struct resolver *resolver, struct text path, const char **fault)
{
	struct tree *tree = resolver->view->tree;
	struct tree_place place;
	*fault = "no such file or directory";
	if (!tree_walk(tree, path, true, &place))
		return false;
	if (place.is_unknown)
		return tree->mounts.items[place.mount].backing == BACKING_BEHIND;
	if (place.entry.kind == ENTRY_ABSENT)
		return false;
	*fault = "permission denied";
	return place.entry.kind == ENTRY_FILE && (place.entry.mode & 0111) != 0 &&
	       !tree->mounts.items[place.mount].is_noexec;
}

static struct text last_variable(const struct json *env, const char *name)
{
	const struct json_member *entry;
	struct text value = TEXT("");
	if (!env)
		return value;
	for_each (entry, &env->members) {
		struct text line = json_text(entry->value);
		if (text_starts(line, name) && line.length > strlen(name) &&
		    line.data[strlen(name)] == '=')
			value = (struct text){line.data + strlen(name) + 1,
			                      line.length - strlen(name) - 1};
	}
	return value;
}

static bool is_found_in_path(struct resolver *resolver, struct text path, struct text name,
                             const char **fault)
{
	size_t at = 0;
	while (at < path.length) {
		size_t end = at;
		while (end < path.length && path.data[end] != ':')
			end++;
		struct text directory = text_copy(resolver->arena, path.data + at, end - at);
		at = end + 1;
		if (text_starts(directory, "/") &&
		    is_executable(resolver, path_join(resolver->arena, directory, name), fault))
			return true;
	}
	return false;
}

static void check_command(struct resolver *resolver)
{
	const struct json *process = json_get(resolver->config->value, "process"),
	                  *args = json_get(process, "args");
	const char *fault = "no such file or directory";
	bool is_found;
	if (!args || args->members.count == 0)
		return;
	struct text name = json_text(args->members.items[0].value);
	if (text_starts(name, "/"))
		is_found = is_executable(resolver, name, &fault);
	else if (memchr(name.data, '/', name.length))
		is_found = is_executable(
		    resolver,
		    path_join(resolver->arena,
		              path_join(resolver->arena, TEXT("/"), resolver->config->cwd), name),
		    &fault);
	else
		is_found = is_found_in_path(
		    resolver, last_variable(json_get(process, "env"), "PATH"), name, &fault);
	if (!is_found)
		resolver_refuse(resolver,
		                config_span(resolver->input->config, args->members.items[0].value),
		                128, "failed to load %s: %s", name.data, fault);
}

static bool holds_capabilities(const struct resolver *resolver, const struct json *process)
{
	bool needs_ambient = behaves(resolver->input->release, capabilities_need_ambient) &&
	                     resolver->config->uid != 0;
	const struct json *sets = json_get(process, "capabilities");
	const struct json *set = json_get(sets, needs_ambient ? "ambient" : "effective");
	const struct json_member *name;
	if (needs_ambient && !behaves(resolver->input->release, ambient_honoured))
		return false;
	if (!set)
		return false;
	for_each (name, &set->members)
		if (!text_is(json_text(name->value), "CAP_NET_RAW") ||
		    launch_is_true(&resolver->launch, "net-raw"))
			return true;
	return false;
}

static void judge_privileges(struct resolver *resolver)
{
	const struct json *process = json_get(resolver->config->value, "process");
	struct view_process *judged = &resolver->view->process;
	release_date release = resolver->input->release;
	judged->can_gain_privileges = behaves(release, no_new_privileges_honoured) &&
	                              !json_is_true(json_get(process, "noNewPrivileges"));
	judged->honours_suid =
	    judged->can_gain_privileges && launch_is_true(&resolver->launch, "allow-suid");
	judged->has_umask = behaves(release, umask_honoured) &&
	                    json_get(json_get(process, "user"), "umask") != NULL;
	judged->has_domainname =
	    behaves(release, domainname_honoured) &&
	    json_text(json_get(resolver->config->value, "domainname")).length > 0;
	judged->has_cpu_limit = behaves(release, cpu_limit_enforced);
	judged->shares_stdio = json_is_true(json_get(process, "terminal"));
	if (judged->shares_stdio)
		diag_add(resolver->report, rule(config_terminal),
		         config_span(resolver->input->config, json_get(process, "terminal")),
		         "without a console runsc makes one file of the guest's stdin, stdout and "
		         "stderr, mostly of descriptor 0: what the guest writes may overwrite what "
		         "it was given to read");
	judged->holds_capabilities = holds_capabilities(resolver, process);
}

void resolver_start_process(struct resolver *resolver)
{
	bool is_refused = behaves(resolver->input->release, cwd_must_be_absolute) &&
	                  !text_starts(resolver->config->cwd, "/");
	if (resolver_has_whole_tree(resolver) && !is_refused)
		check_cwd(resolver);
	if (resolver_has_whole_tree(resolver))
		check_command(resolver);
	judge_privileges(resolver);
}
