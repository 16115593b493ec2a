// Weights in memory.
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGEOUT = 21, POPULATE_READ = 22 }; // of Linux 5.4 and 5.14, missing in older headers

static int advise(void *from, int64_t bytes, int advice) {
  uintptr_t begin = (uintptr_t)from & ~(uintptr_t)(sysconf(_SC_PAGESIZE) - 1);
  return madvise((void *)begin, (int64_t)((uintptr_t)from - begin) + bytes, advice);
}

// Has a part of a mapped file in memory as large pages, if it is read from the disk only now.
void prefer_huge(void *from, int64_t bytes) { advise(from, bytes, MADV_HUGEPAGE); }

// Maps all pages of a part of a mapped file now instead of one fault at a time, where that is known.
void populate(void *from, int64_t bytes) { advise(from, bytes, POPULATE_READ); }

// A part of a mapped file is read here and there: what lies around it is not wanted.
void read_apart(void *from, int64_t bytes) { advise(from, bytes, MADV_RANDOM); }

// Begins to read a part of a mapped file from the disk, and does not wait for it.
void expect(void *from, int64_t bytes) { advise(from, bytes, MADV_WILLNEED); }

// A part of a mapped file is not needed for long: its whole pages leave memory, if nobody else has them mapped.
void leave(void *from, int64_t bytes) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t begin = ((uintptr_t)from + page - 1) & ~(page - 1);
  uintptr_t end = ((uintptr_t)from + (uintptr_t)bytes) & ~(page - 1);
  if (begin < end) madvise((void *)begin, end - begin, PAGEOUT);
}

// Memory of large pages, as far as the kernel has them; null if there is not so much.
void *take_huge(int64_t bytes) {
  void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  madvise(p, bytes, MADV_HUGEPAGE);
  return p;
}

void give_back(void *p, int64_t bytes) { munmap(p, bytes); }
