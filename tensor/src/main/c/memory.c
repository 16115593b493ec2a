// Weights in memory.
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { POPULATE_READ = 22 }; // of Linux 5.14, missing in older headers

// Has a part of a mapped file in memory as large pages, if it is read from the disk only now, and maps all
// of its pages at once instead of one fault at a time, where that is known and `total` bytes fit in
// half of the machine's memory; else they come as they are needed.
void populate(void *from, int64_t bytes, int64_t total) {
  uintptr_t begin = (uintptr_t)from & ~(uintptr_t)(sysconf(_SC_PAGESIZE) - 1);
  int64_t length = (int64_t)((uintptr_t)from - begin) + bytes;
  madvise((void *)begin, length, MADV_HUGEPAGE);
  if (total / sysconf(_SC_PAGESIZE) > sysconf(_SC_PHYS_PAGES) / 2) return;
  madvise((void *)begin, length, POPULATE_READ);
}

// Memory of large pages, as far as the kernel has them; null if there is not so much.
void *take_huge(int64_t bytes) {
  void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  madvise(p, bytes, MADV_HUGEPAGE);
  return p;
}

void give_back(void *p, int64_t bytes) { munmap(p, bytes); }
