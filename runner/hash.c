#include "hash.h"
#include "sha.h"

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

/* BearSSL hands its state out and takes it back as bytes, high ones first. */
static size_t take_blocks(struct hash *hash, const uint8_t *bytes, size_t size)
{
	uint8_t text[br_sha256_SIZE];
	uint32_t state[8];
	uint64_t count = br_sha256_state(&hash->context, text);
	size_t taken;

	for (size_t i = 0; i < 8; i++)
		state[i] = (uint32_t)text[4 * i] << 24 | (uint32_t)text[4 * i + 1] << 16 |
		           (uint32_t)text[4 * i + 2] << 8 | text[4 * i + 3];
	taken = count % 64 == 0 ? sha_take(state, bytes, size) : 0;
	if (taken == 0)
		return 0;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
	br_sha256_set_state(&hash->context, text, count + taken);
	return taken;
}

void hash_add(struct hash *hash, const void *bytes, size_t size)
{
	const uint8_t *const first = bytes;
	const size_t taken = size < 64 ? 0 : take_blocks(hash, first, size);

	br_sha256_update(&hash->context, first + taken, size - taken);
}

void hash_end(struct hash *hash, char text[static HASH_TEXT])
{
	static const char alphabet[] = "0123456789abcdef";
	uint8_t digest[br_sha256_SIZE];

	br_sha256_out(&hash->context, digest);
	for (size_t i = 0; i < sizeof digest; i++) {
		text[2 * i] = alphabet[digest[i] >> 4];
		text[2 * i + 1] = alphabet[digest[i] & 15];
	}
	text[2 * sizeof digest] = '\0';
}

bool hash_is(struct hash *hash, const char *digits, char text[static HASH_TEXT])
{
	hash_end(hash, text);
	return strcmp(digits, text) == 0;
}
