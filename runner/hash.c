#include "hash.h"

#include <stdint.h>
#include <string.h>

/* Debian builds BearSSL's objects against glibc with _FORTIFY_SOURCE; this is the one door which
 * they then want and musl does not have. */
void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
	if (size > room)
		__builtin_trap();
	return memcpy(to, from, size);
}

void hash_start(struct hash *hash)
{
	br_sha256_init(&hash->context);
}

void hash_add(struct hash *hash, const void *bytes, size_t size)
{
	br_sha256_update(&hash->context, bytes, size);
}

bool hash_is(struct hash *hash, const char *digits, char text[static HASH_TEXT])
{
	static const char alphabet[] = "0123456789abcdef";
	uint8_t digest[br_sha256_SIZE];

	br_sha256_out(&hash->context, digest);
	for (size_t i = 0; i < sizeof digest; i++) {
		text[2 * i] = alphabet[digest[i] >> 4];
		text[2 * i + 1] = alphabet[digest[i] & 15];
	}
	text[2 * sizeof digest] = '\0';
	return strcmp(digits, text) == 0;
}
