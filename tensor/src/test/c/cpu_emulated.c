// The levels beyond AVX2, emulated.
int levels(void) { return 6; }
