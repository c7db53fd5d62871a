#pragma once

#include "base/text.h"

#include <stdint.h>

/* Inside check/: what the first bytes of files say. */

/* "#!/usr/bin/env python3": the interpreter's path; false for what is no script. execve(2). */
bool program_interpreter(struct arena *arena, struct text bytes, struct text *path);
/* The runtime linker that an ELF file of this machine's byte order asks for; false when it asks for
 * none. elf(5), PT_INTERP. */
bool program_loader(struct arena *arena, struct text bytes, struct text *path);
/* The home directory of a user in a passwd file; false when the user has no line. passwd(5). */
bool account_home(struct arena *arena, struct text passwd, uint64_t uid, struct text *home);
