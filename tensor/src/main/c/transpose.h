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

// One tile of sums, [row][token], to out[token * stride + row].
static inline void put_tile(const float *sums, int64_t rows, int64_t tokens, float *out, int64_t stride) {
  __m512i r[16];
  for (int i = 0; i < 16; i++) r[i] = _mm512_load_si512(sums + 16 * i);
  transpose(r);
  __mmask16 mask = rows < 16 ? (1 << (rows < 0 ? 0 : rows)) - 1 : 0xffff;
  for (int64_t t = 0; t < 16 && t < tokens; t++) _mm512_mask_storeu_epi32(out + t * stride, mask, r[t]);
}

// Sums as four tiles, [half of rows][half of tokens], for each 32 tokens with each 32 rows.
static inline void put_tiles(const float *sums, int64_t rows, int64_t tokens, float *out, int64_t stride) {
  for (int64_t t = 0; t < tokens; t += 32) {
    for (int64_t r = 0; r < rows; r += 32) {
      for (int i = 0; i < 4; i++, sums += 256) {
        int64_t row = r + i / 2 * 16, token = t + i % 2 * 16;
        put_tile(sums, rows - row, tokens - token, out + token * stride + row, stride);
      }
    }
  }
}
