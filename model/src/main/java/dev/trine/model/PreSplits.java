package dev.trine.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A way of splitting that has a name in GGUF files; {@code pre-splits.txt} lists them.
 *
 * @param patterns in Oniguruma's syntax; each cuts what those before it have left
 * @param traits what else the name stands for, as the list explains
 */
record PreSplits(List<String> patterns, Set<String> traits) {

  private static final Map<String, PreSplits> NAMED = read();

  /** By the name in {@code tokenizer.ggml.pre}; empty if the name is unknown. */
  static Optional<PreSplits> named(String name) {
    return Optional.ofNullable(NAMED.get(name));
  }

  /** The name of a way of splitting; the one whose traits fit best, the first of equals. */
  static Optional<String> naming(List<String> patterns, Set<String> traits) {
    Optional<String> best = Optional.empty();
    long most = -1;
    for (Map.Entry<String, PreSplits> entry : NAMED.entrySet()) {
      PreSplits split = entry.getValue();
      boolean same =
          split.patterns().stream().map(WordScanners::canonical).toList().equals(patterns);
      long fitting =
          List.of("whole", "nfc").stream()
              .filter(trait -> split.traits().contains(trait) == traits.contains(trait))
              .count();
      if (same && fitting > most) {
        best = Optional.of(entry.getKey());
        most = fitting;
      }
    }
    return best;
  }

  /** All of them by name. */
  static Map<String, PreSplits> all() {
    return NAMED;
  }

  /** Whether a piece that is a token is taken without merging. */
  boolean wholePieces() {
    return traits.contains("whole");
  }

  boolean addsBos() {
    return traits.contains("bos");
  }

  /** Whether the pieces of the vocabulary are text and not bytes. */
  boolean isText() {
    return traits.contains("spaces") || traits.contains("plain");
  }

  Cutting cutting() {
    UnaryOperator<String> normalizer = UnaryOperator.identity();
    if (traits.contains("nfc")) {
      normalizer = text -> HfNormalizer.normalize(text, Normalizer.Form.NFC);
    } else if (traits.contains("spaces")) {
      normalizer = text -> text.replace(' ', Spelling.SPACE);
    }
    List<PreSplit.Step> steps = new ArrayList<>();
    for (String pattern : patterns) {
      steps.add(step(pattern));
    }
    if (!isText()) {
      steps.add(PreSplit.SPELL);
    }
    return new Cutting(
        normalizer, new PreSplit(steps), isText() ? Decoding.SPACES : Decoding.BYTES);
  }

  private static PreSplit.Step step(String pattern) {
    return WordScanners.of(pattern)
        .map(PreSplit::words)
        .orElseGet(
            () -> PreSplit.pattern(Oniguruma.compile(pattern), PreSplit.Match.ISOLATED, false));
  }

  private static Map<String, PreSplits> read() {
    Map<String, PreSplits> named = new LinkedHashMap<>();
    List<String> patterns = new ArrayList<>();
    for (String line : Resources.lines("pre-splits.txt")) {
      if (line.startsWith("  ")) {
        patterns.add(line.substring(2));
      } else {
        patterns = new ArrayList<>();
        String[] sides = line.split(" : ", 2);
        Set<String> traits = sides.length == 1 ? Set.of() : Set.of(sides[1].split(" "));
        for (String name : sides[0].split(" ")) {
          named.put(name, new PreSplits(patterns, traits));
        }
      }
    }
    return Collections.unmodifiableMap(named);
  }
}
