/** What a model is: files, tokenizers, one file per architecture. */
@org.jspecify.annotations.NullMarked
module dev.trine.model {
  requires static transitive org.jspecify;
  requires transitive dev.trine.tensor;
  requires tools.jackson.databind;

  exports dev.trine.model;
}
