/* What a start finds of its standard descriptors, and leaves so. The sentry makes what it is given
 * non-blocking, and a guest may change the attributes of its terminal; both outlive it. */
#pragma once

#include <asm/termbits.h>
#include <stdbool.h>

struct terminal {
	int flags[3]; /* of open(2), by the descriptor; -1 when they are not known */
	bool has_attributes;
	struct termios attributes;
};

void terminal_note(struct terminal *terminal);

/* In the background the terminal is somebody else's: then its attributes stay. */
void terminal_restore(const struct terminal *terminal);
