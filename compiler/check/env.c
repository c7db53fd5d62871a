#include "check/heuristics.h"
#include "check/sight.h"

/* What reaches the guest through its environment. */

static bool is_pattern(struct text text)
{
	return text.length > 0 && text.data[text.length - 1] == '*';
}

/* True when some name fits both; each is a name, or a prefix and '*'. */
static bool overlaps(struct text a, struct text b)
{
	size_t a_length = a.length - is_pattern(a), b_length = b.length - is_pattern(b);
	size_t common = a_length < b_length ? a_length : b_length;
	if (!text_equal((struct text){a.data, common}, (struct text){b.data, common}))
		return false;
	return a_length == b_length || (a_length < b_length ? is_pattern(a) : is_pattern(b));
}

/* The first entry of names (ending with NULL) that fits the pattern. */
static const char *first_overlap(struct text pattern, const char *const *names)
{
	for (; *names; names++)
		if (overlaps(pattern, text_of(*names)))
			return *names;
	return NULL;
}

/* ld.so(8): variables by which the runtime linker loads and runs other code. */
static const char *const loader_names[] = {"LD_*", "GLIBC_TUNABLES", "GCONV_PATH", NULL};
static const char *const code_names[] = {"PATH",          "PYTHON*",
                                         "PERL5*",        "PERLLIB",
                                         "RUBY*",         "NODE_*",
                                         "BASH_ENV",      "ENV",
                                         "SHELLOPTS",     "JAVA_TOOL_OPTIONS",
                                         "_JAVA_OPTIONS", "CLASSPATH",
                                         "LUA_*",         "PHPRC",
                                         "PHP_INI_*",     NULL};
static const char *const proxy_names[] = {"http_proxy", "https_proxy", "ftp_proxy",   "all_proxy",
                                          "no_proxy",   "HTTP_PROXY",  "HTTPS_PROXY", "FTP_PROXY",
                                          "ALL_PROXY",  "NO_PROXY",    NULL};

/* "LD*, which takes in LD_*" */
static const char *with_name(struct check *check, struct text pattern, const char *name)
{
	return is_pattern(pattern)
	           ? arena_printf(check->arena, "%s, which takes in %s,", pattern.data, name)
	           : pattern.data;
}

static struct text pass_at(struct check *check, const struct policy_text *pass)
{
	return text_format(check->arena, "env.pass.%s", pass->value.data);
}

static struct text set_at(struct check *check, const struct policy_variable *variable)
{
	return text_format(check->arena, "env.set.%s", variable->name.value.data);
}

void rule_env_pass_secret(struct check *check)
{
	const struct policy_text *pass;
	for_each (pass, &check->policy->env_pass)
		if (looks_like_secret_name(pass->value))
			report_finding(check, rule(env_pass_secret), pass->span,
			               pass_at(check, pass),
			               "%s looks like a secret, and the guest would read it",
			               pass->value.data);
}

void rule_env_pass_loader(struct check *check)
{
	const struct policy_text *pass;
	for_each (pass, &check->policy->env_pass) {
		const char *name = first_overlap(pass->value, loader_names);
		if (name)
			report_finding(check, rule(env_pass_loader), pass->span,
			               pass_at(check, pass),
			               "through %s the outer environment decides which code runs",
			               with_name(check, pass->value, name));
	}
}

void rule_env_pass_code(struct check *check)
{
	const struct policy_text *pass;
	for_each (pass, &check->policy->env_pass) {
		const char *name = first_overlap(pass->value, code_names);
		if (name && !first_overlap(pass->value, loader_names))
			report_finding(check, rule(env_pass_code), pass->span, pass_at(check, pass),
			               "from %s programs take code, or where to find it",
			               with_name(check, pass->value, name));
	}
}

void rule_env_pass_proxy(struct check *check)
{
	const struct policy_text *pass;
	for_each (pass, &check->policy->env_pass) {
		const char *name = first_overlap(pass->value, proxy_names);
		if (name)
			report_finding(check, rule(env_pass_proxy), pass->span,
			               pass_at(check, pass),
			               "%s may hold a password, and the guest has no network",
			               with_name(check, pass->value, name));
	}
}

/* LC_* says where the family ends; LC* also takes what nobody thought of. */
void rule_env_pass_broad(struct check *check)
{
	const struct policy_text *pass;
	for_each (pass, &check->policy->env_pass) {
		size_t length = pass->value.length;
		if (!is_pattern(pass->value) || (length > 3 && pass->value.data[length - 2] == '_'))
			continue;
		struct finding *finding = report_finding(
		    check, rule(env_pass_broad), pass->span, pass_at(check, pass),
		    "%s takes every variable that begins so, also those to come", pass->value.data);
		diag_hint(check->report, finding, "name the variables, or end the prefix with '_'");
		if (pass->value.data[length - 2] != '_')
			diag_fix(
			    check->report, finding, FIX_CHOICE, pass->span,
			    text_format(check->arena, "%.*s_*", (int)length - 1, pass->value.data));
	}
}

void rule_env_overlap(struct check *check)
{
	const struct policy_text *pass;
	const struct policy_variable *variable;
	for_each (pass, &check->policy->env_pass)
		for_each (variable, &check->policy->env_set) {
			if (!text_equal(pass->value, variable->name.value))
				continue;
			struct finding *finding = report_finding(
			    check, rule(env_overlap), pass->span, pass_at(check, pass),
			    "%s is set, so that what is forwarded never shows", pass->value.data);
			add_note(check, finding, variable->name.span, "set here");
		}
}

void rule_env_set_secret(struct check *check)
{
	const struct policy_variable *variable;
	for_each (variable, &check->policy->env_set) {
		struct text value = variable->value.value;
		if (value.length > 0 && value.data[0] != '/' &&
		    looks_like_secret_name(variable->name.value))
			report_finding(check, rule(env_set_secret), variable->name.span,
			               set_at(check, variable),
			               "%s looks like a secret: it stands in the policy, in "
			               "config.json and in the image",
			               variable->name.value.data);
	}
}

void rule_env_set_loader(struct check *check)
{
	const struct policy_variable *variable;
	for_each (variable, &check->policy->env_set) {
		struct text name = variable->name.value;
		if (text_is(name, "LD_PRELOAD") || text_is(name, "LD_AUDIT") ||
		    text_is(name, "GLIBC_TUNABLES") || text_is(name, "GCONV_PATH"))
			report_finding(check, rule(env_set_loader), variable->name.span,
			               set_at(check, variable),
			               "%s puts code into every program of the guest", name.data);
	}
}

static bool is_writable(const struct check *check, struct text path)
{
	struct claim claim = claim_at(check->claims, path);
	return claim.kind == CLAIM_WRITABLE ||
	       (claim.kind == CLAIM_BIND &&
	        check->policy->binds.items[claim.index].mode.value != 0);
}

bool search_path_next(struct arena *arena, struct text path, size_t *at, struct text *component)
{
	if (*at > path.length)
		return false;
	size_t end = *at;
	while (end < path.length && path.data[end] != ':')
		end++;
	*component = text_copy(arena, path.data + *at, end - *at);
	*at = end + 1;
	return true;
}

void rule_env_path_unsafe(struct check *check)
{
	const struct policy_variable *variable;
	for_each (variable, &check->policy->env_set) {
		struct text component;
		if (!text_is(variable->name.value, "PATH"))
			continue;
		for (size_t at = 0;
		     search_path_next(check->arena, variable->value.value, &at, &component);) {
			bool is_relative = component.length == 0 || component.data[0] != '/';
			if (is_relative || is_writable(check, component))
				report_finding(check, rule(env_path_unsafe), variable->value.span,
				               TEXT("env.set.PATH"),
				               "programs are looked for in \"%s\", which is %s",
				               component.data,
				               is_relative ? "relative to wherever the guest stands"
				                           : "writable for the guest");
		}
	}
}
