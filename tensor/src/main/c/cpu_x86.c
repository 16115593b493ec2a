// What this processor and its kernel allow.
#include <cpuid.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };

static uint64_t saved_by_kernel(void) { // the register XCR0
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

// Levels as bits: 1 AVX2, 2 AVX-512 VNNI, 4 AMX bf16 and int8. Asks the kernel for AMX, for the whole process.
int levels(void) {
  uint32_t a, b, c, d, c1, b7, c7, d7;
  if (!__get_cpuid(1, &a, &b, &c1, &d) || !(c1 & bit_OSXSAVE)) return 0;
  if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7)) return 0;
  uint64_t saved = saved_by_kernel();
  int result = 0;
  if ((saved & 6) == 6 && (c1 & bit_FMA) && (c1 & bit_F16C) && (b7 & bit_AVX2)) result = 1;
  uint32_t wide = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  if (result && (saved & 0xe6) == 0xe6 && (b7 & wide) == wide && (c7 & bit_AVX512VNNI)) result |= 2;
  if (result & 2 && (saved & 0x60000) == 0x60000 && (d7 >> 22 & 7) == 7) {
    uint32_t a71 = 0;
    if (__get_cpuid_count(7, 1, &a71, &b, &c, &d) && (a71 >> 5 & 1) // AVX512_BF16
        && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0) {
      result |= 4;
    }
  }
  return result;
}
