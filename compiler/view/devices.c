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

/* The gofer makes no device, and a FIFO is the sentry's own; over the gofer's files lies an overlay
 * where there is one. */
static bool takes(const struct resolver *resolver, const struct tree_place *place,
                  enum entry_kind kind)
{
	const struct tree_mount *mount = &resolver->view->tree->mounts.items[place->mount];
	bool has_overlay = place->mount == 0 ? launch_has_overlay(resolver->overlay2)
	                                     : text_starts(resolver->overlay2, "all:");
	if (mount->is_readonly)
		return false;
	return mount->backing != BACKING_BEHIND || has_overlay ||
	       (kind != ENTRY_CHARACTER && kind != ENTRY_BLOCK);
}

/* What is there already stays, and is no error. */
static bool make(struct resolver *resolver, struct text path, struct entry entry)
{
	struct tree *tree = resolver->view->tree;
	struct tree_place place;
	struct text first;
	if (!tree_walk(tree, path, true, &place) || resolver_is_inside_kernel(tree, &place))
		return false;
	if (place.is_unknown || place.entry.kind != ENTRY_ABSENT)
		return true;
	return takes(resolver, &place, entry.kind) && tree_make_as(tree, path, entry, 0755, &first);
}

/* pkg/sentry/fsimpl/dev/dev.go, createDeviceNumberSymlink: of a path that is not absolute the
 * link's directory is in the root; below /dev the guest has it beside the others. */
static bool link_number(struct resolver *resolver, const struct json *device, struct text path,
                        enum entry_kind kind)
{
	struct arena *arena = resolver->arena;
	const struct json *major = json_get(device, "major"), *minor = json_get(device, "minor");
	if (kind == ENTRY_FIFO || text_starts(path, "/") ||
	    !behaves(resolver->input->release, device_numbers_linked))
		return true;
	struct entry link = {
	    .kind = ENTRY_SYMLINK, .mode = 0777, .target = path_join(arena, TEXT(".."), path)};
	return make(resolver,
	            text_format(arena, "/%s/%s:%s", kind == ENTRY_BLOCK ? "block" : "char",
	                        major ? major->text.data : "0", minor ? minor->text.data : "0"),
	            link);
}

static void check_device(struct resolver *resolver, const struct json *device)
{
	struct span span = config_span(resolver->input->config, device);
	struct text path = json_text(json_get(device, "path")),
	            type = json_text(json_get(device, "type"));
	const struct json *mode = json_get(device, "fileMode");
	struct entry entry = {.kind = kind_of(type),
	                      .mode = mode ? (uint32_t)strtoul(mode->text.data, NULL, 10) & 0777
	                                   : 0666};
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
	else if (!make(resolver,
	               config_clean(resolver->arena, path_join(resolver->arena, TEXT("/"), path)),
	               entry))
		resolver_refuse(resolver, span, 128,
		                "the device %s cannot be made where it is to be", path.data);
	else if (!link_number(resolver, device, path, entry.kind))
		resolver_refuse(resolver, span, 128, "the link to the device %s cannot be made",
		                path.data);
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
