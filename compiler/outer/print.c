#include "base/json_write.h"
#include "base/scan.h"
#include "outer/outer.h"

#include <stdio.h>
#include <string.h>

#define CONTAINER  "spec.containers[0]."
#define SECURITY   CONTAINER "securityContext."
#define STATE_SIZE "16m"

const struct engine_row engines[ENGINE_COUNT] = {
#define ENGINE(id, name, document, head, marks, doubled, doc)                                      \
	[ENGINE_##id] = {name, head, marks, doubled, document},
#include "outer/engines.def"
#undef ENGINE
};

/* An engine more is an argument more of WAY, and no row compiles without it. */
_Static_assert(ENGINE_COUNT == 5, "every row of ways.def says how the new engine is told");

/* Literals are joined on purpose: a prefix and a field of the pod.
 * NOLINTBEGIN(bugprone-suspicious-missing-comma) */
static const struct row {
	enum setting setting;
	const char *ways[ENGINE_COUNT];
} rows[] = {
#define WAY(id, podman, docker, quadlet, compose, kubernetes)                                      \
	{.setting = SETTING_##id,                                                                  \
	 .ways[ENGINE_PODMAN] = (podman),                                                          \
	 .ways[ENGINE_DOCKER] = (docker),                                                          \
	 .ways[ENGINE_QUADLET] = (quadlet),                                                        \
	 .ways[ENGINE_COMPOSE] = (compose),                                                        \
	 .ways[ENGINE_KUBERNETES] = (kubernetes)},
#include "outer/ways.def"
#undef WAY
};
/* NOLINTEND(bugprone-suspicious-missing-comma) */

/* value in place of the %s of way. */
static struct text filled(struct outer *outer, const char *way, struct text value)
{
	const char *gap = strstr(way, "%s");
	if (!gap)
		return text_of(way);
	char *escaped = arena_alloc(outer->arena, 2 * value.length + 1), *end = escaped;
	for (size_t i = 0; i < value.length; i++) {
		*end++ = value.data[i];
		if (value.data[i] == engines[outer->engine].doubled)
			*end++ = value.data[i];
	}
	*end = '\0';
	return text_format(outer->arena, "%.*s%s%s", (int)(gap - way), way, escaped, gap + 2);
}

static struct json_value *typed(struct outer *outer, char type, const char *value)
{
	uint64_t number;
	struct scan_fault fault;
	if (type == '?')
		return json_make_bool(strcmp(value, "true") == 0);
	if (type == '#' && scan_number(outer->arena, text_of(value), &number, &fault))
		return json_make_number(number);
	return json_make_string(text_of(value));
}

/* PLACE=VALUE, from this object on. */
static void put(struct outer *outer, struct json_value *object, const char *assignment)
{
	for (;;) {
		size_t length = strcspn(assignment, ".[#?=");
		const char *key = text_copy(outer->arena, assignment, length).data,
		           *rest = assignment + length;
		if (strncmp(rest, "[]=", 3) == 0) {
			json_push(json_array_at(object, key), json_make_string(text_of(rest + 3)));
			return;
		}
		if (*rest == '#' || *rest == '?' || *rest == '=') {
			json_put(object, key, typed(outer, *rest, strchr(rest, '=') + 1));
			return;
		}
		object = *rest == '[' ? json_first_object(json_array_at(object, key))
		                      : json_object_at(object, key);
		assignment = rest + strcspn(rest, ".") + 1;
	}
}

static void print_document(struct outer *outer, struct json_value *document)
{
	if (outer->engine == ENGINE_COMPOSE) {
		struct json_value *services = json_make_object(), *top = json_make_object();
		json_put(services, outer->policy->name.value.data, document);
		json_put(top, "services", services);
		document = top;
	}
	fputs(json_finish(outer->arena, document).data, stdout);
}

void print_outer(struct outer *outer)
{
	bool is_document = engines[outer->engine].is_document;
	struct json_value *document = is_document ? json_make_object() : NULL;
	if (engines[outer->engine].head)
		puts(engines[outer->engine].head);
	for (const struct row *row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		const char *way = row->ways[outer->engine];
		const struct text *value;
		if (!way)
			continue;
		for_each (value, &outer->values[row->setting]) {
			struct text line = filled(outer, way, *value);
			if (is_document)
				put(outer, document, line.data);
			else
				puts(line.data);
		}
	}
	if (is_document)
		print_document(outer, document);
}
