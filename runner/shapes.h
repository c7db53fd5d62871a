#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The shapes of schema/artifact.h, one claim each: does the whole of TEXT have it? */
bool is_sha256(const char *text);
bool is_path(const char *text);
bool is_word(const char *text);
bool is_number(const char *text);
bool is_range(const char *text);
bool is_offset(const char *text);
bool is_pattern(const char *text);
bool is_link(const char *text);
bool is_source(const char *text);

/* A flag of runsc: --name=value. */
bool is_flag(const char *text);

/* The value of what has the shape of a number or an offset, or of a range up to its colon. */
uint64_t number_value(const char *text);
