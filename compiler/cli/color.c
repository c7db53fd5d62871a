#include "cli/color.h"

#include "base/fatal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool color_is_wanted(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
	return isatty(fd) && !(no_color && no_color[0] != '\0') && terminal &&
	       strcmp(terminal, "dumb") != 0;
}

bool color_parse(const char *word)
{
	if (strcmp(word, "always") == 0)
		return true;
	if (strcmp(word, "never") != 0 && strcmp(word, "auto") != 0)
		usage_error("--color takes auto, always or never");
	return strcmp(word, "auto") == 0 && color_is_wanted(STDOUT_FILENO);
}
