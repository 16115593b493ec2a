/** Benchmarks of the kernels, by JMH. */
package dev.trine.bench;
