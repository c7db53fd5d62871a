/* BearSSL's SHA-256 is plain C: 55 us for a config.json of 8 KiB, a fifth of a second for a runsc
 * with a digest in the policy. The instructions of x86 take a fifth of that and less. */
#include "sha.h"

#if defined __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#include <stdbool.h>

enum { BLOCK = 64, NEEDS_SSE41 = 1 << 19, NEEDS_SSSE3 = 1 << 9, HAS_SHA = 1 << 29 };

/* FIPS 180-4, 4.2.2. */
static const _Alignas(16) uint32_t constants[BLOCK] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static bool has_instructions(void)
{
	const unsigned int needed = NEEDS_SSE41 | NEEDS_SSSE3;
	unsigned int a, b, c, d;

	if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & needed) != needed)
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & HAS_SHA) != 0;
}

/* The two halves of the state as the instructions want them: ABEF and CDGH, from high to low. */
struct halves {
	__m128i abef, cdgh;
};

__attribute__((target("sha,sse4.1"))) static struct halves load(const uint32_t *state)
{
	const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const void *)state), 0xb1);
	const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const void *)(state + 4)), 0x1b);

	return (struct halves){_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xf0)};
}

__attribute__((target("sha,sse4.1"))) static void store(struct halves halves, uint32_t *state)
{
	const __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1b);
	const __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xb1);

	_mm_storeu_si128((void *)state, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* The next four words of the message schedule take the place of the oldest four of sixteen. */
__attribute__((target("sha,sse4.1"))) static void extend(__m128i words[static 4], int oldest)
{
	const __m128i last = words[(oldest + 3) % 4];
	const __m128i shifted = _mm_alignr_epi8(last, words[(oldest + 2) % 4], 4);
	const __m128i begun = _mm_sha256msg1_epu32(words[oldest], words[(oldest + 1) % 4]);

	words[oldest] = _mm_sha256msg2_epu32(_mm_add_epi32(begun, shifted), last);
}

__attribute__((target("sha,sse4.1"))) static struct halves take_block(struct halves halves,
                                                                      const uint8_t *block)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	const struct halves before = halves;
	__m128i words[4];

	for (int i = 0; i < 4; i++)
		words[i] =
		    _mm_shuffle_epi8(_mm_loadu_si128((const void *)(block + 16 * i)), big_endian);
	for (int i = 0; i < 16; i++) {
		const __m128i four =
		    _mm_add_epi32(words[i % 4], _mm_load_si128((const void *)(constants + 4 * i)));

		halves.cdgh = _mm_sha256rnds2_epu32(halves.cdgh, halves.abef, four);
		halves.abef =
		    _mm_sha256rnds2_epu32(halves.abef, halves.cdgh, _mm_shuffle_epi32(four, 0x0e));
		if (i < 12)
			extend(words, i % 4);
	}
	return (struct halves){_mm_add_epi32(halves.abef, before.abef),
	                       _mm_add_epi32(halves.cdgh, before.cdgh)};
}

size_t sha_take(uint32_t state[static 8], const void *bytes, size_t size)
{
	/* Asked once: under a hypervisor the question costs a microsecond and more. */
	static enum { UNASKED, NO, YES } answer;
	const size_t taken = size / BLOCK * BLOCK;
	struct halves halves;

	if (answer == UNASKED)
		answer = has_instructions() ? YES : NO;
	if (answer == NO)
		return 0;
	halves = load(state);
	for (size_t at = 0; at < taken; at += BLOCK)
		halves = take_block(halves, (const uint8_t *)bytes + at);
	store(halves, state);
	return taken;
}

#else
size_t sha_take(uint32_t state[static 8], const void *bytes, size_t size)
{
	(void)state, (void)bytes, (void)size;
	return 0;
}
#endif
