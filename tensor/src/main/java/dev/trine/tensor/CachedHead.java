package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One head's keys and values of all positions so far, those of the tokens that ask included.
 *
 * @param format F32, F16, Q8_0 or Q4_0
 * @param keys {@code [positions, keyDim]}
 * @param values {@code [positions, valueDim]}; empty if they are the first numbers of the keys
 */
public record CachedHead(BlockFormat format, MemorySegment keys, Optional<MemorySegment> values) {}
