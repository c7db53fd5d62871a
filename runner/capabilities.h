#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The capability sets of this process, one bit each. */
struct capabilities {
	uint64_t effective;
	uint64_t permitted;
	uint64_t inheritable;
};

/* False and errno when the kernel does not tell. */
bool capabilities_read(struct capabilities *capabilities);

/* Those of ASKED that this process holds; if there are none, one of them that an exec of a
 * privileged program could still give to it, or 0. Without no_new_privs that is the whole bounding
 * set. */
uint64_t capabilities_reach(const struct capabilities *capabilities, uint64_t asked);

/* With these runsc makes no user namespace (gVisor's runsc/specutils/namespace.go,
 * MaybeRunAsRoot). */
bool capabilities_are_rootful(const struct capabilities *capabilities);

/* The number of the capability that NAME, of LENGTH bytes, is called, or -1: CAP_CHOWN is 0. */
int capability_number(const char *name, unsigned long length);

/* Writes the name of a capability, into BUFFER as a string. */
void capability_name(int number, char *buffer, unsigned long size);
