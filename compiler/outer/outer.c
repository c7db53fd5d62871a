#include "outer/outer.h"
#include "base/fatal.h"
#include "base/scan.h"
#include "cli/commands.h"
#include "emit/open_files.h"
#include "model/changes.h"
#include "outer/apparmor.h"
#include "outer/profile.h"
#include "session/load.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char engine_words[] =
#define FIRST_ENGINE(id, name, document, head, marks, doubled, doc) name
#define ENGINE(id, name, document, head, marks, doubled, doc)       "|" name
#include "outer/engines.def"
#undef ENGINE
#undef FIRST_ENGINE
    ;

static const char engine_docs[] =
#define FIRST_ENGINE(id, name, document, head, marks, doubled, doc) name ": " doc
#define ENGINE(id, name, document, head, marks, doubled, doc)       "; " name ": " doc
#include "outer/engines.def"
#undef ENGINE
#undef FIRST_ENGINE
    ;

static void set(struct outer *outer, enum setting setting, struct text value)
{
	*list_append(outer->arena, &outer->values[setting]) = value;
}

static void set_when(struct outer *outer, enum setting setting, bool is_wanted)
{
	if (is_wanted)
		set(outer, setting, TEXT(""));
}

/* A user namespace which maps uid 0 of its parent is made with CAP_SETFCAP only; capabilities(7),
 * since Linux 5.12. */
#define CAPABILITY_OF_ROOT "CAP_SETFCAP"

static void set_capabilities(struct outer *outer)
{
	const struct policy *policy = outer->policy;
	const struct policy_text *capability;
	bool has_needed = outer->uid != 0;
	for_each (capability, &policy->outer_capabilities) {
		struct text name = capability->value;
		set(outer, SETTING_ADD,
		    text_of(name.data + (text_starts(name, "CAP_") ? strlen("CAP_") : 0)));
		has_needed = has_needed || text_is(name, CAPABILITY_OF_ROOT);
	}
	if (!has_needed && policy->keys[KEY_ID_outer_capabilities].is_given)
		usage_error("outer uid 0 needs " CAPABILITY_OF_ROOT
		            ", which the policy's 'outer: capabilities' does not have");
	if (!has_needed)
		set(outer, SETTING_ADD, text_of(&CAPABILITY_OF_ROOT[strlen("CAP_")]));
}

static bool is_said(const struct policy *policy, enum key_id key)
{
	return policy->keys[key].is_given;
}

/* The guest has no network of the outer container's unless a flag of runsc says so. */
static bool wants_no_network(const struct policy *policy)
{
	const struct policy_flag *flag;
	if (is_said(policy, KEY_ID_outer_network))
		return policy->outer_network.value == NETWORK_NONE;
	for_each (flag, &policy->runsc_flags)
		if (text_is(flag->name.value, "network"))
			return text_is(flag->value.value, "none");
	return true;
}

/* An emptyDir has mode 0777 and no sticky bit, which keeprun does not take for a state directory:
 * it makes its own in a volume mounted one level higher. */
static struct text state_mount(struct outer *outer)
{
	struct text root = policy_state_dir(outer->policy);
	if (outer->engine != ENGINE_KUBERNETES)
		return root;
	struct text parent = path_parent(outer->arena, root);
	if (parent.length == 1)
		usage_error("for kubernetes the state directory must lie below the top level (a "
		            "volume is mounted on its parent), not at %s",
		            root.data);
	return parent;
}

static void demand_plain(const struct outer *outer, const char *what, struct text path,
                         const char *others)
{
	size_t length = strcspn(path.data, engines[outer->engine].marks),
	       other = strcspn(path.data, others);
	size_t first = length < other ? length : other;
	if (first < path.length)
		usage_error("%s %s: for %s the character '%c' has a meaning of its own, give it "
		            "another path",
		            what, path.data, engines[outer->engine].name, path.data[first]);
}

/* The engine's /etc/hosts must be there where the guest is to read it, where it is a bind's source,
 * and where an entry of the policy has it as its point: a mask of the policy's own is refused when
 * there is nothing to lie on. What engine-files hides need not exist. */
static bool needs_hosts(const struct claims *claims)
{
	struct text hosts = TEXT("/etc/hosts"), guest;
	struct claim shown = claim_of_outer(claims, hosts, &guest), decides;
	if (shown.kind != CLAIM_KEEP || text_equal(shown.outer, hosts))
		return text_equal(shown.outer, hosts);
	decides = claim_at(claims, guest);
	return decides.kind == CLAIM_KEEP ||
	       (claim_is_entry(&decides) && text_equal(decides.path, guest));
}

static void set_files(struct outer *outer)
{
	const struct policy *policy = outer->policy;
	const char *slash = strrchr(outer->profile, '/');
	/* Every engine ends the path of a mount at a colon. */
	if (policy_state_dir(policy).length > 0) {
		demand_plain(outer, "the state directory", policy_state_dir(policy), ":");
		set(outer, SETTING_STATE, state_mount(outer));
	}
	demand_plain(outer, "the seccomp profile", text_of(outer->profile), "");
	set(outer, SETTING_SECCOMP,
	    text_of(outer->engine == ENGINE_KUBERNETES && slash ? slash + 1 : outer->profile));
	set_when(outer, SETTING_READ_ONLY,
	         !is_said(policy, KEY_ID_outer_read_only) || policy->outer_read_only.value);
	set_when(outer, SETTING_NO_HOSTS, !needs_hosts(outer->claims));
}

static void set_user(struct outer *outer)
{
	set(outer, SETTING_USER,
	    text_format(outer->arena, "%llu:%llu", (unsigned long long)outer->uid,
	                (unsigned long long)outer->gid));
	set(outer, SETTING_UID, text_format(outer->arena, "%llu", (unsigned long long)outer->uid));
	set(outer, SETTING_GID, text_format(outer->arena, "%llu", (unsigned long long)outer->gid));
	set_when(outer, SETTING_NOT_ROOT, outer->uid != 0);
}

/* A pod's name is a DNS label (RFC 1123), and so is a container's: a policy's may have capitals,
 * dots and underscores, and one letter more. */
static struct text pod_name(struct outer *outer)
{
	enum { LABEL_MAX = 63 };
	struct text name = outer->policy->name.value;
	char *label = arena_alloc(outer->arena, LABEL_MAX + 1);
	size_t length = 0;
	for (size_t i = 0; i < name.length && length < LABEL_MAX; i++) {
		char letter = name.data[i];
		bool is_mark = letter == '.' || letter == '_' || letter == '-';
		if (!is_mark || length > 0)
			label[length++] = is_mark ? '-' : (char)tolower(letter);
	}
	while (length > 0 && label[length - 1] == '-')
		length--;
	label[length] = '\0';
	return length > 0 ? (struct text){label, length} : TEXT("guest");
}

static void set_open_files(struct outer *outer)
{
	uint64_t files = policy_open_files(outer->arena, outer->policy);
	if (files > 0)
		set(outer, SETTING_OPEN_FILES,
		    text_format(outer->arena, "%llu", (unsigned long long)files));
}

static void set_all(struct outer *outer)
{
	const struct policy *policy = outer->policy;
	if (outer->engine == ENGINE_KUBERNETES && is_said(policy, KEY_ID_outer_network) &&
	    policy->outer_network.value == NETWORK_NONE)
		usage_error("a pod always has a network, which 'outer: {network: none}' rules out");
	set(outer, SETTING_ALWAYS, TEXT(""));
	set(outer, SETTING_NAME, pod_name(outer));
	set_capabilities(outer);
	set_when(outer, SETTING_OPEN_PROC, release_nesting(policy->release) != NESTING_WORKS);
	set_when(outer, SETTING_NO_NETWORK, wants_no_network(policy));
	set_files(outer);
	set_user(outer);
	set_open_files(outer);
	if (outer->apparmor && outer->values[SETTING_NO_APPARMOR].count > 0)
		usage_error("--apparmor and --no-apparmor exclude each other");
	if (outer->apparmor)
		set(outer, SETTING_APPARMOR, TEXT(APPARMOR_NAME));
}

/* Of a container that is keeprun's alone, and beside an application. */
static const struct {
	const char *name, *const *lines;
} profiles[] = {{"outer-seccomp.json", profile_lines},
                {"outer-seccomp-beside-app.json", profile_beside_app_lines}};

/* Whoever reads the file meanwhile gets the old one whole or the new one whole. */
static void write_profile(struct arena *arena, const char *path, const char *const *lines)
{
	struct stat status;
	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		fatal("%s is no regular file, and would be replaced by one: name another", path);
	const char *draft = arena_printf(arena, "%s.%ld", path, (long)getpid());
	FILE *file = fopen(draft, "wxe");
	if (!file)
		fatal("cannot write %s:", path);
	for (const char *const *line = lines; *line; line++)
		fprintf(file, "%s\n", *line);
	if (ferror(file) || fclose(file) != 0 || rename(draft, path) != 0)
		fatal("cannot write %s:", path);
}

/* Also where nobody may write, as in the directory of a package. */
static bool is_written(const char *path, const char *const *lines)
{
	char *line = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");
	bool is_same = file;
	while (is_same && *lines) {
		ssize_t length = getline(&line, &size, file);
		is_same = length > 0 && line[length - 1] == '\n' &&
		          strlen(*lines) == (size_t)length - 1 &&
		          memcmp(line, *lines++, (size_t)length - 1) == 0;
	}
	is_same = is_same && fgetc(file) == EOF;
	free(line);
	if (file)
		fclose(file);
	return is_same;
}

enum {
	OPTION_FOR = OPTION_FIRST,
	OPTION_SECCOMP,
	OPTION_BESIDE_APP,
	OPTION_USER,
	OPTION_MEMORY,
	OPTION_PIDS,
	OPTION_SELINUX,
	OPTION_APPARMOR,
	OPTION_NO_APPARMOR
};

const struct usage usage_outer = {
    "outer", "POLICY --for ENGINE",
    "podman run $(keepc outer doc.sandbox.yaml --for podman) IMAGE\n"
    "keepc outer doc.sandbox.yaml --for compose > override.json\n",
    "Prints what the outer container has to be started with for the policy: user, capabilities, "
    "seccomp profile, network, read-only root, state directory, open files.",
    (const struct option_row[]){
        {OPTION_FOR, "for", engine_words, engine_docs},
        {OPTION_SECCOMP, "seccomp", "FILE",
         "write the seccomp profile there, and refer to it; without, outer-seccomp.json is "
         "referred to"},
        {OPTION_BESIDE_APP, "beside-app", NULL,
         "the container's first program is an application that starts keeprun: the seccomp "
         "profile allows what applications need too, outer-seccomp-beside-app.json"},
        {OPTION_USER, "user", "UID:GID", "the outer user, 1000:1000 if not said"},
        {OPTION_MEMORY, "memory", "SIZE", "the most memory of the container, as 2G"},
        {OPTION_PIDS, "pids", "NUMBER", "the most tasks of the container"},
        {OPTION_SELINUX, "selinux", "TYPE",
         "the SELinux type, on systems that have it: container_engine_t"},
        {OPTION_APPARMOR, "apparmor", "FILE",
         "write the AppArmor profile there unless it is there, and refer to it by its "
         "name, " APPARMOR_NAME "; apparmor_parser -r FILE loads it"},
        {OPTION_NO_APPARMOR, "no-apparmor", NULL,
         "no AppArmor profile, where " APPARMOR_NAME " cannot be loaded: Docker's forbids mount"},
        {0}}};

static enum engine engine_named(struct text name)
{
	const char *names[ENGINE_COUNT + 1] = {0};
	for (enum engine engine = 0; engine < ENGINE_COUNT; engine++) {
		names[engine] = engines[engine].name;
		if (text_is(name, names[engine]))
			return engine;
	}
	const char *nearest = text_nearest(name, names, NULL);
	usage_error("unknown engine '%s'%s%s%s", name.data, nearest ? "; did you mean '" : "",
	            nearest ? nearest : "", nearest ? "'?" : "");
}

static void demand(bool is_good, const char *option, const struct scan_fault *fault)
{
	if (!is_good)
		usage_error("%s: %s", option, fault->message);
}

static void take_option(struct outer *outer, int option, const char *argument)
{
	struct scan_fault fault;
	uint64_t number;
	struct text text = text_of(argument ? argument : "");
	switch (option) {
	case OPTION_FOR:
		outer->engine = engine_named(text);
		break;
	case OPTION_SECCOMP:
		outer->profile = argument;
		break;
	case OPTION_BESIDE_APP:
		outer->is_beside_app = true;
		break;
	case OPTION_USER:
		demand(scan_user(outer->arena, text, &outer->uid, &outer->gid, &fault), "--user",
		       &fault);
		break;
	case OPTION_MEMORY:
		demand(scan_size(outer->arena, text, &number, &fault), "--memory", &fault);
		set(outer, SETTING_MEMORY,
		    text_format(outer->arena, "%llu", (unsigned long long)number));
		break;
	case OPTION_PIDS:
		demand(scan_number(outer->arena, text, &number, &fault), "--pids", &fault);
		set(outer, SETTING_PIDS,
		    text_format(outer->arena, "%llu", (unsigned long long)number));
		break;
	case OPTION_SELINUX:
		demand(scan_name(outer->arena, text, &fault), "--selinux", &fault);
		set(outer, SETTING_SELINUX, text);
		break;
	case OPTION_APPARMOR:
		outer->apparmor = argument;
		break;
	case OPTION_NO_APPARMOR:
		set(outer, SETTING_NO_APPARMOR, TEXT(""));
		break;
	default:
		break;
	}
}

int run_outer(int argc, char **argv)
{
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct outer outer = {.arena = arena, .engine = ENGINE_COUNT, .uid = 1000, .gid = 1000};
	for (int option; (option = option_next(&usage_outer, argc, argv)) != OPTION_END;)
		take_option(&outer, option, optarg);
	if (optind + 1 != argc)
		usage_error("outer takes exactly one policy");
	if (outer.engine == ENGINE_COUNT)
		usage_error("outer wants to know for what: --for %s", engine_words);
	struct loaded loaded = load_policy(arena, &report, argv[optind], &(struct load_options){0});
	/* Whether the policy is sound is for compile and lint, which may need the root filesystem
	 * for it. */
	int status = EXIT_FINE;
	if (!loaded.policy || loaded.policy->is_broken) {
		status = report_status(&report, &loaded, SEVERITY_ERROR);
	} else {
		const char *written = outer.profile;
		outer.profile = written ? written : profiles[outer.is_beside_app].name;
		outer.policy = loaded.policy;
		outer.claims = loaded.claims;
		set_all(&outer);
		if (written)
			write_profile(arena, written, profiles[outer.is_beside_app].lines);
		if (outer.apparmor && !is_written(outer.apparmor, apparmor_lines))
			write_profile(arena, outer.apparmor, apparmor_lines);
		print_outer(&outer);
	}
	arena_destroy(arena);
	return status;
}
