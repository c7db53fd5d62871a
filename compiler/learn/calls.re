#include "learn/calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* I1128 14:18:13.974861    6432 strace.go:605] [   1:   1] python3 X write(0x3 /tmp/x, ...,
 * 0xbb8) = 3000 (0xbb8) (66.987us)
 * E is a call that begins, X one that ended. A program's name may hold blanks. Of a path nothing is
 * quoted: one with a comma or a parenthesis in it is read up to there. */

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;
	re2c:flags:tags = 1;

	address = "0x" [0-9a-f]+;
	path    = [^,)\x00]+;
	head    = [IDWE] [0-9]+ " " [0-9:.]+ " "+ [0-9]+ " strace.go:" [0-9]+ "] [" " "* [0-9]+ ":"
	          " "*;
*/

/* One call that ended. */
struct call {
	struct text name, directory, path; /* empty: none */
	uint64_t task;
	int64_t result;
	int error;
};

static struct text between(const unsigned char *start, const unsigned char *stop)
{
	return (struct text){(const char *)start, (size_t)(stop - start)};
}

static struct text behind(struct text line, const char *found, size_t length)
{
	return (struct text){found + length, line.length - (size_t)(found + length - line.data)};
}

/* The text behind the first " X ", the end of the program's name; false for a call that begins. */
static bool split_head(struct arena *arena, struct text line, struct call *call, struct text *rest)
{
	const unsigned char *cursor = (const unsigned char *)line.data,
	                    *limit = cursor + line.length, *marker, *start, *stop;
	/*!stags:re2c:head format = "const unsigned char *@@;\n"; */
	/*!local:re2c:head
		head @start [0-9]+ @stop "] " {
			const char *found = memmem(cursor, (size_t)(limit - cursor), " X ", 3);
			if (!found)
				return false;
			call->task = strtoull(
			    text_copy(arena, (const char *)start, (size_t)(stop - start)).data,
			    NULL, 10);
			*rest = behind(line, found, 3);
			return true;
		}
		$ { return false; }
		* { return false; }
	*/
}

/* "openat(AT_FDCWD /tmp, 0x7f.. /etc/x, ", "access(0x7f.. /etc/x, ", "write(0x3 /tmp/x, " */
static bool split_call(struct text rest, struct call *call)
{
	const unsigned char *cursor = (const unsigned char *)rest.data,
	                    *limit = cursor + rest.length, *marker, *name_end, *a, *b, *c, *d;
	/*!stags:re2c:call format = "const unsigned char *@@;\n"; */
	/*!local:re2c:call
		name = [a-z0-9_]+;

		name @name_end "(" ("AT_FDCWD" | address) " " @a path @b ", " address " " @c path @d
		    [,)] {
			call->name = between((const unsigned char *)rest.data, name_end);
			call->directory = between(a, b);
			call->path = between(c, d);
			return true;
		}
		name @name_end "(" address " " @c path @d [,)] {
			call->name = between((const unsigned char *)rest.data, name_end);
			call->path = between(c, d);
			return true;
		}
		name @name_end "(" {
			call->name = between((const unsigned char *)rest.data, name_end);
			return true;
		}
		$ { return false; }
		* { return false; }
	*/
}

/* The last place of a needle: what comes from the guest stands before it. */
static const char *last_of(struct text line, const char *needle)
{
	const char *found = NULL, *at = line.data, *limit = line.data + line.length;
	size_t length = strlen(needle);
	while ((at = memmem(at, (size_t)(limit - at), needle, length)))
		found = at++;
	return found;
}

/* ") = 3 (0x3) (12us)", ") = 0 (0x0) errno=2 (no such file or directory) (12us)" */
static bool split_result(struct arena *arena, struct text rest, struct call *call)
{
	const char *found = last_of(rest, ") = ");
	if (!found)
		return false;
	struct text tail = behind(rest, found, 4);
	const char *copy = text_copy(arena, tail.data, tail.length).data,
	           *error = strstr(copy, " errno=");
	call->result = strtoll(copy, NULL, 10);
	call->error = error ? (int)strtol(error + 7, NULL, 10) : 0;
	return true;
}

static struct touch *touch_of(struct calls *calls, struct text path)
{
	const size_t *number = index_find(&calls->paths, path);
	if (number)
		return &calls->touches.items[*number];
	path = text_copy(calls->arena, path.data, path.length);
	index_put(calls->arena, &calls->paths, path, calls->touches.count);
	struct touch *touch = list_append(calls->arena, &calls->touches);
	touch->path = path;
	return touch;
}

void calls_add_found(struct calls *calls, struct text path)
{
	touch_of(calls, path)->was_found = true;
}

static bool is_one_of(struct text name, const char *const *names)
{
	for (; *names; names++)
		if (text_is(name, *names))
			return true;
	return false;
}

/* Calls whose path is their first argument, behind a directory's descriptor for those with "at". */
static const char *const looks[] = {
    "access",     "chdir",    "execve",    "execveat", "faccessat", "faccessat2", "lstat",
    "newfstatat", "open",     "openat",    "openat2",  "readlink",  "readlinkat", "stat",
    "statfs",     "statx",    "truncate",  "utimensat", NULL};
static const char *const changes[] = {"creat",   "mkdir",  "mkdirat",  "mknod", "mknodat",
                                      "open",    "openat", "rmdir",    "unlink", "unlinkat",
                                      "symlink", "rename", "truncate", NULL};
static const char *const writes[] = {"write", "writev", "pwrite64", "pwritev", "pwritev2",
                                     "sendfile", "fallocate", NULL};
static const char *const opens[] = {"open",  "openat", "openat2",       "dup",  "dup2",
                                    "dup3",  "socket", "epoll_create1", "eventfd2", NULL};

/* "." and ".." are left to whoever asks: the guest's own directories. */
static struct text whole_path(struct calls *calls, const struct call *call)
{
	if (text_starts(call->path, "/"))
		return call->path;
	if (!text_starts(call->directory, "/"))
		return TEXT("");
	return text_format(calls->arena, "%.*s/%.*s", (int)call->directory.length,
	                   text_is(call->directory, "/") ? "" : call->directory.data,
	                   (int)call->path.length, call->path.data);
}

static void take_path(struct calls *calls, const struct call *call)
{
	struct text path = whole_path(calls, call);
	if (path.length == 0 || memmem(path.data, path.length, "/../", 4))
		return;
	struct touch *touch = touch_of(calls, path);
	touch->was_found |= call->error == 0;
	touch->was_missed |= call->error == ENOENT || call->error == ENOTDIR;
	touch->was_refused |= is_one_of(call->name, changes) &&
	                      (call->error == EROFS || call->error == EACCES);
}

/* "host:[3]" is a pipe or a terminal that the guest was started with. */
static void take_write(struct calls *calls, const struct call *call)
{
	if (call->error != 0 || call->result <= 0)
		return;
	if (text_starts(call->path, "/"))
		touch_of(calls, call->path)->written += (uint64_t)call->result;
	else if (text_starts(call->path, "host:"))
		calls->output += (uint64_t)call->result;
}

static void take_call(struct calls *calls, const struct call *call)
{
	calls->count++;
	if (is_one_of(call->name, writes))
		take_write(calls, call);
	else if (is_one_of(call->name, looks) || is_one_of(call->name, changes))
		take_path(calls, call);
	if (is_one_of(call->name, opens) && call->error == 0 && call->result >= 0 &&
	    (uint64_t)call->result + 1 > calls->descriptors)
		calls->descriptors = (uint64_t)call->result + 1;
}

void calls_read(struct calls *calls, struct text log)
{
	struct index tasks = {0};
	const char *at = log.data, *limit = log.data + log.length;
	while (at < limit) {
		const char *end = memchr(at, '\n', (size_t)(limit - at));
		struct arena *arena = arena_create();
		struct text rest, line = text_copy(arena, at, (size_t)((end ? end : limit) - at));
		struct call call = {0};
		if (split_head(arena, line, &call, &rest) && split_call(rest, &call) &&
		    split_result(arena, rest, &call)) {
			struct text task = text_format(calls->arena, "%llu",
			                               (unsigned long long)call.task);
			index_put(calls->arena, &tasks, task, 0);
			take_call(calls, &call);
		}
		arena_destroy(arena);
		at = end ? end + 1 : limit;
	}
	if (tasks.count > calls->tasks)
		calls->tasks = tasks.count;
}
