#include "model/builtins.h"

const struct builtin *builtin_find(struct text name)
{
	for (size_t i = 0; i < builtin_count; i++)
		if (text_is(name, builtins[i].name))
			return &builtins[i];
	return NULL;
}

const char *const *builtin_names(struct arena *arena)
{
	const char **names = arena_alloc(arena, (builtin_count + 1) * sizeof *names);
	for (size_t i = 0; i < builtin_count; i++)
		names[i] = builtins[i].name;
	return names;
}
