// The kernels for Arm as a service on standard input and output, so that the tests of a JVM can
// ask kernels for another processor, run by qemu-user. A call is the name's number, eight integers of
// 64 bits, two floats, and its arrays, each behind its length in bytes; the answer is one array.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void Quantise(const float *, int64_t, int64_t, void *);
typedef void Matmul(int, const uint8_t *, int64_t, int64_t, const void *, int64_t, float *, int64_t, void *);
Quantise quantise_dotprod, quantise_i8mm;
Matmul matmul_dotprod, matmul_i8mm;
void matmul_floats_dotprod(int, const uint8_t *, int64_t, int64_t, const float *, int64_t, float *, int64_t, float *);
void rms_norm_dotprod(const float *, const float *, float *, int64_t, int64_t, float);
void swiglu_dotprod(float *, const float *, int64_t);
void store_dotprod(int, const float *, int64_t, int64_t, int64_t, uint8_t *);
void attend_dotprod(int, const float *, int64_t, int64_t, int64_t, int64_t, int64_t, const uint8_t *, const uint8_t *,
                  int64_t, int64_t, int, float, float, const float *, float *, int64_t, float *);
int levels(void);

static void take(void *p, size_t bytes) {
  if (fread(p, 1, bytes, stdin) != bytes) exit(0);
}

static void *array(int64_t *bytes) { // with room behind it; null for none
  take(bytes, 8);
  if (*bytes == 0) return NULL;
  void *p = aligned_alloc(64, (*bytes + 127) / 64 * 64);
  take(p, *bytes);
  return p;
}

int main(void) {
  static char scratch[1 << 24] __attribute__((aligned(64)));
  for (;;) {
    int64_t call, n[8], size[4];
    float f[2];
    take(&call, 8);
    take(n, sizeof n);
    take(f, sizeof f);
    void *a[4];
    for (int i = 0; i < 4; i++) a[i] = array(size + i);
    int64_t bytes = 0;
    void *out = NULL;
    switch (call) {
      case 0: // format, rows, columns, tokens; weights, activations
      case 1: // without rounding
      case 7: { // by matrix products
        out = malloc(bytes = 4 * n[1] * n[3]);
        if (call == 1) {
          matmul_floats_dotprod(n[0], a[0], n[1], n[2], a[1], n[3], out, n[1], (float *)scratch);
          break;
        }
        void *x = aligned_alloc(64, 384 * ((n[2] + 255) / 256) * ((n[3] + 3) / 4 * 4));
        (call == 0 ? quantise_dotprod : quantise_i8mm)(a[1], n[3], n[2], x);
        (call == 0 ? matmul_dotprod : matmul_i8mm)(n[0], a[0], n[1], n[2], x, n[3], out, n[1], scratch);
        free(x);
        break;
      }
      case 2: // runs, n; x, weight
        out = malloc(bytes = 4 * n[0] * n[1]);
        rms_norm_dotprod(a[0], a[1], out, n[0], n[1], f[0]);
        break;
      case 3: // n; gate, up
        out = memcpy(malloc(size[0]), a[0], bytes = size[0]);
        swiglu_dotprod(out, a[1], n[0]);
        break;
      case 4: // format, rows, stride, n, bytes; x
        out = malloc(bytes = n[4]);
        store_dotprod(n[0], a[0], n[1], n[2], n[3], out);
        break;
      case 5: { // format, heads, key_dim, value_dim, past, tokens, window, causal; keys, values, q, sinks
        int64_t stride = n[1] * n[3];
        out = malloc(bytes = 4 * n[5] * stride);
        attend_dotprod(n[0], a[2], n[1] * n[2], n[5], n[1], n[2], n[3], a[0], a[1], n[4], n[6], n[7], f[0], f[1], a[3],
                     out, stride, (float *)scratch);
        break;
      }
      default: // which levels there are
        out = calloc(1, bytes = 4);
        *(int *)out = levels();
    }
    fwrite(&bytes, 8, 1, stdout);
    fwrite(out, 1, bytes, stdout);
    fflush(stdout);
    free(out);
    for (int i = 0; i < 4; i++) free(a[i]);
  }
}
