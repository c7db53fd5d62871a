#include "model/debian.h"

#include <string.h>

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;
	re2c:flags:tags = 1;

	end   = "\n";
	other = [^\n\x00];
	name  = [a-z0-9] [a-z0-9+.-]*;
*/

/* Bytes with a NUL behind the last one: re2c's sentinel. */
#define SCAN(bytes)                                                                                \
	const unsigned char *cursor = (const unsigned char *)(bytes).data,                         \
	                    *limit = cursor + (bytes).length, *marker, *start, *stop;              \
	(void)marker

static struct text between(const unsigned char *start, const unsigned char *stop)
{
	return (struct text){(const char *)start, (size_t)(stop - start)};
}

static struct text copied(struct arena *arena, const unsigned char *start,
                          const unsigned char *stop)
{
	return text_copy(arena, (const char *)start, (size_t)(stop - start));
}

bool script_read(struct arena *arena, struct text bytes, struct text *interpreter,
                 struct text *program)
{
	SCAN(bytes);
	const unsigned char *first, *last;
	*program = TEXT("");
	/*!stags:re2c:shebang format = "const unsigned char *@@;\n"; */
	/*!local:re2c:shebang
		blank = [ \t];
		word  = [^ \t\n\x00];

		"#!" blank* @start "/" word* "/env" @stop blank+ ("-S" blank+)?
		    @first [^-= \t\n\x00] word* @last (blank | end) {
			*interpreter = copied(arena, start, stop);
			*program = copied(arena, first, last);
			return true;
		}
		"#!" blank* @start "/" word* @stop (blank | end) {
			*interpreter = copied(arena, start, stop);
			return true;
		}
		$ { return false; }
		* { return false; }
	*/
}

static bool has_path(struct arena *arena, const struct index *paths, struct text path)
{
	return index_find(paths, path) ||
	       index_find(paths, text_format(arena, "/usr%.*s", (int)path.length, path.data));
}

bool package_owns(struct arena *arena, struct text list, const struct index *paths)
{
	SCAN(list);
	/*!stags:re2c:owns format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:owns
		@start "/" ("usr/" | "opt/") other* @stop end? {
			if (index_find(paths, between(start, stop)))
				return true;
			continue;
		}
		@start "/" other* @stop end? {
			if (has_path(arena, paths, between(start, stop)))
				return true;
			continue;
		}
		other* end { continue; }
		$ { return false; }
		* { continue; }
	*/
	}
}

void package_paths(struct arena *arena, struct text list, text_list *paths)
{
	SCAN(list);
	/*!stags:re2c:paths format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:paths
		@start "/" other+ @stop end? {
			*list_append(arena, paths) = copied(arena, start, stop);
			continue;
		}
		other* end { continue; }
		$ { return; }
		* { continue; }
	*/
	}
}

/* "libc6 (>= 2.34), python3 | python3-minimal:any" */
static void read_depends(struct arena *arena, struct text value, text_list *depends)
{
	SCAN(value);
	/*!stags:re2c:depends format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:depends
		[ ,]* @start name @stop [^,\n\x00]* {
			*list_append(arena, depends) = copied(arena, start, stop);
			continue;
		}
		$ { return; }
		* { continue; }
	*/
	}
}

void packages_find(struct arena *arena, struct text status, struct index *packages)
{
	SCAN(status);
	/*!stags:re2c:find format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:find
		"Package: " @start name @stop end {
			const unsigned char *first = (const unsigned char *)status.data;
			struct text package = copied(arena, start, stop);
			if (!index_find(packages, package))
				index_put(arena, packages, package,
				          (size_t)(start - first) - strlen("Package: "));
			continue;
		}
		other* end { continue; }
		$ { return; }
		* { continue; }
	*/
	}
}

void package_read(struct arena *arena, struct text status, struct text name,
                  text_list *depends, text_list *conffiles, bool *is_data)
{
	SCAN(status);
	bool is_ours = false, was_ours = false;
	/*!stags:re2c:status format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:status
		"Package:" " "* @start name @stop end {
			if (was_ours)
				return;
			is_ours = was_ours = text_equal(between(start, stop), name);
			continue;
		}
		"Architecture:" " "* "all" end {
			if (is_ours && is_data)
				*is_data = true;
			continue;
		}
		("Pre-")? "Depends:" @start other* @stop end {
			if (is_ours)
				read_depends(arena, copied(arena, start, stop), depends);
			continue;
		}
		" " @start "/" [^ \n\x00]+ @stop " " [0-9a-f]+ end {
			if (is_ours)
				*list_append(arena, conffiles) = copied(arena, start, stop);
			continue;
		}
		other* end { continue; }
		$ { return; }
		* { continue; }
	*/
	}
}

void loader_directories(struct arena *arena, struct text bytes, text_list *directories)
{
	SCAN(bytes);
	/*!stags:re2c:directories format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:directories
		[ \t]* @start "/" [^ \t#\n\x00]+ @stop other* end? {
			*list_append(arena, directories) = copied(arena, start, stop);
			continue;
		}
		other* end { continue; }
		$ { return; }
		* { continue; }
	*/
	}
}
