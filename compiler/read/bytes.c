#include "read/bytes.h"

#include "model/rules.h"

enum { SHOWN_OF_EACH = 3 };

struct refusal {
	enum rule_id rule;
	const char *what, *hint;
};

static const struct refusal refusals[] = {
    [CHARACTER_TAB] = {RULE_yaml_syntax, "a tab in the indentation", "indent with spaces"},
    [CHARACTER_RETURN] = {RULE_yaml_control, "a carriage return", "end each line with LF or CR LF"},
    [CHARACTER_NUL] = {RULE_yaml_control, "a NUL", NULL},
    [CHARACTER_CONTROL] = {RULE_yaml_control, "a control character", NULL},
    [CHARACTER_BREAK] = {RULE_yaml_control, "a line separator which only some readers see",
                         "end lines with a line feed"},
    [CHARACTER_BIDI] = {RULE_yaml_bidi, "a character that reorders the text around it", NULL},
    [CHARACTER_BYTE_ORDER] = {RULE_yaml_encoding, "a byte order mark",
                              "save the file as UTF-8 without byte order mark"},
    [CHARACTER_NONE] = {RULE_yaml_control, "a code point that is no character", NULL},
    [CHARACTER_INVALID] = {RULE_yaml_encoding, "a byte that is no UTF-8", "save the file as UTF-8"},
};

static void refuse(struct report *report, enum character_class class, struct span span,
                   struct text bytes)
{
	const struct refusal *refusal = &refusals[class];
	const char *escape = text_printable(report->arena, bytes).data;
	struct finding *finding =
	    diag_add(report, &rules[refusal->rule], span, "expected plain text, saw %s (%s)",
	             refusal->what, escape);
	if (refusal->hint)
		diag_hint(report, finding, "%s", refusal->hint);
	if (class == CHARACTER_BYTE_ORDER)
		diag_fix(report, finding, FIX_SAFE, span, TEXT(""));
}

static bool is_text(enum character_class class)
{
	return class == CHARACTER_PLAIN || class == CHARACTER_NEWLINE || class == CHARACTER_TAB;
}

bool bytes_check(struct report *report, const struct source *source)
{
	struct text bytes = source->bytes;
	size_t seen[CHARACTER_INVALID + 1] = {0};
	bool is_fine = true;
	for (size_t at = 0; at < bytes.length;) {
		struct character character = utf8_next(bytes.data + at, bytes.length - at);
		if (!is_text(character.class)) {
			is_fine = false;
			if (seen[character.class]++ < SHOWN_OF_EACH)
				refuse(report, character.class,
				       (struct span){source, at, at + character.length},
				       (struct text){bytes.data + at, character.length});
		}
		at += character.length;
	}
	return is_fine;
}

bool bytes_check_value(struct report *report, struct span span, struct text value)
{
	for (size_t at = 0; at < value.length;) {
		struct character character = utf8_next(value.data + at, value.length - at);
		if (!is_text(character.class)) {
			refuse(report, character.class, span,
			       (struct text){value.data + at, character.length});
			return false;
		}
		at += character.length;
	}
	return true;
}
