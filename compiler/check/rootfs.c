#include "check/symlink.h"

#include <string.h>
#include <strings.h>

/* Rules about the outer rootfs. Without --rootfs they stay silent. */

typedef void visit_path(struct check *check, struct text outer, struct span span,
                        enum path_kind wanted, bool has_kind);

/* Every path that becomes a mount point or a source, with the kind it must have. */
static void each_outer_path(struct check *check, visit_path visit)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	if (!check->rootfs)
		return;
	for_each (keep, &policy->keep_dirs)
		visit(check, outer_path(check->arena, policy, keep->value), keep->span,
		      PATH_DIRECTORY, false);
	for_each (mask, &policy->masks)
		visit(check, outer_path(check->arena, policy, mask->path.value), mask->path.span,
		      (enum path_kind)mask->kind_word.value, mask->has_kind);
	for_each (bind, &policy->binds)
		visit(check, bind->source.value, bind->source.span,
		      (enum path_kind)bind->kind_word.value, true);
	for_each (writable, &policy->writable)
		if (claim_is_kept(check->claims, writable->path.value))
			visit(check, outer_path(check->arena, policy, writable->path.value),
			      writable->path.span, PATH_DIRECTORY, true);
}

static void visit_missing(struct check *check, struct text outer, struct span span,
                          enum path_kind wanted, bool has_kind)
{
	struct text prefix;
	(void)wanted;
	(void)has_kind;
	if (rootfs_symlink_in(check->rootfs, outer, &prefix) ||
	    rootfs_lookup(check->rootfs, outer).kind != ENTRY_ABSENT)
		return;
	report_finding(check, rule(rootfs_missing), span, outer,
	               "%s does not exist in the outer rootfs", outer.data);
}

void rule_rootfs_missing(struct check *check)
{
	each_outer_path(check, visit_missing);
}

static bool is_mask(const struct check *check, struct span span)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks)
		if (mask->path.span.source == span.source && mask->path.span.start == span.start)
			return true;
	return false;
}

static void visit_symlink(struct check *check, struct text outer, struct span span,
                          enum path_kind wanted, bool has_kind)
{
	(void)wanted;
	(void)has_kind;
	if (!is_mask(check, span))
		report_symlink(check, rule(rootfs_symlink), outer, span);
}

void rule_rootfs_symlink(struct check *check)
{
	each_outer_path(check, visit_symlink);
}

static bool is_writable(const struct policy *policy, struct span span)
{
	const struct policy_writable *writable;
	for_each (writable, &policy->writable)
		if (writable->path.span.source == span.source &&
		    writable->path.span.start == span.start)
			return true;
	return false;
}

static bool stands_at(struct span a, struct span b)
{
	return a.source == b.source && a.start == b.start;
}

/* Behind the source of a bind that does not say its kind. */
static void add_kind(struct check *check, struct finding *finding, const struct policy_bind *bind,
                     const char *kind)
{
	struct span source = bind->source.span, point = {source.source, source.end, source.end};
	const char *data = source.source->bytes.data, *value = data + bind->path.span.end;
	size_t line =
	    source.source->line_starts[source_position(source.source, source.start).line - 1];
	bool is_flow = value[strspn(value, ": \n")] == '{';
	diag_fix(check->report, finding, FIX_CHOICE, point,
	         is_flow ? text_format(check->arena, ", kind: %s", kind)
	                 : text_format(check->arena, "\n%*skind: %s", (int)strspn(data + line, " "),
	                               "", kind));
}

static void write_kind(struct check *check, struct finding *finding, struct span span,
                       const char *kind)
{
	const struct policy_mask *mask;
	const struct policy_bind *bind;
	diag_hint(check->report, finding, "write kind: %s", kind);
	for_each (mask, &check->policy->masks)
		if (stands_at(mask->path.span, span))
			diag_fix(check->report, finding, FIX_CHOICE, mask->kind_word.span,
			         text_of(kind));
	for_each (bind, &check->policy->binds)
		if (stands_at(bind->source.span, span) && bind->kind_word.span.source)
			diag_fix(check->report, finding, FIX_CHOICE, bind->kind_word.span,
			         text_of(kind));
		else if (stands_at(bind->source.span, span))
			add_kind(check, finding, bind, kind);
}

static void visit_kind(struct check *check, struct text outer, struct span span,
                       enum path_kind wanted, bool has_kind)
{
	struct text prefix;
	struct entry entry = rootfs_lookup(check->rootfs, outer);
	if (entry.kind == ENTRY_ABSENT || rootfs_symlink_in(check->rootfs, outer, &prefix))
		return;
	if (entry.kind != ENTRY_FILE && entry.kind != ENTRY_DIRECTORY)
		report_finding(check, rule(rootfs_kind), span, outer,
		               "%s is neither a file nor a directory", outer.data);
	else if (has_kind && (entry.kind == ENTRY_DIRECTORY) != (wanted == PATH_DIRECTORY)) {
		const char *kind = entry.kind == ENTRY_DIRECTORY ? "directory" : "file";
		struct finding *finding = report_finding(check, rule(rootfs_kind), span, outer,
		                                         "%s is a %s", outer.data, kind);
		if (!is_writable(check->policy, span))
			write_kind(check, finding, span, kind);
	}
}

void rule_rootfs_kind(struct check *check)
{
	each_outer_path(check, visit_kind);
}

static bool is_twin(struct text a, struct text b)
{
	return a.length == b.length && !text_equal(a, b) &&
	       strncasecmp(a.data, b.data, a.length) == 0;
}

static struct text last_component(struct text path)
{
	size_t start = path.length;
	while (start > 0 && path.data[start - 1] != '/')
		start--;
	return (struct text){path.data + start, path.length - start};
}

static void check_twin(struct check *check, struct text path, struct span span)
{
	struct text outer = outer_path(check->arena, check->policy, path),
	            parent = path_parent(check->arena, outer), *names;
	size_t count = 0;
	if (!rootfs_list(check->rootfs, parent, &names, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (is_twin(names[i], last_component(outer)))
			report_finding(check, rule(path_twin), span, path,
			               "%s has a twin that differs only in case: %s", path.data,
			               path_join(check->arena, parent, names[i]).data);
}

void rule_path_twin(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (keep, &check->policy->keep_dirs)
		check_twin(check, keep->value, keep->span);
	for_each (mask, &check->policy->masks)
		check_twin(check, mask->path.value, mask->path.span);
}
