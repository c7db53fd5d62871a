#pragma once

/* The names of capabilities(7), Linux 6.12, in their order; ends with NULL. */
extern const char *const capability_names[];
