#include "view/go_decode.h"

#include "model/rules.h"
#include "view/go_number.h"

struct decoder {
	struct report *report;
	const struct source *source;
	struct go_decoded result;
};

static struct span span_of(const struct decoder *decoder, size_t start, size_t end)
{
	return (struct span){decoder->source, start, end};
}

static struct json *type_error(struct decoder *decoder, const struct json *value, const char *name,
                               const char *wanted)
{
	struct arena *arena = decoder->report->arena;
	*list_append(arena, &decoder->result.errors) =
	    (struct go_error){text_format(arena, "\"%s\" is %s, and runsc wants %s", name,
	                                  json_kind_name(value->kind), wanted),
	                      span_of(decoder, value->start, value->end)};
	return NULL;
}

/* encoding/json's folding: ASCII letters, and the two characters beyond ASCII whose simple case
 * folding is an ASCII letter (U+017F, U+212A). */
static bool fold_equal(struct text key, const char *name)
{
	size_t at = 0;
	for (; *name; name++) {
		char letter = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
		if (at >= key.length)
			return false;
		char seen = key.data[at] >= 'A' && key.data[at] <= 'Z' ? (char)(key.data[at] + 32)
		                                                       : key.data[at];
		if (seen == letter) {
			at++;
		} else if (letter == 's' && key.length - at >= 2 && key.data[at] == '\xc5' &&
		           key.data[at + 1] == '\xbf') {
			at += 2;
		} else if (letter == 'k' && key.length - at >= 3 && key.data[at] == '\xe2' &&
		           key.data[at + 1] == '\x84' && key.data[at + 2] == '\xaa') {
			at += 3;
		} else {
			return false;
		}
	}
	return at == key.length;
}

static const struct go_field *field_find(const struct go_field *type, struct text key)
{
	for (; type->name; type++)
		if (fold_equal(key, type->name))
			return type;
	return NULL;
}

static struct json *copy_shape(struct decoder *decoder, const struct json *value)
{
	struct json *copy = arena_alloc(decoder->report->arena, sizeof *copy);
	*copy = (struct json){
	    .kind = value->kind, .text = value->text, .start = value->start, .end = value->end};
	return copy;
}

/* What is in it is not checked, but whether there is anything. */
static struct json *copy_whole(struct decoder *decoder, const struct json *value)
{
	struct json *copy = copy_shape(decoder, value);
	copy->members = value->members;
	return copy;
}

static struct json_member *member_find(struct json *object, struct text name)
{
	struct json_member *member;
	for_each (member, &object->members)
		if (text_equal(member->name, name))
			return member;
	return NULL;
}

static struct json_member *member_slot(struct decoder *decoder, struct json *object,
                                       struct text name)
{
	struct json_member *member = member_find(object, name);
	if (member)
		return member;
	member = list_append(decoder->report->arena, &object->members);
	member->name = name;
	return member;
}

static struct json *decode(struct decoder *decoder, const struct go_field *field, struct json *old,
                           const struct json *value, bool is_element);

static void complain_about_key(struct decoder *decoder, const struct json *object,
                               const struct json_member *member, const struct go_field *field)
{
	struct span span = span_of(decoder, member->start, member->value->end);
	const struct json_member *other;
	if (!text_is(member->name, field->name))
		diag_add(decoder->report, rule(config_key_case), span,
		         "\"%s\" is read as \"%s\": runsc matches keys ignoring case",
		         member->name.data, field->name);
	for (other = object->members.items; other < member; other++) {
		if (!fold_equal(other->name, field->name))
			continue;
		struct finding *finding = diag_add(
		    decoder->report, rule(config_duplicate_key), span,
		    "\"%s\" appears twice, and the later one wins or is merged in", field->name);
		diag_note(decoder->report, finding,
		          span_of(decoder, other->start, other->value->end), "the earlier one");
		return;
	}
}

static struct json *decode_struct(struct decoder *decoder, const struct go_field *field,
                                  struct json *old, const struct json *value)
{
	struct json *result = old ? old : copy_shape(decoder, value);
	const struct json_member *member;
	if (value->kind != JSON_OBJECT)
		return type_error(decoder, value, field->name, "an object");
	for_each (member, &value->members) {
		const struct go_field *inner = field_find(field->type, member->name);
		if (!inner) {
			decoder->result.has_unknown_key = true;
			diag_add(decoder->report, rule(config_unknown_key),
			         span_of(decoder, member->start, member->value->end),
			         "runsc knows no key \"%s\" here and ignores it",
			         member->name.data);
			continue;
		}
		complain_about_key(decoder, value, member, inner);
		struct json_member *slot = member_slot(decoder, result, text_of(inner->name));
		slot->start = member->start;
		slot->value = decode(decoder, inner, slot->value, member->value, false);
	}
	return result;
}

/* A second array is decoded over the elements of the first (golang/go#21092). */
static struct json *decode_list(struct decoder *decoder, const struct go_field *field,
                                const struct json *old, const struct json *value)
{
	struct json *result = copy_shape(decoder, value);
	const struct json_member *element;
	if (value->kind != JSON_ARRAY)
		return type_error(decoder, value, field->name, "an array");
	for_each (element, &value->members) {
		size_t index = result->members.count;
		struct json *merged =
		    old && index < old->members.count ? old->members.items[index].value : NULL;
		struct json_member *slot = list_append(decoder->report->arena, &result->members);
		slot->start = element->start;
		slot->value = decode(decoder, field, merged, element->value, true);
	}
	return result;
}

static struct json *decode_map(struct decoder *decoder, const struct go_field *field,
                               struct json *old, const struct json *value)
{
	struct json *result = old ? old : copy_shape(decoder, value);
	const struct json_member *member;
	if (value->kind != JSON_OBJECT)
		return type_error(decoder, value, field->name, "an object");
	for_each (member, &value->members) {
		struct json_member *slot = member_slot(decoder, result, member->name);
		if (slot->value)
			diag_add(decoder->report, rule(config_duplicate_key),
			         span_of(decoder, member->start, member->value->end),
			         "\"%s\" appears twice, and the later one wins", member->name.data);
		if (member->value->kind != JSON_STRING && member->value->kind != JSON_NULL)
			type_error(decoder, member->value, field->name, "strings in it");
		slot->start = member->start;
		slot->value = copy_shape(decoder, member->value);
		slot->value->kind = JSON_STRING;
		if (member->value->kind == JSON_NULL)
			slot->value->text = TEXT("");
	}
	return result;
}

static bool fits(const struct go_field *field, struct text number)
{
	switch (field->kind) {
	case GO_UINT32:
		return go_number_is_uint32(number);
	case GO_UINT64:
		return go_number_is_uint64(number);
	default:
		return go_number_is_int64(number);
	}
}

static struct json *decode_scalar(struct decoder *decoder, const struct go_field *field,
                                  const struct json *value)
{
	switch (field->kind) {
	case GO_STRING:
		return value->kind == JSON_STRING
		           ? copy_shape(decoder, value)
		           : type_error(decoder, value, field->name, "a string");
	case GO_BOOL:
		if (value->kind != JSON_TRUE && value->kind != JSON_FALSE)
			return type_error(decoder, value, field->name, "true or false");
		return copy_shape(decoder, value);
	default:
		if (value->kind != JSON_NUMBER || !fits(field, value->text))
			return type_error(decoder, value, field->name,
			                  "an integer without fraction or exponent, in range");
		return copy_shape(decoder, value);
	}
}

static struct json *decode(struct decoder *decoder, const struct go_field *field, struct json *old,
                           const struct json *value, bool is_element)
{
	bool is_list = field->is_list && !is_element;
	if (value->kind == JSON_NULL)
		return is_list || field->is_pointer || field->kind == GO_MAP ? NULL : old;
	if (is_list)
		return decode_list(decoder, field, old, value);
	if (field->kind == GO_STRUCT)
		return decode_struct(decoder, field, old, value);
	if (field->kind == GO_MAP)
		return decode_map(decoder, field, old, value);
	if (field->kind == GO_ANY)
		return copy_whole(decoder, value);
	return decode_scalar(decoder, field, value);
}

struct go_decoded go_decode(struct report *report, const struct source *source,
                            struct json *document)
{
	static const struct go_field top = {"config", GO_STRUCT, false, false, go_spec};
	struct decoder decoder = {.report = report, .source = source};
	struct json *nothing = copy_shape(&decoder, document);
	nothing->kind = JSON_OBJECT; /* null leaves the struct as it is, empty */
	decoder.result.value =
	    decode_struct(&decoder, &top, NULL, document->kind == JSON_NULL ? nothing : document);
	return decoder.result;
}

struct json *json_get(const struct json *json, const char *name)
{
	const struct json_member *member;
	if (!json)
		return NULL;
	for_each (member, &json->members)
		if (text_is(member->name, name))
			return member->value;
	return NULL;
}

struct text json_text(const struct json *json)
{
	return json && json->kind == JSON_STRING ? json->text : TEXT("");
}

bool json_is_true(const struct json *json)
{
	return json && json->kind == JSON_TRUE;
}
