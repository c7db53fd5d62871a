#include "base/fatal.h"
#include "base/input.h"
#include "check/program.h"
#include "cli/commands.h"
#include "emit/statement.h"
#include "learn/lessons.h"
#include "model/rootfs_follow.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define LOG_MAX  ((size_t)1024 * 1024 * 1024)
#define HEAD_MAX ((size_t)4096)
/* Scripts that are interpreters of scripts: execve(2). */
#define SCRIPTS_MAX 4

struct options {
	const char *policy;
	struct load_options load;
	char **logs;
	bool writes;
};

enum { OPTION_WRITE = LOAD_OPTION_END };

const struct usage usage_learn = {
    "learn", "POLICY LOG...",
    "keepc try python.sandbox.yaml --learn logs < program.py\n"
    "keepc learn python.sandbox.yaml logs\n"
    "keepc learn python.sandbox.yaml logs --write > better.sandbox.yaml\n",
    "Says what a policy could learn from what a guest did: what it looked for in vain, what is "
    "kept "
    "and was not touched, what was written, how much of the limits was used. LOG is a file of "
    "runsc's log of system calls, or a directory with such files, from keepc try --learn or from "
    "artifacts of keepc compile --learn. A log is the guest's own word: read what you add.",
    (const struct option_row[]){
        {LOAD_ROOTFS, "rootfs", "DIR|FILE",
         "what there is outside, where it is not this machine's /"},
        {OPTION_WRITE, "write", NULL, "print the policy that follows from it, on stdout"},
        {LOAD_ROW_STDIN_FILENAME},
        {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_learn, argc, argv)) != OPTION_END;) {
		if (option == OPTION_WRITE)
			options->writes = true;
		else
			load_take_option(&options->load, option, optarg);
	}
	if (argc - optind < 2)
		usage_error("learn wants a policy, and a log or more");
	options->policy = argv[optind];
	options->logs = argv + optind + 1;
}

static void read_log(struct calls *calls, const char *path)
{
	struct arena *arena = arena_create();
	struct text bytes;
	if (!input_file(arena, path, LOG_MAX, &bytes))
		fatal("cannot read %s:", path);
	calls_read(calls, bytes);
	arena_destroy(arena);
}

/* Directories as try --learn leaves them: DIR/ID/log/FILE. */
static void read_logs(struct calls *calls, const char *path)
{
	struct dirent **entries;
	struct stat status;
	if (stat(path, &status) != 0)
		fatal("cannot read %s:", path);
	if (!S_ISDIR(status.st_mode)) {
		read_log(calls, path);
		return;
	}
	int count = scandir(path, &entries, NULL, alphasort);
	if (count < 0)
		fatal("cannot read %s:", path);
	for (int i = 0; i < count; i++)
		if (entries[i]->d_name[0] != '.')
			read_logs(calls,
			          arena_printf(calls->arena, "%s/%s", path, entries[i]->d_name));
}

/* The command, an interpreter, the loader: no call of the guest's opens them. */
static void add_program(struct calls *calls, const struct loaded *loaded, struct text path,
                        unsigned int depth)
{
	struct text resolved, head, next;
	calls_add_found(calls, path);
	if (!rootfs_follow(calls->arena, loaded->rootfs, path, NULL, &resolved) ||
	    !rootfs_read(loaded->rootfs, resolved, HEAD_MAX, &head))
		return;
	if (depth < SCRIPTS_MAX && program_interpreter(calls->arena, head, &next))
		add_program(calls, loaded, next, depth + 1);
	else if (program_loader(calls->arena, head, &next))
		calls_add_found(calls, next);
}

static void print_policy(struct arena *arena, const struct policy *policy)
{
	struct text page = statement_yaml(arena, statement_of(arena, policy));
	fwrite(page.data, 1, page.length, stdout);
}

int run_learn(int argc, char **argv)
{
	struct options options = {.load = {.rootfs = "/"}};
	parse_options(argc, argv, &options);
	struct arena *arena = arena_create();
	struct report checks = {.arena = arena}, report = {.arena = arena};
	struct loaded loaded = load_policy(arena, &checks, options.policy, &options.load);
	if (!loaded.policy || loaded.policy->is_broken)
		return report_status(&checks, &loaded, SEVERITY_ERROR);
	struct calls calls = {.arena = arena};
	for (char **log = options.logs; *log; log++)
		read_logs(&calls, *log);
	if (calls.count == 0)
		fatal("no system call in these logs: are they of a start with --learn?");
	if (loaded.policy->command.count > 0)
		add_program(&calls, &loaded, loaded.policy->command.items[0].value, 0);
	struct lessons lessons = {arena, &report, &loaded, &calls};
	report.fallback = checks.fallback;
	lessons_tell(&lessons);
	report_print(&report);
	if (options.writes) {
		lessons_apply(&lessons);
		print_policy(arena, loaded.policy);
	}
	int status = diag_count(&report, SEVERITY_WARNING) > 0 ? EXIT_FINDINGS : EXIT_FINE;
	arena_destroy(arena);
	return status;
}
