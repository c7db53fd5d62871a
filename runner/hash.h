#pragma once

#include <sha2.h>
#include <stdbool.h>

/* Ends CONTEXT. Is its digest the one that DIGITS say, 64 lower-case hexadecimal digits? TEXT, of 65 bytes, gets the digits it has. */
bool hash_is(SHA2_CTX *context, const char *digits, char text[static 2 * SHA256_DIGEST_LENGTH + 1]);
