#include "view/resolver.h"

#include <stdlib.h>

/* linux.devices: made by the sentry once everything is mounted (runsc/boot/vfs.go,
 * createDeviceFiles). */

/* ENTRY_ABSENT: there is no such type. */
static enum entry_kind kind_of(struct text type)
{
	if (text_is(type, "c") || text_is(type, "u"))
		return ENTRY_CHARACTER;
	if (text_is(type, "b"))
		return ENTRY_BLOCK;
	return text_is(type, "p") ? ENTRY_FIFO : ENTRY_ABSENT;
}

/* What is there already stays, and is no error. */
static void make_device(struct resolver *resolver, struct span span, struct text path,
                        struct entry entry)
{
	struct tree *tree = resolver->view->tree;
	struct tree_place place;
	struct text first;
	bool is_place = tree_walk(tree, path, true, &place);
	bool is_kernels = is_place && resolver_is_inside_kernel(tree, &place);
	if (is_place && !is_kernels && (place.is_unknown || place.entry.kind != ENTRY_ABSENT))
		return;
	if (is_place && !is_kernels && !tree->mounts.items[place.mount].is_readonly &&
	    tree_make_as(tree, path, entry, 0755, &first))
		return;
	resolver_refuse(resolver, span, 128, "the device %s cannot be made where it is to be",
	                path.data);
}

static void check_device(struct resolver *resolver, const struct json *device)
{
	struct span span = config_span(resolver->input->config, device);
	struct text path = json_text(json_get(device, "path")),
	            type = json_text(json_get(device, "type"));
	const struct json *mode = json_get(device, "fileMode");
	struct entry entry = {.kind = kind_of(type),
	                      .mode =
	                          mode ? (uint32_t)strtoul(mode->text.data, NULL, 10) & 0777 : 0};
	if (!mode && !behaves(resolver->input->release, device_mode_optional))
		resolver_refuse(
		    resolver, span, 128,
		    "the device %s has no fileMode, and the sentry of this release dies "
		    "of that",
		    path.data);
	else if (path.length == 0)
		resolver_refuse(resolver, span, 128, "a device has no path");
	else if (entry.kind == ENTRY_ABSENT)
		resolver_refuse(resolver, span, 128,
		                "the type \"%s\" of the device %s is none of b, c, p and u",
		                type.data, path.data);
	else
		make_device(
		    resolver, span,
		    config_clean(resolver->arena, path_join(resolver->arena, TEXT("/"), path)),
		    entry);
}

void resolver_make_devices(struct resolver *resolver)
{
	const struct json *devices =
	    json_get(json_get(resolver->config->value, "linux"), "devices");
	const struct json_member *device;
	if (!devices || !behaves(resolver->input->release, devices_made))
		return;
	for_each (device, &devices->members)
		check_device(resolver, device->value);
}
