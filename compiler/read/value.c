#include "read/bind.h"
#include "read/shape.h"

#include <string.h>

static bool is_scalar(struct binder *binder, const struct key *key, const struct node *node)
{
	(void)key;
	return is_kind(binder, node, NODE_SCALAR, "one value");
}

static void
read_number_with(struct binder *binder, const struct node *node, struct policy_number *number,
                 bool scan(struct arena *, struct text, uint64_t *, struct scan_fault *))
{
	struct scan_fault fault;
	number->span = node->span;
	if (!scan(binder->arena, node->value, &number->value, &fault))
		complain_fault(binder, node, &fault);
}

static void read_text_with(struct binder *binder, const struct node *node, struct policy_text *text,
                           bool scan(struct arena *, struct text, struct scan_fault *))
{
	struct scan_fault fault;
	*text = text_node(node);
	if (!scan(binder->arena, node->value, &fault))
		complain_fault(binder, node, &fault);
	else
		complain_null(binder, node);
}

static void read_version(struct binder *binder, const struct node *node,
                         struct policy_number *number)
{
	struct scan_fault fault;
	number->span = node->span;
	if (!scan_number(binder->arena, node->value, &number->value, &fault)) {
		fault.hint = "write 1";
		fault.write = "1";
		fault.choices = NULL;
		complain_fault(binder, node, &fault);
	} else if (number->value != 1)
		complain(binder, rule(unsupported_version), node,
		         "version %s of the policy; this keepc reads version 1", node->value.data);
}

/* yes and on are what people write who were told that YAML has truth values. */
static struct scan_fault word_fault(struct binder *binder, const char *words, struct text text)
{
	const char **candidates =
	    arena_alloc(binder->arena, (word_count(words) + 1) * sizeof *candidates);
	for (unsigned int i = 0; i < word_count(words); i++)
		candidates[i] =
		    text_copy(binder->arena, word_at(words, i).data, word_at(words, i).length).data;
	bool value;
	struct scan_fault fault = {0};
	if (strcmp(words, "false|true") == 0 && !scan_bool(binder->arena, text, &value, &fault) &&
	    fault.write)
		return fault;
	return nearest_fault(binder->arena, text, candidates);
}

static const char *word_listing(struct binder *binder, const char *words)
{
	struct text listing = TEXT("");
	size_t count = word_count(words);
	for (unsigned int i = 0; i < count; i++) {
		struct text word = word_at(words, i);
		const char *separator = i == 0 ? "" : i + 1 == count ? " or " : ", ";
		listing = text_format(binder->arena, "%s%s%.*s", listing.data, separator,
		                      (int)word.length, word.data);
	}
	return listing.data;
}

static void read_word(struct binder *binder, const struct key *key, const struct node *node,
                      struct policy_word *word)
{
	int index = word_index(key->words, node->value);
	word->span = node->span;
	if (index >= 0) {
		word->value = (unsigned int)index;
		return;
	}
	struct scan_fault fault = word_fault(binder, key->words, node->value);
	fault.message = arena_printf(binder->arena, "expected %s, saw '%s'",
	                             word_listing(binder, key->words), node->value.data);
	complain_fault(binder, node, &fault);
}

static void read_user(struct binder *binder, const struct node *node, struct policy_user *user)
{
	struct scan_fault fault;
	user->uid.span = user->gid.span = node->span;
	if (!scan_user(binder->arena, node->value, &user->uid.value, &user->gid.value, &fault))
		complain_fault(binder, node, &fault);
}

static void read_limit(struct binder *binder, const struct node *node, struct policy_number *number)
{
	number->span = node->span;
	if (text_is(node->value, "unlimited")) {
		number->value = RLIMIT_UNLIMITED;
		return;
	}
	struct scan_fault fault;
	bool is_sized =
	    node->value.length > 0 && strchr("KMGT", node->value.data[node->value.length - 1]);
	bool is_read = is_sized ? scan_size(binder->arena, node->value, &number->value, &fault)
	                        : scan_number(binder->arena, node->value, &number->value, &fault);
	struct scan_fault sized = {0};
	if (!is_read && !fault.hint && !is_sized && node->value.length > 0 &&
	    strchr("123456789", node->value.data[0])) {
		scan_size(binder->arena, node->value, &number->value, &sized);
		fault.hint = sized.hint;
		fault.write = sized.write;
		fault.choices = sized.choices;
	}
	if (!is_read && !fault.hint)
		fault.hint = "write a number, a size such as 64M, or unlimited";
	if (!is_read)
		complain_fault(binder, node, &fault);
	else if (number->value > INT64_MAX)
		complain(binder, rule(bad_value), node,
		         "a limit is at most 9223372036854775807, or unlimited");
}

static void complain_published(struct binder *binder, const struct node *node, const char *before,
                               const char *behind)
{
	struct finding *finding = complain(binder, rule(release_not_published), node,
	                                   "gVisor has published no release %s", node->value.data);
	diag_hint(binder->report, finding, "the ones beside it are %s and %s", before, behind);
	diag_fix(binder->report, finding, FIX_CHOICE, node->span, text_of(before));
	diag_fix(binder->report, finding, FIX_CHOICE, node->span, text_of(behind));
}

static void read_release(struct binder *binder, const struct node *node, struct policy_text *text)
{
	*text = text_node(node);
	release_date date;
	const char *before, *behind;
	if (release_parse(node->value, &date)) {
		if (release_neighbours(node->value, &before, &behind))
			complain_published(binder, node, before, behind);
	} else {
		struct finding *finding =
		    complain(binder, rule(bad_value), node,
		             "expected a release of gVisor, saw \"%s\"", node->value.data);
		diag_hint(binder->report, finding, "write its date, as in 20240729.0");
		diag_fix(binder->report, finding, FIX_EXAMPLE, node->span,
		         shape_in_place(binder, node, "20240729.0"));
	}
}

/* An entry under allow lets something pass: what, is for people to say. */
static const struct scan_fault *allowed_rule(struct binder *binder, struct text word,
                                             const char *const *names)
{
	struct scan_fault *fault = arena_alloc(binder->arena, sizeof *fault);
	*fault = nearest_fault(binder->arena, word, names);
	if (fault->write)
		fault->choices = fault->write;
	fault->write = NULL;
	return fault;
}

static void read_rule_name(struct binder *binder, const struct node *node, struct policy_text *text)
{
	*text = text_node(node);
	if (rule_find(node->value))
		return;
	const char **names = arena_alloc(binder->arena, (RULE_COUNT + 1) * sizeof *names);
	for (size_t i = 0; i < RULE_COUNT; i++)
		names[i] = rules[i].name;
	struct finding *finding = complain(binder, rule(allow_unknown_rule), node,
	                                   "there is no rule \"%s\"", node->value.data);
	const char *retired = rule_retired(node->value);
	if (retired)
		diag_hint(binder->report, finding, "it is retired, take the entry out: %s",
		          retired);
	else
		hint_fault(binder, finding, node, allowed_rule(binder, node->value, names));
}

static void read_text(struct binder *binder, const struct node *node, struct policy_text *text)
{
	*text = text_node(node);
	if (node->value.length == 0)
		complain(binder, rule(bad_value), node, "%s is empty", binder->at.data);
	else
		complain_null(binder, node);
}

static void read_state(struct binder *binder, const struct node *node, struct policy_text *text)
{
	if (text_is(node->value, "private"))
		*text = text_node(node);
	else
		read_text_with(binder, node, text, scan_path);
}

static void read_group(struct binder *binder, const struct key *key, const struct node *node)
{
	if (is_kind(binder, node, NODE_MAPPING, "keys with their values"))
		bind_mapping(binder, key->name, node, binder->policy);
}

static void read_scalar(struct binder *binder, const struct key *key, const struct node *node,
                        void *member)
{
	if (!is_scalar(binder, key, node))
		return;
	switch (key->type) {
	case KEY_VERSION:
		read_version(binder, node, member);
		break;
	case KEY_NAME:
		read_text_with(binder, node, member, scan_name);
		break;
	case KEY_WORD:
	case KEY_BOOL:
		read_word(binder, key, node, member);
		break;
	case KEY_USER:
		read_user(binder, node, member);
		break;
	case KEY_PATH:
		read_text_with(binder, node, member, scan_path);
		break;
	case KEY_STATE:
		read_state(binder, node, member);
		break;
	case KEY_SIZE:
		read_number_with(binder, node, member, scan_size);
		break;
	case KEY_DURATION:
		read_number_with(binder, node, member, scan_duration);
		break;
	case KEY_MODE:
		read_number_with(binder, node, member, scan_mode);
		break;
	case KEY_LIMIT:
		read_limit(binder, node, member);
		break;
	case KEY_RELEASE:
		read_release(binder, node, member);
		break;
	case KEY_SHA256:
		read_text_with(binder, node, member, scan_sha256);
		break;
	case KEY_DATE:
		read_text_with(binder, node, member, scan_date);
		break;
	case KEY_RULE_NAME:
		read_rule_name(binder, node, member);
		break;
	default: /* KEY_PLATFORM is judged with the release, KEY_TEXT by whoever uses it */
		read_text(binder, node, member);
	}
}

void read_value(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	static value_reader *const collections[KEY_TYPE_COUNT] = {
	    [KEY_TEXTS] = read_texts,
	    [KEY_EXTENDS] = read_extends,
	    [KEY_PATHS] = read_paths,
	    [KEY_MASKS] = read_masks,
	    [KEY_WRITABLE] = read_writable,
	    [KEY_BINDS] = read_binds,
	    [KEY_VARIABLES] = read_variables,
	    [KEY_PATTERNS] = read_patterns,
	    [KEY_RLIMITS] = read_rlimits,
	    [KEY_FLAGS] = read_flags,
	    [KEY_CAPABILITIES] = read_capabilities,
	    [KEY_KEYS] = read_keys,
	    [KEY_ALLOW] = read_allow,
	};
	if (key->type == KEY_GROUP)
		read_group(binder, key, node);
	else if (collections[key->type])
		collections[key->type](binder, key, node, member);
	else
		read_scalar(binder, key, node, member);
}
