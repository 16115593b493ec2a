// What this processor and its kernel allow.
#include <asm/hwcap.h>
#include <sys/auxv.h>

// Levels as bits, of which cpu_x86.c has the first three: 8 NEON with dot products, 16 with matrix products of int8.
int levels(void) {
  int dot_products = getauxval(AT_HWCAP) & HWCAP_ASIMDDP ? 8 : 0;
  return dot_products && getauxval(AT_HWCAP2) & HWCAP2_I8MM ? 8 | 16 : dot_products;
}
