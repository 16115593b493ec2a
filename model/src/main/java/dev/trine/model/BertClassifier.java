package dev.trine.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * BERT with a head that sorts texts into classes: a linear layer on the first token's vector,
 * behind another with a tanh where the checkpoint has that. Most rerankers are one of these with a
 * single class.
 */
final class BertClassifier implements Classifier {
  private final Encoder bert;
  private final boolean twoSeparators; // RoBERTa parts two texts by two of them
  private final Optional<Linear> dense; // [hidden, hidden]
  private final Linear output; // [classes, hidden]
  private final List<String> labels;

  BertClassifier(Checkpoint checkpoint) {
    bert = Bert.open(checkpoint);
    if (!fits(checkpoint)) {
      throw checkpoint.error("has no classes to sort texts into; choose a reranker");
    }
    // GGUF files call RoBERTa BERT, whose tokenizer it does not have.
    twoSeparators =
        checkpoint.architecture().contains("roberta")
            || Set.of("t5", "gpt2").contains(checkpoint.tokenizer());
    int hidden = bert.width();
    // BERT's head is two modules in Hugging Face's checkpoints, RoBERTa's is one of two parts.
    boolean one = checkpoint.has("classifier.out_proj");
    String before = one ? "classifier.dense" : "pooler.dense";
    dense =
        checkpoint.has(before)
            ? Optional.of(checkpoint.linear(before, hidden, hidden))
            : Optional.empty();
    output = checkpoint.classes(one ? "classifier.out_proj" : "classifier", hidden);
    labels = checkpoint.labels(output.out());
  }

  /** Whether a folder is of this architecture, and has such a head. */
  static boolean isOf(Checkpoint checkpoint) {
    return List.of(Bert.NAMES).contains(checkpoint.architecture())
        && !JinaBert.is(checkpoint)
        && fits(checkpoint);
  }

  Encoder bert() {
    return bert;
  }

  /** Whether a checkpoint has such a head. */
  static boolean fits(Checkpoint checkpoint) {
    checkpoint
        .naming("pooler.dense", "cls")
        .naming("classifier.", "cls.output.")
        .naming("classifier.dense", "cls")
        .naming("classifier.out_proj", "cls.output");
    return checkpoint.has("classifier.out_proj") || checkpoint.has("classifier");
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public int contextLength() {
    return bert.contextLength();
  }

  @Override
  public float[] classify(int[] first, int[] second) {
    int begin = first.length + (twoSeparators ? 1 : 0);
    int[] ids = Arrays.copyOf(first, begin + second.length - 1);
    ids[begin - 1] = first[first.length - 1];
    System.arraycopy(second, 1, ids, begin, second.length - 1); // what begins a text stands once
    int[] typeIds = new int[ids.length];
    Arrays.fill(typeIds, begin, ids.length, bert.typeCount() > 1 ? 1 : 0);
    float[] x = Arrays.copyOf(bert.hidden(ids, typeIds), bert.width());
    if (dense.isPresent()) {
      x = bert.linear(dense.get(), x);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.tanh(x[i]);
      }
    }
    return bert.linear(output, x);
  }
}
