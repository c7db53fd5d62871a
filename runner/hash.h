#pragma once

#include <bearssl_hash.h>
#include <stdbool.h>
#include <stddef.h>

/* SHA-256, while the bytes pass by. */
struct hash {
	br_sha256_context context;
};

/* A digest as 64 lower-case hexadecimal digits and a NUL. */
enum { HASH_TEXT = 2 * br_sha256_SIZE + 1 };

void hash_start(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t size);
/* Ends HASH: TEXT gets the digits of its digest. */
void hash_end(struct hash *hash, char text[static HASH_TEXT]);
/* The same. Is its digest the one that DIGITS say? */
bool hash_is(struct hash *hash, const char *digits, char text[static HASH_TEXT]);
