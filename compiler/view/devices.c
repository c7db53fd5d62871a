#include "view/resolver.h"

/* linux.devices: made by the sentry once everything is mounted (runsc/boot/vfs.go,
 * createDeviceFiles). */

static bool is_device_type(struct text type)
{
	return text_is(type, "b") || text_is(type, "c") || text_is(type, "u") || text_is(type, "p");
}

/* What is there already stays, and is no error. */
static void make_device(struct resolver *resolver, struct span span, struct text path)
{
	struct tree *tree = resolver->view->tree;
	struct tree_place place;
	struct text first;
	bool is_place = tree_walk(tree, path, true, &place);
	if (is_place && (place.is_unknown || place.entry.kind != ENTRY_ABSENT))
		return;
	if (is_place && !tree->mounts.items[place.mount].is_readonly &&
	    tree_make(tree, path, ENTRY_CHARACTER, &first))
		return;
	resolver_refuse(resolver, span, 128, "the device %s cannot be made where it is to be",
	                path.data);
}

/* "/char/10:200", where a device of that path gets its link; empty: it gets none that matters, as
 * below /dev, which is the sentry's own. A path that is not absolute counts from the guest's root
 * here as for the device (pkg/sentry/fsimpl/dev, createDeviceNumberSymlink). */
static struct text number_link(struct arena *arena, const struct json *device)
{
	const struct json *major = json_get(device, "major"), *minor = json_get(device, "minor");
	struct text type = json_text(json_get(device, "type")), none = TEXT("0");
	if (text_is(type, "p") || text_starts(json_text(json_get(device, "path")), "/"))
		return TEXT("");
	return text_format(arena, "/%s/%s:%s", text_is(type, "b") ? "block" : "char",
	                   (major ? major->text : none).data, (minor ? minor->text : none).data);
}

static void link_number(struct resolver *resolver, struct span span, const struct json *device)
{
	struct tree *tree = resolver->view->tree;
	struct text link = number_link(resolver->arena, device), first;
	struct tree_place place;
	if (link.length == 0)
		return;
	bool is_place = tree_walk(tree, link, false, &place);
	if (is_place && (place.is_unknown || place.entry.kind != ENTRY_ABSENT))
		return;
	if (is_place && !tree->mounts.items[place.mount].is_readonly &&
	    tree_make(tree, path_parent(resolver->arena, link), ENTRY_DIRECTORY, &first)) {
		tree_link(tree, link,
		          text_format(resolver->arena, "../%s",
		                      json_text(json_get(device, "path")).data));
		return;
	}
	resolver_refuse(resolver, span, 128, "the link %s to a device cannot be made", link.data);
}

static void place_device(struct resolver *resolver, struct span span, const struct json *device,
                         struct text path)
{
	make_device(resolver, span,
	            config_clean(resolver->arena, path_join(resolver->arena, TEXT("/"), path)));
	if (behaves(resolver->input->release, device_numbers_linked))
		link_number(resolver, span, device);
}

static void check_device(struct resolver *resolver, const struct json *device)
{
	struct span span = config_span(resolver->input->config, device);
	struct text path = json_text(json_get(device, "path")),
	            type = json_text(json_get(device, "type"));
	if (!json_get(device, "fileMode") &&
	    !behaves(resolver->input->release, device_mode_optional))
		resolver_refuse(
		    resolver, span, 128,
		    "the device %s has no fileMode, and the sentry of this release dies "
		    "of that",
		    path.data);
	else if (path.length == 0)
		resolver_refuse(resolver, span, 128, "a device has no path");
	else if (!is_device_type(type))
		resolver_refuse(resolver, span, 128,
		                "the type \"%s\" of the device %s is none of b, c, p and u",
		                type.data, path.data);
	else
		place_device(resolver, span, device, path);
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
