/** Making a model smaller, and proving what it cost. */
@org.jspecify.annotations.NullMarked
module dev.trine.compress {
  requires static transitive org.jspecify;
  requires transitive dev.trine.model;
  requires tools.jackson.databind;

  exports dev.trine.compress;
}
