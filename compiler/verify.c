#include "artifact.h"
#include "base/fatal.h"
#include "cli/commands.h"
#include "emit/emit.h"
#include "look/json.h"
#include "model/changes.h"
#include "model/rules.h"
#include "session/inspect_options.h"
#include "session/posture.h"
#include "session/prove.h"
#include "session/summary.h"

#include <string.h>

const struct usage usage_verify = {
    "verify", "DIR|CONFIG.JSON [-- RUNSC-FLAG...]",
    "keepc verify /sandbox --rootfs /\nkeepc verify config.json --rootfs / -- --network=none "
    "--host-uds=none\n",
    "Is the directory a sound pair of artifacts? Is somebody's config.json weaker than it reads, "
    "or loose as it reads, and where? Exit status 1 when there is an error, with --strict a "
    "warning.",
    (const struct option_row[]){
        {INSPECT_ROW_ROOTFS},
        {INSPECT_MOUNTS, "mounts", "FILE", "the outer container's /proc/self/mountinfo"},
        {INSPECT_NESTED, "nested", NULL, "runsc runs inside an unprivileged container"},
        {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
        {INSPECT_POLICY_FILE, "policy", "FILE",
         "the bundle must show what this policy states, byte for byte"},
        {INSPECT_JSON, "json", NULL, "the view and all findings, on stdout"},
        {INSPECT_SUMMARY, "summary", NULL, "in what it is weak, by areas, on stdout"},
        {INSPECT_STRICT, "strict", NULL, "warnings count too"},
        {0}}};

/* What else the guest would take from DIR no digest would cover: keeprun starts nothing then. */
static void check_contents(struct arena *arena, struct report *report,
                           const struct inspection *inspection, const char *directory)
{
	struct span whole = {inspection->input.config, 0, 0};
	struct rootfs *rootfs = rootfs_open(arena, directory);
	struct text *names;
	size_t count;
	if (!rootfs || !rootfs_list(rootfs, TEXT("/"), &names, &count))
		fatal("cannot read %s:", directory);
	for (size_t i = 0; i < count; i++) {
		bool is_artifact =
		    text_is(names[i], ARTIFACT_CONFIG) || text_is(names[i], ARTIFACT_ARGV);
		if (!is_artifact)
			diag_add(
			    report, rule(config_pair), whole,
			    "%s/%s: the directory holds config.json and argv, and nothing else",
			    directory, names[i].data);
		else if (rootfs_lookup(rootfs, path_join(arena, TEXT("/"), names[i])).kind !=
		         ENTRY_FILE)
			diag_add(report, rule(config_pair), whole, "%s/%s is no regular file",
			         directory, names[i].data);
	}
}

static void check_argv(struct arena *arena, struct report *report,
                       const struct inspection *inspection)
{
	struct text stated = TEXT(""),
	            seen = emit_sha256(arena,
	                               vector_without(arena, inspection->argv, "policy-sha256"));
	vector_option(&inspection->vector, "policy-sha256", &stated);
	if (!text_equal(stated, seen))
		diag_add(report, rule(config_pair), (struct span){inspection->input.config, 0, 0},
		         "argv was changed: it has the digest %s, not %s", seen.data, stated.data);
}

/* config.json and argv belong together: keeprun checks the same digests. */
static void check_pair(struct arena *arena, struct report *report,
                       const struct inspection *inspection)
{
	struct text stated = TEXT(""), seen = emit_sha256(arena, inspection->config);
	struct span whole = {inspection->input.config, 0, 0};
	vector_option(&inspection->vector, "config-sha256", &stated);
	if (!inspection->vector.is_ours || !inspection->vector.is_whole)
		diag_add(report, rule(config_pair), whole, "argv does not begin with %s",
		         ARTIFACT_VERSION);
	else if (!text_equal(stated, seen))
		diag_add(report, rule(config_pair), whole,
		         "argv was written for another config.json: it has the digest %s, not %s",
		         stated.data, seen.data);
	else
		check_argv(arena, report, inspection);
}

/* What was judged at its worse, because nobody knows better of this release. */
static void note_doubts(struct arena *arena, struct report *report, const struct view_input *input)
{
	struct text doubts = release_doubts(arena, input->release);
	if (doubts.length > 0)
		diag_add(report, rule(release_between), (struct span){input->config, 0, 0},
		         "runsc %u was not measured, and of its neighbours the worse counts%s",
		         input->release, doubts.data);
}

/* gVisor runsc/cmd/run.go: what these name is open in the outer container. */
static void check_descriptors(struct report *report, const struct inspection *inspection)
{
	const struct flag_said *stated;
	for_each (stated, &inspection->vector.command_flags)
		if (text_is(stated->name, "pass-fd") || text_is(stated->name, "exec-fd"))
			diag_add(
			    report, rule(config_flag), (struct span){0},
			    "run --%s=%s hands the guest a file descriptor of the outer container",
			    stated->name.data, stated->value.data);
}

/* The bundle is what this keepc would write for the policy; where it is not, each path that the
 * guest would see otherwise is named. */
static void check_policy_file(struct arena *arena, struct report *report,
                              const struct inspection *bundle,
                              const struct inspect_command *command)
{
	struct report of_policy = {.arena = arena};
	struct inspection fresh = inspect(arena, &of_policy, command->policy, &command->options);
	if (!fresh.view || !bundle->view || fresh.kind != INSPECT_POLICY)
		fatal("%s does not compile: 'keepc lint' tells why", command->policy);
	if (!text_equal(fresh.config, bundle->config))
		diag_add(report, rule(config_pair), (struct span){bundle->input.config, 0, 0},
		         "this is not the config.json which this keepc writes for %s",
		         command->policy);
	if (!text_equal(fresh.argv, bundle->argv))
		diag_add(report, rule(config_pair), (struct span){bundle->input.config, 0, 0},
		         "this is not the argv which this keepc writes for %s", command->policy);
	struct report none = {.arena = arena};
	prove_view(arena, report, fresh.loaded.claims, bundle->view, &none);
}

int run_verify(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_verify};
	inspect_parse(argc, argv, &command);
	if (command.is_summary && command.is_json)
		usage_error("verify prints one form on stdout: --json has the areas too");
	if (command.argument_count != 1)
		usage_error("verify wants one bundle directory or config.json");
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct inspection inspection =
	    inspect(arena, &report, command.arguments[0], &command.options);
	if (inspection.kind == INSPECT_POLICY)
		usage_error("%s is a policy: 'keepc lint' judges it", command.arguments[0]);
	if (inspection.kind == INSPECT_BUNDLE && command.is_summary)
		usage_error("--summary judges a config.json; of artifacts 'keepc lint --format "
		            "summary' of their policy does");
	if (inspection.kind == INSPECT_BUNDLE)
		check_pair(arena, &report, &inspection);
	if (inspection.kind == INSPECT_BUNDLE)
		check_contents(arena, &report, &inspection, command.arguments[0]);
	enum sight sight = inspect_sight(&inspection);
	if (inspection.kind == INSPECT_CONFIG && !posture_check(arena, &report, &inspection))
		sight = SIGHT_NOTHING;
	check_descriptors(&report, &inspection);
	if (command.policy)
		check_policy_file(arena, &report, &inspection, &command);
	note_doubts(arena, &report, &inspection.input);
	diag_sort(&report);
	report_print(&report);
	if (command.is_summary) {
		struct summary summary = summary_of(&report, sight);
		summary_print(arena, &summary, command.arguments[0], stdout);
	}
	if (command.is_json)
		fputs(view_json(arena, &inspection, &report, sight, NULL, 0).data, stdout);
	int status = diag_count(&report, command.is_strict ? SEVERITY_WARNING : SEVERITY_ERROR) > 0
	                 ? EXIT_FINDINGS
	                 : EXIT_FINE;
	arena_destroy(arena);
	return status;
}
