#include "artifact.h"
#include "base/fatal.h"
#include "cli/commands.h"
#include "emit/emit.h"
#include "look/json.h"
#include "model/changes.h"
#include "model/rules.h"
#include "session/inspect_options.h"
#include "session/prove.h"

#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct usage usage_verify = {
    "verify", "DIR|CONFIG.JSON [-- RUNSC-FLAG...]", "keepc verify /sandbox --rootfs /\nkeepc verify config.json --rootfs / -- --network=none --host-uds=none\n",
    "Is the directory a sound pair of artifacts? Is somebody's config.json weaker than it reads, and where?",
    (const struct option_row[]){{INSPECT_ROW_ROOTFS},
                                {INSPECT_MOUNTS, "mounts", "FILE", "the outer container's /proc/self/mountinfo"},
                                {INSPECT_NESTED, "nested", NULL, "runsc runs inside an unprivileged container"},
                                {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
                                {INSPECT_POLICY_FILE, "policy", "FILE", "the bundle must show what this policy states, byte for byte"},
                                {INSPECT_JSON, "json", NULL, "the view and nothing else, on stdout"},
                                {INSPECT_STRICT, "strict", NULL, "warnings count too"},
                                {0}}};

/* --- what lies beside config.json ----------------------------------------------------------------------------------------------------------------------------
 */

static struct report *stub_report; /* nftw(3) hands nothing on */
static struct span stub_span;

static int visit_stub(const char *path, const struct stat *status, int kind, struct FTW *position)
{
	(void)position;
	bool is_empty_file = kind == FTW_F && S_ISREG(status->st_mode) && status->st_size == 0;
	if (kind != FTW_D && kind != FTW_SL && !is_empty_file)
		diag_add(stub_report, rule(config_pair), stub_span,
		         "%s: the bundle holds empty files, directories and symlinks, and nothing that the guest could read", path);
	return 0;
}

/* The stub and the sources of masks show the guest nothing. */
static void check_contents(struct arena *arena, struct report *report, const struct inspection *inspection, const char *directory)
{
	static const char *const names[] = {ARTIFACT_STUB, ARTIFACT_EMPTY_FILE, ARTIFACT_EMPTY_DIR};
	stub_report = report;
	stub_span = (struct span){inspection->input.config, 0, 0};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = arena_printf(arena, "%s/%s", directory, names[i]);
		if (access(path, F_OK) == 0 && nftw(path, visit_stub, 16, FTW_PHYS) != 0)
			fatal("cannot read %s:", path);
	}
}

/* config.json and argv belong together: keeprun checks the same digest. */
static void check_pair(struct arena *arena, struct report *report, const struct inspection *inspection)
{
	struct text said = TEXT(""), seen = emit_sha256(arena, inspection->config);
	struct span whole = {inspection->input.config, 0, 0};
	vector_option(&inspection->vector, "config-sha256", &said);
	if (!inspection->vector.is_ours || !inspection->vector.is_whole)
		diag_add(report, rule(config_pair), whole, "argv does not begin with %s", ARTIFACT_VERSION);
	else if (!text_equal(said, seen))
		diag_add(report, rule(config_pair), whole, "argv was written for another config.json: it has the digest %s, not %s", said.data, seen.data);
}

/* What was judged at its worse, because nobody knows better of this release. */
static void note_doubts(struct arena *arena, struct report *report, const struct view_input *input)
{
	struct text doubts = release_doubts(arena, input->release);
	if (doubts.length > 0)
		diag_add(report, rule(release_between), (struct span){input->config, 0, 0},
		         "runsc %u was not measured, and of its neighbours the worse counts%s", input->release, doubts.data);
}

/* gVisor runsc/cmd/run.go: what these name is open in the outer container. */
static void check_descriptors(struct report *report, const struct inspection *inspection)
{
	const struct flag_said *said;
	for_each (said, &inspection->vector.command_flags)
		if (text_is(said->name, "pass-fd") || text_is(said->name, "exec-fd"))
			diag_add(report, rule(config_flag), (struct span){0}, "run --%s=%s hands the guest a file descriptor of the outer container",
			         said->name.data, said->value.data);
}

/* The bundle is what this keepc would write for the policy; where it is not, each path that the guest would see otherwise is named. */
static void check_policy_file(struct arena *arena, struct report *report, const struct inspection *bundle, const struct inspect_command *command)
{
	struct report of_policy = {.arena = arena};
	struct inspection fresh = inspect(arena, &of_policy, command->policy, &command->options);
	if (!fresh.view || !bundle->view || fresh.kind != INSPECT_POLICY)
		fatal("%s is no policy that compiles: 'keepc lint' tells why", command->policy);
	if (!text_equal(fresh.config, bundle->config))
		diag_add(report, rule(config_pair), (struct span){bundle->input.config, 0, 0}, "this is not the config.json which this keepc writes for %s",
		         command->policy);
	if (!text_equal(fresh.argv, bundle->argv))
		diag_add(report, rule(config_pair), (struct span){bundle->input.config, 0, 0}, "this is not the argv which this keepc writes for %s",
		         command->policy);
	struct report none = {.arena = arena};
	prove_view(arena, report, fresh.loaded.claims, bundle->view, &none);
}

int run_verify(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_verify};
	inspect_parse(argc, argv, &command);
	if (command.argument_count != 1)
		usage_error("verify wants one bundle directory or config.json");
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct inspection inspection = inspect(arena, &report, command.arguments[0], &command.options);
	if (inspection.kind == INSPECT_POLICY)
		usage_error("%s is a policy: 'keepc lint' judges it", command.arguments[0]);
	if (inspection.kind == INSPECT_BUNDLE)
		check_pair(arena, &report, &inspection);
	if (inspection.kind == INSPECT_BUNDLE)
		check_contents(arena, &report, &inspection, command.arguments[0]);
	check_descriptors(&report, &inspection);
	if (command.policy)
		check_policy_file(arena, &report, &inspection, &command);
	note_doubts(arena, &report, &inspection.input);
	diag_sort(&report);
	report_print(&report);
	if (command.is_json)
		fputs(view_json(arena, &inspection, NULL, 0).data, stdout);
	int status = diag_count(&report, command.is_strict ? SEVERITY_WARNING : SEVERITY_ERROR) > 0 ? EXIT_FINDINGS : EXIT_FINE;
	arena_destroy(arena);
	return status;
}
