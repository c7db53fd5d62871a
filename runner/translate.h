#pragma once

#include "fault.h"

/* What runsc wrote last on standard error, kept for translation. */
struct tail {
	unsigned long used;
	char bytes[4096 + 1];
};

void tail_add(struct tail *tail, const char *bytes, unsigned long length);

/* The first NEEDLE in TEXT, or null. */
const char *find_text(const char *text, const char *needle);

/* 126 or 127, as env(1) would say, when runsc found the guest's command but could not execute it,
 * or did not find it; else 0. */
int tail_command_status(const struct tail *tail);

/* One line on stderr, `keeprun: runsc-failed: ...`, with cause and remedy where what runsc said is
 * known. */
void tail_explain(const struct tail *tail);
