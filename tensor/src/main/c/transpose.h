// Sixteen vectors of sixteen numbers, by AVX-512.
#pragma once

// Turns rows of 16 numbers of 32 bits, whole or not, into columns.
static inline void transpose(void *rows) {
  __m512i *r = rows, s[16];
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    __m512i a = _mm512_unpacklo_epi32(r[i], r[i + 1]), b = _mm512_unpacklo_epi32(r[i + 2], r[i + 3]);
    __m512i c = _mm512_unpackhi_epi32(r[i], r[i + 1]), d = _mm512_unpackhi_epi32(r[i + 2], r[i + 3]);
    s[i] = _mm512_unpacklo_epi64(a, b);
    s[i + 1] = _mm512_unpackhi_epi64(a, b);
    s[i + 2] = _mm512_unpacklo_epi64(c, d);
    s[i + 3] = _mm512_unpackhi_epi64(c, d);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    __m512i a = _mm512_shuffle_i32x4(s[i], s[i + 4], 0x88), b = _mm512_shuffle_i32x4(s[i + 8], s[i + 12], 0x88);
    __m512i c = _mm512_shuffle_i32x4(s[i], s[i + 4], 0xdd), d = _mm512_shuffle_i32x4(s[i + 8], s[i + 12], 0xdd);
    r[i] = _mm512_shuffle_i32x4(a, b, 0x88);
    r[i + 8] = _mm512_shuffle_i32x4(a, b, 0xdd);
    r[i + 4] = _mm512_shuffle_i32x4(c, d, 0x88);
    r[i + 12] = _mm512_shuffle_i32x4(c, d, 0xdd);
  }
}
