#include "view/resolver.h"

#include <stdlib.h>

/* linux.namespaces' user, which the gofer enters (runsc/container/container.go,
 * createGoferProcess). */

static const struct json *user_namespace(const struct json *linux_)
{
	const struct json *spaces = json_get(linux_, "namespaces");
	const struct json_member *space;
	if (spaces)
		for_each (space, &spaces->members)
			if (text_is(json_text(json_get(space->value, "type")), "user"))
				return space->value;
	return NULL;
}

static uint64_t number_of(const struct json *object, const char *name)
{
	const struct json *value = json_get(object, name);
	return value ? strtoull(value->text.data, NULL, 10) : 0;
}

/* The gofer becomes root in it. A rootless runsc stands in a user namespace of one user, so that no
 * other one can be mapped, nor twice. */
static bool maps_root(const struct resolver *resolver, const struct json *list)
{
	const struct json_member *map;
	bool has_root = false;
	if (!list || (resolver->input->is_rootless && list->members.count != 1))
		return false;
	for_each (map, &list->members) {
		uint64_t size = number_of(map->value, "size");
		has_root |= size > 0 && number_of(map->value, "containerID") == 0 &&
		            (!resolver->input->is_rootless ||
		             (size == 1 && number_of(map->value, "hostID") == 0));
	}
	return has_root;
}

static bool has_any(const struct json *list)
{
	return list && list->members.count > 0;
}

static void check_mappings_alone(struct resolver *resolver, const struct json *uids,
                                 const struct json *gids)
{
	struct span span = config_span(resolver->input->config, has_any(uids) ? uids : gids);
	if (!has_any(uids) && !has_any(gids))
		return;
	if (!behaves(resolver->input->release, mappings_ignored_alone))
		resolver_refuse(resolver, span, 128,
		                "mappings without a user namespace cannot be written, and this "
		                "release waits for it");
	else if (resolver->input->has_flags && launch_is_true(&resolver->launch, "directfs") &&
	         !text_is(launch_value(&resolver->launch, "network"), "host"))
		resolver_refuse(resolver, span, 128,
		                "with --directfs there are no mappings without a user namespace");
}

void resolver_check_user_namespace(struct resolver *resolver, const struct json *linux_)
{
	const struct json *space = user_namespace(linux_), *uids = json_get(linux_, "uidMappings"),
	                  *gids = json_get(linux_, "gidMappings");
	if (!space)
		check_mappings_alone(resolver, uids, gids);
	else if (json_text(json_get(space, "path")).length == 0 &&
	         (!maps_root(resolver, uids) || !maps_root(resolver, gids)))
		resolver_refuse(resolver, config_span(resolver->input->config, space), 128,
		                "a user namespace can only be entered with mappings of user and "
		                "group 0%s",
		                resolver->input->is_rootless ? ", and of nothing else" : "");
}
