// Hints about memory to the operating system; each does nothing where it is not known.
#include <stdint.h>
#include <sys/mman.h>

enum { POPULATE_READ = 22 }; // of Linux 5.14, missing in older headers

static int advise(void *from, int64_t bytes, int advice) {
  uintptr_t begin = (uintptr_t)from & ~(uintptr_t)4095;
  return madvise((void *)begin, (uintptr_t)from + bytes - begin, advice);
}

// Maps all pages of a file at once instead of one fault at a time.
int populate(void *from, int64_t bytes) { return advise(from, bytes, POPULATE_READ); }

int huge_pages(void *from, int64_t bytes) {
#ifdef MADV_HUGEPAGE
  return advise(from, bytes, MADV_HUGEPAGE);
#else
  return -1;
#endif
}
