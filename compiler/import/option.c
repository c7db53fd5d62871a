#include "import/import.h"

#include <string.h>

bool import_option(const struct import *import, const char *name, struct text *value)
{
	const struct text *word;
	size_t length = strlen(name);
	if (!import->is_ours)
		return false;
	for_each (word, &import->vector) {
		if (text_is(*word, "--"))
			return false;
		if (text_starts(*word, "--") && strncmp(word->data + 2, name, length) == 0 && word->data[2 + length] == '=') {
			*value = text_of(word->data + 3 + length);
			return true;
		}
	}
	return false;
}
