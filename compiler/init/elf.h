#pragma once

#include "base/text.h"

#include <stdbool.h>

/* What the loader reads of a 64-bit ELF file: elf(5), ld.so(8). Texts are borrowed from the bytes,
 * which stay. */
struct elf {
	struct text loader; /* PT_INTERP; empty: none */
	LIST(struct text) needed;
	struct text search;  /* DT_RUNPATH, else DT_RPATH; empty: none */
	const char *triplet; /* the machine's directory of libraries on Debian */
};

/* False for what is no such file, or of a machine that keeprun does not run on, or cut short. */
bool elf_read(struct arena *arena, struct text bytes, struct elf *elf);
