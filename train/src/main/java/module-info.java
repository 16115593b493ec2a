/** Teaching a model: tokenizer training, pretraining, export. */
@org.jspecify.annotations.NullMarked
module dev.trine.train {
  requires static transitive org.jspecify;
  requires dev.trine.model;
  requires tools.jackson.databind;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.openblas;
  requires org.bytedeco.pytorch;
}
