/* Whether the world is still the one that the policy was compiled for. Three questions, each of the rows in argv:
 *  - is what the policy shows and masks still there, as a directory or a file and not behind a symlink?
 *  - does a mount show in the guest that the policy does not expect, or does one lie over what the policy shows?
 *  - layout mask: does a directory entry show that the policy does not know? Layouts bind and split show only what they name.
 * And one of ourselves: would the guest see what starts it? */
#include "capabilities.h"
#include "mounts.h"
#include "path.h"
#include "proc.h"
#include "room.h"
#include "shapes.h"
#include "sight.h"
#include "since.h"
#include "steps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each line of mountinfo costs the kernel half as much again, for fields that are of no use here. */
static const char mounts[] = "/proc/self/mounts";

enum { MOUNTS_MAX = 4 * 1024 * 1024, MOUNTS_PASSES = 16 };

static enum fault check_shown(struct start *start, struct values values)
{
	for (size_t i = 0; i < values.count; i++) {
		struct stat stat;

		if (stat_without_symlinks(values.items[i], &stat) < 0)
			return fault_errno(&start->note, FAULT_keep_missing, values.items[i]);
		if (!S_ISDIR(stat.st_mode) && !S_ISREG(stat.st_mode))
			return fault_at(&start->note, FAULT_keep_kind, values.items[i]);
	}
	return FAULT_none;
}

/* runsc mounts something empty of the same kind on each, and says no more than EOF where that does not fit; on a FIFO it waits for ever. */
static enum fault check_masked(struct start *start, struct values values, bool is_directory)
{
	for (size_t i = 0; i < values.count; i++) {
		struct stat stat;

		if (stat_without_symlinks(values.items[i], &stat) < 0)
			return fault_errno(&start->note, FAULT_mask_missing, values.items[i]);
		if (S_ISDIR(stat.st_mode) != is_directory || S_ISFIFO(stat.st_mode) || S_ISSOCK(stat.st_mode))
			return fault_at(&start->note, FAULT_mask_kind, values.items[i]);
	}
	return FAULT_none;
}

/* Where this program lies. The kernel hands down the path that was executed; it is asked for the real one only when that one leads over a symlink. */
static const char *find_executable(void)
{
	const char *const executed = (const char *)getauxval(AT_EXECFN); /* NOLINT(performance-no-int-to-ptr): the kernel gives it as a number */
	struct stat stat;
	char *link;

	if (executed != NULL && is_path(executed) && stat_without_symlinks(executed, &stat) == 0)
		return executed;
	link = room_take(PATH_MAX);
	return link != NULL && proc_link("exe", link, PATH_MAX) >= 0 ? link : NULL;
}

/* A row may name an artifact itself, and not DIR. */
static enum fault check_own(struct start *start)
{
	const char *const executable = find_executable();
	const size_t length = strcmp(start->bundle_path, "/") == 0 ? 0 : strlen(start->bundle_path);
	const char *const argv = room_join(start->bundle_path, length, "/" ARTIFACT_ARGV, "");
	const char *const config = room_join(start->bundle_path, length, "/" ARTIFACT_CONFIG, "");
	const char *const paths[] = {
	    executable, start->bundle_path, argv, config, start->options.state, value_of(start->options.runsc), value_of(start->options.sidecars)};

	if (executable == NULL)
		return fault_errno(&start->note, FAULT_proc_fake, "/proc/self/exe");
	if (argv == NULL || config == NULL)
		return fault_at(&start->note, FAULT_bundle_path, start->bundle_path);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (paths[i] != NULL && is_seen(&start->options, paths[i]))
			return fault_at(&start->note, FAULT_self_visible, paths[i]);
	return FAULT_none;
}

/* A mask inside a mask has no mount point: the outermost one does for all below it. */
static void drop_covered(struct drift *drift, const char *path)
{
	size_t kept = 0;

	for (size_t i = 0; i < drift->count; i++)
		if (!is_at_or_below(drift->masks[i].path, path))
			drift->masks[kept++] = drift->masks[i];
	drift->count = kept;
}

static enum fault add_mask(struct start *start, enum fault found, const char *path, bool is_directory)
{
	struct drift *const drift = &start->drift;
	char *copy;

	for (size_t i = 0; i < drift->count; i++)
		if (is_at_or_below(path, drift->masks[i].path))
			return FAULT_none;
	drop_covered(drift, path);
	if (drift->masks == NULL)
		drift->masks = room_take(DRIFT_MAX * sizeof *drift->masks);
	copy = room_join(path, strlen(path), "", "");
	if (drift->count == DRIFT_MAX || drift->masks == NULL || copy == NULL)
		return fault_at(&start->note, FAULT_drift_many, path);
	drift->masks[drift->count++] = (struct drift_mask){copy, is_directory};
	fault_notice("masked", found, path);
	return FAULT_none;
}

/* runsc opens the file on which it mounts: it would wait on a FIFO for ever, and what cannot be opened ends it with no more than EOF. Kernels before 5.8 do not
 * say what this uid may read. */
static bool is_mount_point(const char *path, const struct stat *stat)
{
	if (S_ISDIR(stat->st_mode))
		return true;
	return !S_ISFIFO(stat->st_mode) && !S_ISSOCK(stat->st_mode) && (syscall(SYS_faccessat2, AT_FDCWD, path, R_OK, AT_EACCESS) == 0 || errno != EACCES);
}

/* The policy's word on drift. A mask goes onto the outer path, so it serves only where the guest knows that by the same name. */
static enum fault meet(struct start *start, enum fault found, const char *path, bool is_maskable)
{
	struct stat stat;

	if (value_is(start->options.drift, "warn")) {
		fault_notice("warning", found, path);
		return FAULT_none;
	}
	if (!value_is(start->options.drift, "mask") || !is_maskable)
		return fault_at(&start->note, found, path);
	if (stat_without_symlinks(path, &stat) < 0) {
		/* Another mount lies over it, which is met on its own. */
		if (errno == ENOENT || errno == ENOTDIR)
			return FAULT_none;
		return fault_errno(&start->note, found, path);
	}
	return is_mount_point(path, &stat) ? add_mask(start, found, path, S_ISDIR(stat.st_mode)) : fault_at(&start->note, found, path);
}

/* Nothing can reach a mount any more whose mount point was removed. */
static bool is_deleted(const char *point)
{
	static const char mark[] = "//deleted";
	const size_t length = strlen(point);

	return length >= strlen(mark) && strcmp(point + length - strlen(mark), mark) == 0;
}

/* On or below what runsc takes from the bundle by name: the stub is the guest's root, and the empty file and directory are its masks. The artifacts themselves
 * were told by their digests. */
static bool is_shown_from_bundle(const struct start *start, const char *point)
{
	static const char *const names[] = {ARTIFACT_STUB, ARTIFACT_EMPTY_FILE, ARTIFACT_EMPTY_DIR};
	const size_t length = strcmp(start->bundle_path, "/") == 0 ? 0 : strlen(start->bundle_path);

	if (strncmp(point, start->bundle_path, length) != 0 || point[length] != '/')
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_at_or_below(point + length + 1, names[i]))
			return true;
	return false;
}

static enum fault check_mount(struct start *start, const char *point)
{
	const struct options *const options = &start->options;
	const enum sight sight = sight_of(options, point);
	const struct values *const shown = sight == SIGHT_visible ? &options->visible : &options->source;

	if (strcmp(point, "/") == 0 || is_deleted(point) || is_expected(options, point))
		return FAULT_none;
	if (is_shown_from_bundle(start, point))
		return meet(start, FAULT_drift_mount, point, false);
	if (is_above_visible(options, point))
		return meet(start, FAULT_drift_over, point, false);
	if (sight != SIGHT_visible && sight != SIGHT_source)
		return FAULT_none;
	for (size_t i = 0; i < shown->count; i++)
		if (strcmp(shown->items[i], point) == 0)
			return sight == SIGHT_source ? FAULT_none : meet(start, FAULT_drift_over, point, false);
	return meet(start, FAULT_drift_mount, point, sight == SIGHT_visible && !value_is(options->layout, "split"));
}

/* The kernel counts the changes of each mount namespace and tells whoever polls (proc_pid_mounts(5)): no change since the last look means that a second pass
 * would read the very same. */
static bool has_changed(int fd)
{
	struct pollfd polled = {.fd = fd, .events = POLLPRI};

	return poll(&polled, 1, 0) != 0;
}

/* The kernel may skip entries of a list that changes while it is read, so it is read until two passes would agree. */
static enum fault agree(struct start *start, int fd, char **text, const char **end)
{
	char *const buffer = room_rest(MOUNTS_MAX);

	if (buffer == NULL)
		return fault_at(&start->note, FAULT_mounts_unreadable, mounts);
	for (unsigned int pass = 0; pass < MOUNTS_PASSES; pass++) {
		const ssize_t length = proc_pass(fd, buffer, MOUNTS_MAX - 1);

		if (length < 0)
			return fault_errno(&start->note, FAULT_mounts_unreadable, mounts);
		buffer[length] = '\0';
		*text = buffer;
		*end = buffer + length;
		if (!has_changed(fd) && room_take((size_t)length + 1) != NULL)
			return FAULT_none;
	}
	return fault_at(&start->note, FAULT_mounts_unsteady, mounts);
}

static enum fault read_mounts(struct start *start, char **text, const char **end)
{
	const int fd = proc_open("mounts");
	enum fault fault;

	if (fd < 0)
		return fault_errno(&start->note, errno == EXDEV ? FAULT_proc_fake : FAULT_mounts_unreadable, mounts);
	fault = agree(start, fd, text, end);
	close(fd);
	return fault;
}

/* Not drift, but here is where the mounts are known: such a release would say no more than EOF. */
static bool needs_open_proc(const struct start *start)
{
	const char *const release = value_of(start->options.release);
	struct capabilities capabilities;

	return release != NULL && !RELEASE_starts_nested(number_value(release)) && capabilities_read(&capabilities) && !capabilities_are_rootful(&capabilities);
}

/* binfmt_misc lies on a directory that the kernel made for that: it hides nothing. */
static bool hides_proc(const char *point)
{
	return strncmp(point, "/proc/", strlen("/proc/")) == 0 && strcmp(point, "/proc/sys/fs/binfmt_misc") != 0;
}

static enum fault check_mounts(struct start *start)
{
	const bool is_proc_needed = needs_open_proc(start);
	char *next = NULL;
	const char *end = NULL;
	enum fault fault = read_mounts(start, &next, &end);

	if (fault == FAULT_none && next == end)
		return fault_at(&start->note, FAULT_mounts_unreadable, "no mounts");
	while (fault == FAULT_none && next < end) {
		const char *const point = mounts_scan(&next);

		if (point == NULL)
			return fault_at(&start->note, FAULT_mounts_unreadable, "a line of /proc/self/mounts");
		if (is_proc_needed && hides_proc(point))
			return fault_at(&start->note, FAULT_proc_masked, point);
		fault = check_mount(start, point);
	}
	return fault;
}

static enum fault check_directory(struct start *start, char *path, size_t length);

/* A symlink shows no more than its name: what it points to is judged where that lies. */
static enum fault check_entry(struct start *start, int directory, char *path, size_t length, const struct dirent *entry)
{
	const size_t size = strlen(entry->d_name) + 1;
	struct stat stat;

	if (length + 1 + size > PATH_MAX)
		return fault_at(&start->note, FAULT_drift_list, "path too long");
	path[length] = '/';
	memcpy(path + length + 1, entry->d_name, size);
	if (sight_of(&start->options, path) != SIGHT_unlisted)
		return FAULT_none;
	if (fstatat(directory, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? FAULT_none : fault_errno(&start->note, FAULT_drift_list, path);
	if (S_ISLNK(stat.st_mode))
		return FAULT_none;
	if (S_ISDIR(stat.st_mode) && leads_to_row(&start->options, path))
		return check_directory(start, path, length + size);
	return meet(start, FAULT_drift_entry, path, true);
}

/* PATH holds LENGTH bytes of a directory's name and room for PATH_MAX; for / it is empty. */
static enum fault check_directory(struct start *start, char *path, size_t length)
{
	_Alignas(struct dirent) char buffer[4096];
	enum fault fault = FAULT_none;
	int directory;
	int size = 0;

	path[length] = '\0';
	directory = open_without_symlinks(AT_FDCWD, length == 0 ? "/" : path, O_RDONLY | O_DIRECTORY);
	if (directory < 0)
		return fault_errno(&start->note, FAULT_drift_list, length == 0 ? "/" : path);
	/* The end has to be said twice, as in proc_pass. */
	for (unsigned int ends = 0; fault == FAULT_none && size >= 0 && ends < 2;) {
		size = getdents(directory, (void *)buffer, sizeof buffer);
		ends = size == 0 ? ends + 1 : 0;
		for (int at = 0; fault == FAULT_none && at < size;) {
			const struct dirent *const entry = (const void *)(buffer + at);

			if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
				fault = check_entry(start, directory, path, length, entry);
			at += entry->d_reclen;
		}
	}
	if (fault == FAULT_none && size < 0)
		fault = fault_errno(&start->note, FAULT_drift_list, "getdents");
	close(directory);
	return fault;
}

static enum fault check_entries(struct start *start)
{
	char *path;

	if (!value_is(start->options.layout, "mask") || sight_of(&start->options, "/") != SIGHT_unlisted)
		return FAULT_none;
	path = room_take(PATH_MAX);
	return path != NULL ? check_directory(start, path, 0) : fault_at(&start->note, FAULT_drift_list, "/");
}

enum fault check_drift(struct start *start)
{
	enum fault fault = check_own(start);

	if (fault == FAULT_none)
		fault = check_shown(start, start->options.visible);
	if (fault == FAULT_none)
		fault = check_shown(start, start->options.source);
	if (fault == FAULT_none)
		fault = check_masked(start, start->options.hidden, true);
	if (fault == FAULT_none)
		fault = check_masked(start, start->options.hidden_file, false);
	if (fault == FAULT_none)
		fault = check_mounts(start);
	if (fault == FAULT_none)
		fault = check_entries(start);
	return fault;
}
