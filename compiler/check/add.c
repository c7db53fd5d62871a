#include "check/add.h"

#include <string.h>

/* Where a file has room for one more entry. */

static struct span point(const struct source *source, size_t at)
{
	return (struct span){source, at, at};
}

/* In front of the entries that are there: what follows the last one may be a comment, or a
 * bracket. */
static void add_to_mapping(struct check *check, struct finding *finding, struct span value,
                           const char *entry)
{
	const char *data = value.source->bytes.data;
	size_t at = value.start + (data[value.start] == '{');
	size_t indent = source_position(value.source, value.start).column - 1;
	bool is_empty = data[at] == '}';
	struct text text = at == value.start
	                       ? text_format(check->arena, "%s\n%*s", entry, (int)indent, "")
	                       : text_format(check->arena, "%s%s", entry, is_empty ? "" : ", ");
	diag_fix(check->report, finding, FIX_CHOICE, point(value.source, at), text);
}

/* Behind the line on which the last key of the file ends. */
static size_t behind_keys(const struct policy *policy)
{
	struct text bytes = policy->source->bytes;
	size_t at = 0;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (policy->keys[i].value.source == policy->source &&
		    policy->keys[i].value.end > at)
			at = policy->keys[i].value.end;
	const char *line_end = at > 0 && bytes.data[at - 1] == '\n'
	                           ? bytes.data + at - 1
	                           : memchr(bytes.data + at, '\n', bytes.length - at);
	return line_end ? (size_t)(line_end + 1 - bytes.data) : bytes.length;
}

/* Where the first key of the file stands; its end for a file without. */
static size_t first_key(const struct policy *policy)
{
	size_t first = policy->source->bytes.length;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (policy->keys[i].is_given && policy->keys[i].key.source == policy->source &&
		    policy->keys[i].key.start < first)
			first = policy->keys[i].key.start;
	return first;
}

static bool is_in_braces(const struct policy *policy)
{
	const char *data = policy->source->bytes.data;
	size_t at = first_key(policy);
	while (at > 0 && strchr(" \n", data[at - 1]))
		at--;
	return at > 0 && strchr("{,", data[at - 1]);
}

static void add_key(struct check *check, struct finding *finding, struct text text)
{
	const struct policy *policy = check->policy;
	struct text bytes = policy->source->bytes;
	size_t at = behind_keys(policy);
	bool ends_line = at == 0 || bytes.data[at - 1] == '\n';
	if (is_in_braces(policy))
		diag_fix(check->report, finding, FIX_CHOICE,
		         point(policy->source, first_key(policy)),
		         text_format(check->arena, "%s, ", text.data));
	else
		diag_fix(check->report, finding, FIX_CHOICE, point(policy->source, at),
		         text_format(check->arena, "%s%s\n", ends_line ? "" : "\n", text.data));
}

void fix_by_entry(struct check *check, struct finding *finding, enum key_id group,
                  const char *entry)
{
	const struct policy *policy = check->policy;
	const struct policy_key *key = &policy->keys[group];
	if (key->is_broken || !policy->source || first_key(policy) == policy->source->bytes.length)
		return;
	if (key->is_given && key->value.source == policy->source)
		add_to_mapping(check, finding, key->value, entry);
	else
		add_key(check, finding,
		        text_format(check->arena, "%s: {%s}", keys[group].name, entry));
}
