#include "lint/lint.h"

#include <string.h>

#define FORMAT_ROW(name)  {.word = #name, .write = format_##name},
#define FORMAT_NAME(name) #name,

static const struct {
	const char *word;
	write_format *write;
} formats[] = {FORMATS(FORMAT_ROW, FORMAT_ROW, FORMAT_ROW)};

const char *const lint_formats[] = {FORMATS(FORMAT_NAME, FORMAT_NAME, FORMAT_NAME) NULL};

bool lint_add_output(struct arena *arena, struct lint_options *options, const char *word)
{
	struct text name = {word, strcspn(word, "=")};
	const char *path = word[name.length] == '=' ? word + name.length + 1 : NULL;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (text_is(name, formats[i].word)) {
			*list_append(arena, &options->outputs) =
			    (struct lint_output){formats[i].word, formats[i].write, path};
			return true;
		}
	return false;
}

bool lint_severity(struct text word, enum severity *severity)
{
	for (*severity = SEVERITY_INFO; *severity <= SEVERITY_ERROR; (*severity)++)
		if (text_is(word, severity_name(*severity)))
			return true;
	return false;
}
