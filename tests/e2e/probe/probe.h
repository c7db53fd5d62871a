#pragma once

#include <stddef.h>

/* The answers: a line each, on stdout. */
const char *errno_word(void);
void answer(const char *task, const char *argument, const char *text);
/* Bytes as one word: what is not printable, and the backslash, as \xNN. */
void print_escaped(const char *bytes, size_t length);
/* success when returned is 0, else the errno */
void result(const char *task, const char *argument, const char *success, long returned);

#define TASK(name) void task_##name(const char *argument);
#include "tasks.def"
#undef TASK
