#pragma once

#include "base/diag.h"

/* What YAML 1.2.2 forbids and libyaml lets pass. Each makes findings; indent is the column of the
 * block collection around, -1 for none. */

/* Between two tokens: a comment without a blank before it (6.6), a tab that indents (6.1). The span
 * holds only blanks, comments and indicators. */
void lines_check_between(struct report *report, struct span span);
/* The same span, in front of a key: is the key written with '?'? In a flow collection libyaml takes
 * even the '?' of ?key for one. */
bool lines_have_question_mark(struct span span);
/* Lines of a quoted scalar or of a flow collection, which are to be indented more than what they
 * belong to (6.1). A line that closes the collection may stand below the key: everyone writes it
 * so; and its tabs are lines_check_between's. */
void lines_check_indent(struct report *report, struct span span, long indent, bool is_flow);
/* A block scalar: its header's comment (6.6), and blank lines at its beginning that are longer than
 * its indentation (8.1.1.1). */
void lines_check_block(struct report *report, struct span span, long indent);
