#pragma once

#include "base/diag.h"
#include "view/go_decode.h"

#include <stdint.h>

/* config.json as runsc holds it after decoding. */
struct config_mount {
	int index;
	struct text written;     /* destination as spelt */
	struct text destination; /* cleaned */
	struct text type, source;
	LIST(struct text) options;
	struct span span;
	bool is_bind;
};

struct config {
	struct json *value;
	struct text root_path;
	bool is_readonly;
	struct text cwd;
	uint64_t uid;
	LIST(struct config_mount) mounts;
};

struct config *config_build(struct arena *arena, const struct source *source, struct json *value);
bool config_has_option(const struct config_mount *mount, const char *option);
/* Go's path/filepath.Clean. */
struct text config_clean(struct arena *arena, struct text path);
/* Span of a decoded value. */
struct span config_span(const struct source *source, const struct json *value);
