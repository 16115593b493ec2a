// What this processor and its kernel allow.
#include <asm/hwcap.h>
#include <sys/auxv.h>

// Levels as bits, of which cpu_x86.c has the first three: 8 NEON with dot products.
int levels(void) { return getauxval(AT_HWCAP) & HWCAP_ASIMDDP ? 8 : 0; }
