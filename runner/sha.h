#pragma once

#include <stddef.h>
#include <stdint.h>

/* Takes the whole blocks of 64 bytes that BYTES begins with into STATE, the eight words of a
 * SHA-256 (FIPS 180-4, 6.2.2), with the processor's own instructions. Returns how many bytes that
 * were: 0 where the processor has no such instructions. */
size_t sha_take(uint32_t state[static 8], const void *bytes, size_t size);
