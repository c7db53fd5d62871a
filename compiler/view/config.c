#include "view/config.h"

#include <stdlib.h>

struct span config_span(const struct source *source, const struct json *value)
{
	return value ? (struct span){source, value->start, value->end}
	             : (struct span){source, 0, 0};
}

struct text config_clean(struct arena *arena, struct text path)
{
	char *out = arena_alloc(arena, path.length + 2);
	bool is_rooted = text_starts(path, "/");
	size_t length = 0, at = 0, floor = 0;
	if (is_rooted)
		out[length++] = '/';
	floor = length;
	while (at < path.length) {
		size_t end = at;
		while (end < path.length && path.data[end] != '/')
			end++;
		struct text name = {path.data + at, end - at};
		at = end + 1;
		if (name.length == 0 || text_is(name, "."))
			continue;
		if (text_is(name, "..") && length > floor) {
			while (length > floor && out[--length] != '/')
				;
			continue;
		}
		if (text_is(name, "..") && is_rooted)
			continue;
		if (length > 0 && out[length - 1] != '/')
			out[length++] = '/';
		for (size_t i = 0; i < name.length; i++)
			out[length++] = name.data[i];
		if (text_is(name, ".."))
			floor = length;
	}
	if (length == 0)
		out[length++] = '.';
	out[length] = '\0';
	return (struct text){out, length};
}

bool config_has_option(const struct config_mount *mount, const char *option)
{
	const struct text *item;
	for_each (item, &mount->options)
		if (text_is(*item, option))
			return true;
	return false;
}

static void build_mount(struct arena *arena, const struct source *source, struct config *config,
                        const struct json *value)
{
	struct config_mount *mount = list_append(arena, &config->mounts);
	const struct json *options = json_get(value, "options");
	const struct json_member *option;
	mount->index = (int)config->mounts.count - 1;
	mount->written = json_text(json_get(value, "destination"));
	mount->destination = config_clean(arena, mount->written);
	mount->type = json_text(json_get(value, "type"));
	mount->source = json_text(json_get(value, "source"));
	mount->span = config_span(source, value);
	if (options)
		for_each (option, &options->members)
			*list_append(arena, &mount->options) = json_text(option->value);
	mount->is_bind = text_is(mount->type, "bind") || config_has_option(mount, "bind") ||
	                 config_has_option(mount, "rbind");
}

struct config *config_build(struct arena *arena, const struct source *source, struct json *value)
{
	struct config *config = arena_alloc(arena, sizeof *config);
	const struct json *root = json_get(value, "root"), *process = json_get(value, "process"),
	                  *mounts = json_get(value, "mounts");
	const struct json *uid = json_get(json_get(process, "user"), "uid");
	const struct json_member *mount;
	config->value = value;
	config->root_path = json_text(json_get(root, "path"));
	config->is_readonly = json_is_true(json_get(root, "readonly"));
	config->cwd = json_text(json_get(process, "cwd"));
	config->uid = uid ? strtoull(uid->text.data, NULL, 10) : 0;
	if (mounts)
		for_each (mount, &mounts->members)
			build_mount(arena, source, config, mount->value);
	return config;
}
