#include "base/scan.h"

#include "base/scan_refuse.h"
#include "base/yaml_scalar.h"

#include <limits.h>
#include <string.h>

/*!re2c
re2c:api = custom;
re2c:api:style = free-form;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYPEEK = "(cursor < text.length ? (unsigned char)text.data[cursor] : 0u)";
re2c:define:YYSKIP = "cursor++;";
re2c:define:YYBACKUP = "marker = cursor;";
re2c:define:YYRESTORE = "cursor = marker;";
re2c:yyfill:enable = 0;
*/

bool scan_name(struct arena *arena, struct text text, struct scan_fault *fault)
{
	enum { NAME_LENGTH = 64 }; /* HOST_NAME_MAX */
	size_t cursor = 0, marker = 0;
	(void)marker;
	/*!re2c
	[A-Za-z0-9_] [A-Za-z0-9_.-]* { goto done; }
	* { cursor = 0; goto done; }
	*/
done:
	if (text.length > NAME_LENGTH)
		return scan_refuse(arena, text, "a name of at most 64 characters", NULL, fault);
	if (cursor == 0 || cursor != text.length)
		return scan_refuse(
		    arena, text,
		    "a name of letters, digits, '_', '.' and '-', the first no '.' and no '-'",
		    NULL, fault);
	return true;
}

/* "$HOME" and "${HOME}" */
static const char *without_dollar(struct arena *arena, struct text text)
{
	size_t start = 1 + (text.data[1] == '{');
	return text_copy(arena, text.data + start, text.length - start - (start > 1)).data;
}

bool scan_env_name(struct arena *arena, struct text text, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *hint = NULL, *write = NULL;
	(void)marker;
	/*!re2c
	name = [A-Za-z_] [A-Za-z0-9_]*;

	name { if (cursor == text.length) return true; goto refuse; }
	"$" name | "${" name "}" {
		if (cursor == text.length)
			write = without_dollar(arena, text);
		goto refuse;
	}
	name "=" { hint = "the value comes after the colon: NAME: value"; goto refuse; }
	* { goto refuse; }
	*/
refuse:
	scan_refuse(
	    arena, text,
	    "the name of an environment variable: letters, digits and '_', the first no digit",
	    hint, fault);
	return write && scan_write(arena, fault, write, NULL);
}

bool scan_env_pattern(struct arena *arena, struct text text, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *hint = NULL;
	(void)marker;
	/*!re2c
	name "*"? { if (cursor == text.length) return true; goto refuse; }
	"*" {
		if (cursor == text.length)
			hint = "name the variables: '*' would pass every secret of the outer "
			       "environment";
		goto refuse;
	}
	name "=" { hint = "a value is set under env.set; env.pass holds names only"; goto refuse; }
	* { goto refuse; }
	*/
refuse:
	return scan_refuse(arena, text,
	                   "the name of an environment variable, or its beginning and '*' (LC_*)",
	                   hint, fault);
}

enum component { COMPONENT_END, COMPONENT_NAME, COMPONENT_EMPTY, COMPONENT_DOT, COMPONENT_DOT_DOT };

/* The component at *at, which follows a slash; moves *at past the next slash, or beyond the end. */
static enum component next_component(struct text text, size_t *at, struct text *name)
{
	size_t cursor = *at, marker = *at;
	if (*at > text.length)
		return COMPONENT_END;
	(void)marker;
	/*!re2c
	[^/\x00]+ { goto done; }
	* { cursor = *at; goto done; }
	*/
done:
	*name = (struct text){text.data + *at, cursor - *at};
	*at = cursor + 1;
	if (name->length == 0)
		return COMPONENT_EMPTY;
	return text_is(*name, ".")    ? COMPONENT_DOT
	       : text_is(*name, "..") ? COMPONENT_DOT_DOT
	                              : COMPONENT_NAME;
}

static const char path_wanted[] = "an absolute path";

/* What the path means when its "//", ".", ".." and last '/' are resolved as text. */
static const char *canonical(struct arena *arena, struct text text)
{
	char *path = arena_alloc(arena, text.length + 2);
	size_t length = 0, at = text.data[0] == '/';
	struct text name;
	for (enum component component;
	     (component = next_component(text, &at, &name)) != COMPONENT_END;) {
		if (component == COMPONENT_DOT_DOT && length > 0)
			while (path[--length] != '/')
				;
		if (component != COMPONENT_NAME)
			continue;
		path[length++] = '/';
		memcpy(path + length, name.data, name.length);
		length += name.length;
	}
	path[length] = '\0';
	return length > 0 ? path : "/";
}

/* is_sure: whatever links lead through the path, the canonical one leads to the same place. */
static bool refuse_path(struct arena *arena, struct text text, const char *wanted, bool is_sure,
                        struct scan_fault *fault)
{
	struct text path = text_of(canonical(arena, text));
	scan_refuse(arena, text, wanted, NULL, fault);
	return scan_path(arena, path, &(struct scan_fault){0}) &&
	       (is_sure ? scan_write : scan_choose)(arena, fault, yaml_scalar(arena, path).data,
	                                            NULL);
}

/* ".." leads elsewhere than it reads where a link stands before it. */
static bool has_parent(struct text text)
{
	size_t at = 1;
	struct text name;
	for (enum component component;
	     (component = next_component(text, &at, &name)) != COMPONENT_END;)
		if (component == COMPONENT_DOT_DOT)
			return true;
	return false;
}

static bool has_only_plain(struct text text)
{
	for (size_t at = 0; at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		if (character.class != CHARACTER_PLAIN)
			return false;
		at += character.length;
	}
	return true;
}

static bool refuse_relative(struct arena *arena, struct text text, struct scan_fault *fault)
{
	if (text.length == 0)
		return scan_refuse(arena, text, path_wanted, NULL, fault);
	if (text.data[0] == '~')
		return scan_refuse(arena, text, path_wanted,
		                   "write the whole path: a policy knows no home directory", fault);
	if (text.data[0] == '$')
		return scan_refuse(arena, text, path_wanted,
		                   "write the whole path: a policy has no variables", fault);
	if (text.data[0] == '.')
		return scan_refuse(arena, text, path_wanted,
		                   "write the whole path: a policy begins at /, wherever it lies",
		                   fault);
	if ((unsigned char)text.data[0] >= 0x80 || scan_is_null(text))
		return scan_refuse(arena, text, path_wanted, NULL, fault);
	return refuse_path(arena, text, path_wanted, false, fault);
}

bool scan_path(struct arena *arena, struct text text, struct scan_fault *fault)
{
	size_t at = 1;
	struct text name;
	if (!has_only_plain(text))
		return scan_refuse(arena, text,
		                   "a path without control, reordering or invalid characters", NULL,
		                   fault);
	if (!text_starts(text, "/"))
		return refuse_relative(arena, text, fault);
	if (text.length >= PATH_MAX)
		return scan_refuse(arena, text, "a path of at most 4095 bytes", NULL, fault);
	if (text.length == 1)
		return true;
	if (text.data[text.length - 1] == '/')
		return refuse_path(arena, text, "a path without '/' at its end",
		                   !has_parent(text), fault);
	for (enum component component;
	     (component = next_component(text, &at, &name)) != COMPONENT_END;) {
		if (component == COMPONENT_EMPTY)
			return refuse_path(arena, text, "a path without '//'",
			                   !has_parent(text), fault);
		if (component != COMPONENT_NAME)
			return refuse_path(arena, text, "a path without '.' and '..'",
			                   !has_parent(text), fault);
		if (name.length > NAME_MAX)
			return scan_refuse(arena, text,
			                   "a path whose components have at most 255 bytes", NULL,
			                   fault);
	}
	return true;
}
