#pragma once

#include "base/text.h"

/* Runs git with these words, NULL at the end, and takes what it prints; false when it fails. No
 * monitor, hook or pager of the repository's configuration is started. */
bool git_try(struct arena *arena, struct text *output, const char *const *words);
/* The same; a failure is fatal(), with what was asked for. */
struct text git_ask(struct arena *arena, const char *subject, const char *const *words);
/* The first bytes of a blob, INPUT_MAX at most: more is no policy. */
bool git_blob(struct arena *arena, const char *object, struct text *bytes);
/* Takes the next item up to a NUL from text; false at the end. */
bool git_next(struct text *rest, struct text *item);
