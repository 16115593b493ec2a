/** Running a model: sessions, caches, sampling, grammars. */
@org.jspecify.annotations.NullMarked
module dev.trine.runtime {
  requires static transitive org.jspecify;
  requires transitive dev.trine.model;
  requires jdk.jfr;
  requires tools.jackson.databind;

  exports dev.trine.runtime;
}
