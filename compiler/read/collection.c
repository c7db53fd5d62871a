#include "base/yaml_scalar.h"
#include "model/capabilities.h"
#include "model/places.h"
#include "read/bind.h"

#include <string.h>
#include <strings.h>

/* "- /usr" over " -/etc" is one plain scalar to YAML, "/usr -/etc": a dash without its space or in
 * another column goes on with the entry above. A path never goes on in the next line; a text may,
 * but not with a dash. What is really meant so stands in quotes. */
static bool is_one_line(struct binder *binder, const struct node *item, bool is_text)
{
	size_t first = source_position(item->span.source, item->span.start).line;
	for (size_t number = first + 1;
	     item->is_plain && item->span.source &&
	     number <= source_position(item->span.source, item->span.end).line;
	     number++) {
		struct text line = source_line(item->span.source, number);
		size_t indent = strspn(line.data, " \t"),
		       start = item->span.source->line_starts[number - 1] + indent;
		if (start >= item->span.end || (is_text && line.data[indent] != '-'))
			continue;
		const char *seen = text_printable(binder->arena, item->value).data;
		struct finding *finding = complain(
		    binder, rule(bad_value), item,
		    "expected one entry of the list, saw one value over several lines, '%s'", seen);
		diag_note(binder->report, finding,
		          (struct span){item->span.source, start, start + 1}, "it goes on here");
		diag_hint(binder->report, finding,
		          "begin each entry with '- ' in the same column; put a value that goes on "
		          "in the next line into quotes");
		return false;
	}
	return true;
}

/* Between brackets a ',' is missing; elsewhere another entry would be on a line of its own. */
static void fix_paths(struct binder *binder, struct finding *finding, const struct node *list,
                      const struct node *item)
{
	struct text parted = TEXT("");
	for (const char *path = item->value.data; path;) {
		const char *next = strstr(path, " /");
		size_t length = next ? (size_t)(next - path) : strlen(path);
		while (length > 0 && path[length - 1] == ' ')
			length--;
		parted = text_format(
		    binder->arena, "%s%s%s", parted.data, parted.length > 0 ? ", " : "",
		    yaml_scalar(binder->arena, text_copy(binder->arena, path, length)).data);
		path = next ? next + 1 : NULL;
	}
	if (list->span.source->bytes.data[list->span.start] == '[')
		diag_fix(binder->report, finding, FIX_CHOICE, item->span, parted);
	diag_fix(binder->report, finding, FIX_CHOICE, item->span,
	         yaml_scalar(binder->arena, item->value));
}

/* [/usr /etc] */
static bool is_one_path(struct binder *binder, const struct node *list, const struct node *item)
{
	if (!is_one_line(binder, item, false))
		return false;
	if (!item->is_plain || !strstr(item->value.data, " /"))
		return true;
	const char *seen = text_printable(binder->arena, item->value).data;
	struct finding *finding =
	    complain(binder, rule(bad_value), item, "expected one path, saw '%s'", seen);
	diag_hint(binder->report, finding,
	          "put ',' between the paths, or a path that holds ' /' into quotes");
	fix_paths(binder, finding, list, item);
	return false;
}

/* Walks the scalars of a sequence; each is checked by scan, when there is one, and appended
 * once. */
static void read_list(struct binder *binder, const struct node *node, policy_texts *texts,
                      bool scan(struct arena *, struct text, struct scan_fault *))
{
	if (!is_kind(binder, node, NODE_SEQUENCE, "a list"))
		return;
	struct text outer = binder->at;
	for (size_t i = 0; i < node->items.count; i++) {
		const struct node *item = node->items.items[i];
		struct scan_fault fault;
		binder->at = text_format(binder->arena, "%s[%zu]", outer.data, i);
		if (!is_kind(binder, item, NODE_SCALAR, "one value") ||
		    !(scan == scan_path ? is_one_path(binder, node, item)
		                        : is_one_line(binder, item, false)))
			continue;
		if (scan && !scan(binder->arena, item->value, &fault))
			complain_fault(binder, item, &fault);
		else if (!complain_null(binder, item))
			append_unique(binder, texts, item);
	}
	binder->at = outer;
}

/* A name without a directory; most programs are in /usr/bin. */
static void guess_program(struct binder *binder, struct text name, struct scan_fault *fault)
{
	struct text path = text_format(binder->arena, "/usr/bin/%s", name.data);
	bool is_plausible = scan_path(binder->arena, path, &(struct scan_fault){0}) &&
	                    text_is_ascii(name) && !strpbrk(name.data, "$~ ") &&
	                    name.data[0] != '.';
	fault->write = NULL;
	fault->choices = is_plausible ? yaml_scalar(binder->arena, path).data : NULL;
	fault->hint = arena_printf(
	    binder->arena, "write the program's whole path, such as %s: no PATH is searched",
	    is_plausible ? fault->choices : "/usr/bin/python3");
}

/* Arguments may repeat, and may be empty except for the program. */
void read_texts(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	policy_texts *texts = member;
	if (!is_kind(binder, node, NODE_SEQUENCE, "a list: the program and its arguments"))
		return;
	for (size_t i = 0; i < node->items.count; i++)
		if (is_kind(binder, node->items.items[i], NODE_SCALAR, "texts") &&
		    is_one_line(binder, node->items.items[i], i > 0) &&
		    !(i > 0 && complain_null(binder, node->items.items[i])))
			*list_append(binder->arena, texts) = text_node(node->items.items[i]);
	if (binder->is_broken)
		return;
	struct scan_fault fault;
	if (texts->count == 0)
		complain(binder, rule(bad_value), node, "%s is empty", binder->at.data);
	else if (!scan_path(binder->arena, texts->items[0].value, &fault)) {
		if (texts->items[0].value.length > 0 && !strchr(texts->items[0].value.data, '/'))
			guess_program(binder, texts->items[0].value, &fault);
		complain_fault(binder, node->items.items[0], &fault);
	}
}

void read_paths(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	read_list(binder, node, member, scan_path);
}

void read_patterns(struct binder *binder, const struct key *key, const struct node *node,
                   void *member)
{
	(void)key;
	read_list(binder, node, member, scan_env_pattern);
}

/* A path beside the policy, or builtin:NAME; whether there is one is asked later. */
static bool scan_extends(struct arena *arena, struct text text, struct scan_fault *fault)
{
	(void)arena;
	*fault = (struct scan_fault){
	    .message = "expected a path relative to this policy, or builtin:NAME",
	    .hint = "write ./NAME.sandbox.yaml for a file beside this one, or builtin:NAME"};
	bool is_path = text.length > 0 && text.data[0] != '/' && text.data[text.length - 1] != '/';
	for (size_t at = 0; is_path && at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		is_path = character.class == CHARACTER_PLAIN;
		at += character.length;
	}
	return is_path;
}

void read_extends(struct binder *binder, const struct key *key, const struct node *node,
                  void *member)
{
	(void)key;
	read_list(binder, node, member, scan_extends);
}

static bool scan_capability(struct arena *arena, struct text text, struct scan_fault *fault)
{
	for (size_t i = 0; capability_names[i]; i++)
		if (text_is(text, capability_names[i]))
			return true;
	*fault = nearest_fault(arena, text, capability_names);
	fault->message = arena_printf(arena, "there is no capability \"%s\"", text.data);
	if (!fault->hint)
		fault->hint = "capabilities are written as in capabilities(7): CAP_SYS_CHROOT";
	return false;
}

void read_capabilities(struct binder *binder, const struct key *key, const struct node *node,
                       void *member)
{
	(void)key;
	read_list(binder, node, member, scan_capability);
}

/* "runsc.path" and the like: names of rows, for allow-override. */
static bool scan_key(struct arena *arena, struct text text, struct scan_fault *fault)
{
	const char *names[KEY_ID_COUNT + 1] = {0};
	size_t count = 0;
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		if (strpbrk(keys[i].parent, "*["))
			continue;
		names[count] = keys[i].parent[0] == '\0'
		                   ? keys[i].name
		                   : arena_printf(arena, "%s.%s", keys[i].parent, keys[i].name);
		if (text_is(text, names[count++]))
			return true;
	}
	*fault = nearest_fault(arena, text, names);
	fault->message = arena_printf(arena, "the policy has no key \"%s\"", text.data);
	return false;
}

void read_keys(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	read_list(binder, node, member, scan_key);
}

/* The path that an entry of a list, or of this mapping, is about; false when it is not one, or
 * stands already. */
static bool take_path(struct binder *binder, const struct node *mapping, const struct node *node,
                      const struct policy_text *known, struct policy_text *path)
{
	struct scan_fault fault;
	*path = text_node(node);
	if (!scan_path(binder->arena, node->value, &fault)) {
		hint_key(binder, complain(binder, rule(bad_value), node, "%s", fault.message),
		         mapping, node, &fault);
		return false;
	}
	if (known)
		complain_twice(binder, node, known->span);
	return !known;
}

static const struct policy_text *known_mask(const policy_masks *masks, struct text path)
{
	const struct policy_mask *mask;
	for_each (mask, masks)
		if (text_equal(mask->path.value, path))
			return &mask->path;
	return NULL;
}

/* An entry of which nothing is said yet. */
static void bind_entry_defaults(struct binder *binder, const char *parent, void *structure)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && keys[i].default_text)
			bind_default(binder, &keys[i], structure);
}

/* The keys of an entry's long form; false when one could not be read: then the entry is left out,
 * and its key is broken. */
static bool bind_entry(struct binder *binder, const char *parent, const struct node *node,
                       void *structure)
{
	bool was_broken = binder->is_broken;
	binder->is_broken = false;
	bind_mapping(binder, parent, node, structure);
	bool is_good = !binder->is_broken;
	binder->is_broken |= was_broken;
	return is_good;
}

static void read_mask(struct binder *binder, const struct node *node, const struct node *item,
                      policy_masks *masks)
{
	struct policy_mask mask = {0};
	const struct node *path = item;
	if (item->kind == NODE_MAPPING) {
		if (!bind_entry(binder, "masks[]", item, &mask))
			return;
		mask.has_kind = true;
		const struct node_entry *entry;
		for_each (entry, &item->entries)
			if (text_is(entry->key->value, "path"))
				path = entry->value;
	} else if (!is_kind(binder, item, NODE_SCALAR, "paths, or {path, kind}") ||
	           !is_one_path(binder, node, item)) {
		return;
	}
	if (take_path(binder, node, path, known_mask(masks, path->value), &mask.path))
		*list_append(binder->arena, masks) = mask;
}

void read_masks(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	if (!is_kind(binder, node, NODE_SEQUENCE, "a list of paths"))
		return;
	struct text outer = binder->at;
	for (size_t i = 0; i < node->items.count; i++) {
		binder->at = text_format(binder->arena, "%s[%zu]", outer.data, i);
		read_mask(binder, node, node->items.items[i], member);
	}
	binder->at = outer;
}

/* Appends one entry of a mapping to the list that member is. */
typedef void entry_reader(struct binder *binder, const struct node *node,
                          const struct node_entry *entry, void *member);

/* Calls read for each entry of a mapping, with binder->at at the entry. */
static void each_entry(struct binder *binder, const struct node *node, const char *wanted,
                       entry_reader *read, void *member)
{
	if (!is_kind(binder, node, NODE_MAPPING, wanted))
		return;
	struct text outer = binder->at;
	const struct node_entry *entry;
	for_each (entry, &node->entries) {
		binder->at =
		    text_format(binder->arena, "%s.%s", outer.data, entry->key->value.data);
		if (!complain_run_together(binder, entry))
			read(binder, node, entry, member);
	}
	binder->at = outer;
}

static void read_writable_entry(struct binder *binder, const struct node *node,
                                const struct node_entry *entry, void *member)
{
	policy_writables *list = member;
	struct policy_writable writable = {0};
	if (!take_path(binder, node, entry->key, NULL, &writable.path))
		return;
	bind_entry_defaults(binder, "writable.*", &writable);
	if (entry->value->kind != NODE_MAPPING)
		read_value(binder, &keys[KEY_ID_writable_size], entry->value, &writable.size);
	else if (!bind_entry(binder, "writable.*", entry->value, &writable))
		return;
	if (!writable.mode.span.source)
		writable.mode.value = writable_default_mode(writable.path.value);
	*list_append(binder->arena, list) = writable;
}

void read_writable(struct binder *binder, const struct key *key, const struct node *node,
                   void *member)
{
	(void)key;
	each_entry(binder, node, "paths with their sizes", read_writable_entry, member);
}

static void read_bind_entry(struct binder *binder, const struct node *node,
                            const struct node_entry *entry, void *member)
{
	policy_binds *list = member;
	struct policy_bind bind = {0};
	if (!take_path(binder, node, entry->key, NULL, &bind.path) ||
	    !is_kind(binder, entry->value, NODE_MAPPING, "{source, mode, kind}"))
		return;
	bind_entry_defaults(binder, "binds.*", &bind);
	if (bind_entry(binder, "binds.*", entry->value, &bind))
		*list_append(binder->arena, list) = bind;
}

void read_binds(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	each_entry(binder, node, "guest paths with their sources", read_bind_entry, member);
}

static void read_variable(struct binder *binder, const struct node *node,
                          const struct node_entry *entry, void *member)
{
	(void)node;
	policy_variables *list = member;
	struct scan_fault fault;
	if (!scan_env_name(binder->arena, entry->key->value, &fault))
		complain_fault(binder, entry->key, &fault);
	else if (is_kind(binder, entry->value, NODE_SCALAR, "one value") &&
	         !complain_null(binder, entry->value))
		*list_append(binder->arena, list) =
		    (struct policy_variable){text_node(entry->key), text_node(entry->value)};
}

void read_variables(struct binder *binder, const struct key *key, const struct node *node,
                    void *member)
{
	(void)key;
	each_entry(binder, node, "names with their values", read_variable, member);
}

static void read_rlimit(struct binder *binder, const struct node *node,
                        const struct node_entry *entry, void *member)
{
	policy_rlimits *list = member;
	struct policy_rlimit limit = {.name = text_node(entry->key),
	                              .row = rlimit_find(entry->key->value)};
	if (!limit.row) {
		const char **names = arena_alloc(binder->arena, (rlimit_count + 1) * sizeof *names);
		for (size_t i = 0; i < rlimit_count; i++)
			names[i] = rlimit_rows[i].name;
		struct finding *finding =
		    complain(binder, rule(unknown_key), entry->key, "there is no limit \"%s\"",
		             entry->key->value.data);
		/* As setrlimit(2) and OCI say it. */
		size_t prefix =
		    strncasecmp(entry->key->value.data, "RLIMIT_", strlen("RLIMIT_")) == 0
		        ? strlen("RLIMIT_")
		        : 0;
		struct scan_fault nearest =
		    nearest_fault(binder->arena, text_of(entry->key->value.data + prefix), names);
		hint_key(binder, finding, node, entry->key, &nearest);
		return;
	}
	if (entry->value->kind == NODE_MAPPING) {
		if (!bind_entry(binder, "rlimits.*", entry->value, &limit))
			return;
	} else {
		read_value(binder, &keys[KEY_ID_rlimit_soft], entry->value, &limit.soft);
		limit.hard = limit.soft;
	}
	*list_append(binder->arena, list) = limit;
}

void read_rlimits(struct binder *binder, const struct key *key, const struct node *node,
                  void *member)
{
	(void)key;
	each_entry(binder, node, "limits with their values", read_rlimit, member);
}

static void read_flag(struct binder *binder, const struct node *node,
                      const struct node_entry *entry, void *member)
{
	(void)node;
	policy_flags *list = member;
	if (is_kind(binder, entry->value, NODE_SCALAR, "one value") &&
	    !complain_null(binder, entry->value))
		*list_append(binder->arena, list) =
		    (struct policy_flag){text_node(entry->key), text_node(entry->value)};
}

void read_flags(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	each_entry(binder, node, "flags with their values", read_flag, member);
}

void read_allow(struct binder *binder, const struct key *key, const struct node *node, void *member)
{
	(void)key;
	policy_allows *allows = member;
	if (!is_kind(binder, node, NODE_SEQUENCE, "a list of {rule, at, reason, until}"))
		return;
	struct text outer = binder->at;
	for (size_t i = 0; i < node->items.count; i++) {
		const struct node *item = node->items.items[i];
		binder->at = text_format(binder->arena, "%s[%zu]", outer.data, i);
		if (!is_kind(binder, item, NODE_MAPPING, "{rule, at, reason, until}"))
			continue;
		struct policy_allow allow = {.span = item->span};
		if (!bind_entry(binder, "allow[]", item, &allow))
			continue;
		allow.rule = rule_find(allow.rule_name.value);
		*list_append(binder->arena, allows) = allow;
	}
	binder->at = outer;
}
