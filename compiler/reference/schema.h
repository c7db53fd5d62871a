#pragma once

#include "model/keys.h"

/* What is printed on stdout from the tables of the policy language: nothing here knows a key by its
 * name, but where the language itself has an exception. */
void schema_json(struct arena *arena);        /* JSON Schema, draft-07 */
void schema_page(struct arena *arena);        /* the reference, Markdown */
void schema_completions(struct arena *arena); /* one row a line, columns by tabs, with a heading */
void schema_argv(struct arena *arena);        /* the format of the argv file, Markdown */
