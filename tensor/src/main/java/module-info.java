/** Numbers: block formats, mapped memory, kernels and the thread team. */
@org.jspecify.annotations.NullMarked
module dev.trine.tensor {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;

  exports dev.trine.tensor;
}
