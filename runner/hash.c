#include "hash.h"

#include <stdint.h>
#include <string.h>

bool hash_is(SHA2_CTX *context, const char *digits, char text[static 2 * SHA256_DIGEST_LENGTH + 1])
{
	static const char alphabet[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_LENGTH];

	SHA256Final(digest, context);
	for (size_t i = 0; i < sizeof digest; i++) {
		text[2 * i] = alphabet[digest[i] >> 4];
		text[2 * i + 1] = alphabet[digest[i] & 15];
	}
	text[2 * sizeof digest] = '\0';
	return strcmp(digits, text) == 0;
}
