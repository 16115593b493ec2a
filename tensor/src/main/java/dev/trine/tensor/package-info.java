/** Numbers: block formats, mapped memory, kernels and the thread team. */
package dev.trine.tensor;
