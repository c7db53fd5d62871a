#include "view/resolver.h"

void resolver_refuse(struct resolver *resolver, struct span span, int status, const char *format,
                     ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *reason = arena_vprintf(resolver->arena, format, arguments);
	va_end(arguments);
	*list_append(resolver->arena, &resolver->view->reasons) = text_of(reason);
	if (resolver->view->status == 0) {
		resolver->view->status = status;
		resolver->view->reason = reason;
	}
	diag_add(resolver->report, rule(config_refused), span,
	         "%s does not start this (exit status %d): %s", status == 125 ? "keeprun" : "runsc",
	         status, reason);
}

bool resolver_has_whole_tree(const struct resolver *resolver)
{
	return resolver->view->reasons.count == resolver->reasons_before_mounts;
}

void resolver_note_made(struct resolver *resolver, struct span span, struct text path)
{
	struct tree_place place;
	if (path.length == 0 || !tree_walk(resolver->gofer, path, true, &place))
		return;
	struct text outer = resolver->gofer->mounts.items[place.mount].origin.path;
	if (!text_is(place.path, "/"))
		outer = path_join(resolver->arena, outer,
		                  (struct text){place.path.data + 1, place.path.length - 1});
	*list_append(resolver->arena, &resolver->view->made) = outer;
	diag_add(resolver->report, rule(config_host_write), span,
	         "%s does not exist, and runsc creates it in the outer container", path.data);
}
