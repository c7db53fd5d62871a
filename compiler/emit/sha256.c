#include "emit/emit.h"

#include <sha2.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static struct text hex_of(struct arena *arena, SHA2_CTX *context)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA256Final(digest, context);
	char *hex = arena_alloc(arena, sizeof digest * 2 + 1);
	for (size_t i = 0; i < sizeof digest; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return (struct text){hex, sizeof digest * 2};
}

struct text emit_sha256(struct arena *arena, struct text bytes)
{
	SHA2_CTX context;
	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)bytes.data, bytes.length);
	return hex_of(arena, &context);
}

struct text emit_sha256_of(struct arena *arena, int fd)
{
	SHA2_CTX context;
	uint8_t piece[PIECE];
	ssize_t count;
	SHA256Init(&context);
	while ((count = read(fd, piece, sizeof piece)) > 0)
		SHA256Update(&context, piece, (size_t)count);
	return count < 0 ? TEXT("") : hex_of(arena, &context);
}
