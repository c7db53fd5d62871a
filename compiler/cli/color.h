#pragma once

#include <stdbool.h>

/* Is fd a terminal that shows colours, and does nobody object (NO_COLOR, TERM=dumb)? */
bool color_is_wanted(int fd);
/* The argument of --color, for what goes to standard output; any other word is usage_error(). */
bool color_parse(const char *word);
