#pragma once

#include "base/diag.h"
#include "view/json.h"

/* What Go's encoding/json makes of a document when it decodes into the structs of
 * opencontainers/runtime-spec (specs-go/config.go), which is how runsc reads config.json: keys
 * match ignoring case (with the two folds beyond ASCII), later members win or merge, null resets,
 * unknown keys fall away. The result is a tree in the struct's own spelling without duplicates. */
enum go_kind { GO_STRING, GO_BOOL, GO_INT64, GO_UINT32, GO_UINT64, GO_MAP, GO_ANY, GO_STRUCT };

struct go_field {
	const char *name;
	enum go_kind kind;
	bool is_list, is_pointer;
	const struct go_field *type; /* of GO_STRUCT; ends with name NULL */
};

extern const struct go_field go_spec[];

/* A value of another type than its field. */
struct go_error {
	struct text message;
	struct span span;
};

struct go_decoded {
	struct json *value;
	LIST(struct go_error) errors; /* runsc refuses to start over the first */
	bool has_unknown_key;
};

/* Findings about keys that do not mean what they seem to mean are added to the report. */
struct go_decoded go_decode(struct report *report, const struct source *source,
                            struct json *document);

/* Member of a decoded object, NULL when absent (or json is NULL). */
struct json *json_get(const struct json *json, const char *name);
/* The empty text and false for what is absent. */
struct text json_text(const struct json *json);
bool json_is_true(const struct json *json);
