#pragma once

#include "base/text.h"

#include <stdint.h>

/* JSON that is written: the one file that includes jansson for output. Values are owned by the
 * collection they are put into; json_finish consumes the last. */
struct json_value;

struct json_value *json_make_object(void);
struct json_value *json_make_array(void);
struct json_value *json_make_string(struct text text); /* must be valid UTF-8 */
struct json_value *json_make_number(uint64_t number);
struct json_value *json_make_bool(bool value);
struct json_value *json_make_null(void);

void json_put(struct json_value *object, const char *key, struct json_value *value);
void json_put_string(struct json_value *object, const char *key, struct text text);
void json_push(struct json_value *array, struct json_value *value);

/* The object or array at key, and the object at the start of an array: made when it is missing.
 * Still owned by its collection. */
struct json_value *json_object_at(struct json_value *object, const char *key);
struct json_value *json_array_at(struct json_value *object, const char *key);
struct json_value *json_first_object(struct json_value *array);

/* Keys sorted by bytes, two blanks of indent, LF at the end: identical for identical input. Frees
 * the value. */
struct text json_finish(struct arena *arena, struct json_value *value);
/* The same on one line, without LF. */
struct text json_finish_compact(struct arena *arena, struct json_value *value);
