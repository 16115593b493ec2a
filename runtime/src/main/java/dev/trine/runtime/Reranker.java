package dev.trine.runtime;

import dev.trine.model.Classifier;
import dev.trine.model.Model;
import dev.trine.model.ModelException;
import dev.trine.model.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says how well documents answer a query. Three kinds of models can: encoders with a single class
 * (cross-encoders), language models with classes at their last token, and language models that are
 * asked for yes or no, in the words that Qwen3-Reranker was trained with (arXiv:2506.05176).
 */
public final class Reranker implements AutoCloseable {
  /** What Qwen3-Reranker's documents are searched for, unless the caller knows better. */
  public static final String WEB_SEARCH =
      "Given a web search query, retrieve relevant passages that answer the query";

  private static final Pattern PLACE = Pattern.compile("\\{(query|document)\\}");

  /** The probability that a document answers a query. */
  private interface Judge {
    double judge(String query, String document);
  }

  private final Judge judge;
  private final Runnable release;

  private Reranker(Judge judge, Runnable release) {
    this.judge = judge;
    this.release = release;
  }

  /**
   * Opens a model.
   *
   * @param instruction what to search for; encoders do not read it
   * @throws ModelException if the model is none that can rank
   */
  public static Reranker open(Path path, String instruction) {
    Model model = Model.open(path);
    if (!model.encodes() && !model.classifies()) {
      LanguageModel language = LanguageModel.open(path);
      return new Reranker(asked(language, instruction), language::close);
    }
    Classifier classifier = model.classifier();
    List<String> labels = classifier.labels();
    int yes = labels.size() == 1 ? 0 : labels.indexOf("yes");
    if (yes < 0) {
      throw new ModelException(
          "%s: sorts texts into %s, which says nothing of an answer; choose a reranker"
              .formatted(path, String.join(", ", labels)));
    }
    Tokenizer tokens =
        model
            .tokenizer()
            .orElseThrow(() ->
                new ModelException(path + ": has no tokenizer; put its files into the folder"));
    if (model.encodes()) {
      return of((query, document) ->
          probability(
              classifier.classify(tokens.encode(query, true), tokens.encode(document, true)), yes));
    }
    String template = template(model, instruction);
    return of((query, document) ->
        probability(
            classifier.classify(tokens.encode(filled(template, query, document), true), new int[0]),
            yes));
  }

  private static Reranker of(Judge judge) {
    return new Reranker(judge, () -> {});
  }

  /** A language model that is asked; what two questions begin with is run once. */
  private static Judge asked(LanguageModel model, String instruction) {
    int[] answers = {answer(model.tokenizer(), "yes"), answer(model.tokenizer(), "no")};
    String template = resource().replace("{instruction}", instruction);
    Session session = model.session();
    return (query, document) -> {
      float[] logits =
          session.prompt(model.encodeRendered(filled(template, query, document))).logits();
      return probability(new float[] {logits[answers[0]], logits[answers[1]]}, 0);
    };
  }

  private static int answer(Tokenizer tokenizer, String word) {
    int[] ids = tokenizer.encode(word, false);
    if (ids.length != 1) {
      throw new ModelException(
          "the model has no token \"%s\" to answer with; choose a reranker".formatted(word));
    }
    return ids[0];
  }

  /** The model's own way of writing query and document, or that of Qwen3-Reranker. */
  private static String template(Model model, String instruction) {
    Object own = model.metadata().get("tokenizer.chat_template.rerank");
    return own instanceof String text ? text : resource().replace("{instruction}", instruction);
  }

  private static String resource() {
    try (InputStream in = Reranker.class.getResourceAsStream("qwen3-reranker.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filled(String template, String query, String document) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> Matcher.quoteReplacement(place.group(1).equals("query") ? query : document));
  }

  /** The softmax; a single class stands against a logit of zero. */
  private static double probability(float[] logits, int yes) {
    double others = logits.length == 1 ? Math.exp(-logits[yes]) : 0;
    for (int i = 0; i < logits.length; i++) {
      others += i == yes ? 0 : Math.exp((double) logits[i] - logits[yes]);
    }
    return 1 / (1 + others);
  }

  /**
   * How probable it is that a document answers a query, 0 to 1.
   *
   * @throws ModelException if they are too long together
   */
  public double score(String query, String document) {
    return judge.judge(query, document);
  }

  /** Frees what the model stands on. */
  @Override
  public void close() {
    release.run();
  }
}
