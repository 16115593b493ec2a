package dev.trine.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Expressions over an alphabet, each of which exists once and is a number: what is put together in
 * different ways and is plainly the same becomes the same expression, so that derivatives come to
 * an end (Brzozowski's similarity).
 */
final class RegexTerms {
  private static final int MOST_EXPRESSIONS = 50_000;

  enum Kind {
    CHARACTERS, // parts are symbols
    SEQUENCE,
    CHOICE,
    ALL,
    NOT,
    REPEAT,
    SEEN, // what its part reads with one of the marks that are its minimum; was that read, its
    // maximum is 1
    UNMARKED // what its first part reads, without the marks that are the other parts
  }

  /** An expression, of others by their numbers. */
  record Node(Kind kind, List<Integer> parts, int min, int max) {}

  private final RegexAlphabet alphabet;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<Boolean> markless = new ArrayList<>(); // whether a node reads characters only
  private final int empty;
  private final int nothing;
  private final int anything;

  RegexTerms(RegexAlphabet alphabet) {
    this.alphabet = alphabet;
    empty = number(Kind.SEQUENCE, List.of());
    nothing = number(Kind.CHOICE, List.of());
    anything = number(Kind.NOT, List.of(nothing));
  }

  /** The empty text. */
  int empty() {
    return empty;
  }

  /** No text. */
  int nothing() {
    return nothing;
  }

  Node node(int expression) {
    return nodes.get(expression);
  }

  int sequence(List<Integer> parts) {
    List<Integer> flat = new ArrayList<>();
    for (int part : parts) {
      if (part == nothing) {
        return nothing;
      }
      flat.addAll(spread(Kind.SEQUENCE, part));
    }
    return flat.size() == 1 ? flat.getFirst() : number(Kind.SEQUENCE, flat);
  }

  int choice(List<Integer> parts) {
    TreeSet<Integer> ordered = new TreeSet<>();
    parts.forEach(part -> ordered.addAll(spread(Kind.CHOICE, part)));
    if (ordered.stream().anyMatch(this::isText)) {
      ordered.removeIf(part -> markless.get(part) && !isText(part)); // any text is one of these too
    }
    return ordered.contains(anything) ? anything : one(Kind.CHOICE, ordered);
  }

  int all(List<Integer> parts) {
    TreeSet<Integer> ordered = new TreeSet<>();
    parts.forEach(part -> ordered.addAll(spread(Kind.ALL, part)));
    ordered.remove(anything);
    if (ordered.stream().anyMatch(part -> markless.get(part) && !isText(part))) {
      ordered.removeIf(this::isText);
    }
    return ordered.contains(nothing) || ordered.stream().anyMatch(it -> isRefuted(it, ordered))
        ? nothing
        : ordered.isEmpty() ? anything : one(Kind.ALL, ordered);
  }

  private int one(Kind kind, TreeSet<Integer> parts) {
    return parts.size() == 1 ? parts.getFirst() : number(kind, List.copyOf(parts));
  }

  int not(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.NOT ? node.parts().getFirst() : number(Kind.NOT, List.of(part));
  }

  int repeat(int part, int min, int max) {
    return max == 0
        ? empty
        : isCharacter(part) && min == 0 && max == Grammar.UNLIMITED && !alphabet.hasMarks()
            ? anything
            : number(new Node(Kind.REPEAT, List.of(part), min, max));
  }

  int seen(int part, int mark, int read) {
    return part == nothing ? nothing : number(new Node(Kind.SEEN, List.of(part), mark, read));
  }

  int unmarked(int part, List<Integer> own) {
    List<Integer> parts = new ArrayList<>(List.of(part));
    parts.addAll(own);
    return part == nothing
        ? nothing
        : readsAnyText(part)
            ? repeat(allCharacters(), 0, Grammar.UNLIMITED)
            : number(Kind.UNMARKED, parts);
  }

  /** Whether an expression surely reads all texts without marks. */
  private boolean readsAnyText(int part) {
    Node node = nodes.get(part);
    return switch (node.kind()) {
      case CHOICE -> node.parts().stream().anyMatch(this::readsAnyText);
      case ALL -> node.parts().stream().allMatch(this::readsAnyText);
      case NOT -> needsMark(node.parts().getFirst());
      default -> isText(part);
    };
  }

  /** Whether an expression surely reads no text without marks. */
  private boolean needsMark(int part) {
    Node node = nodes.get(part);
    return switch (node.kind()) {
      case CHOICE -> node.parts().stream().allMatch(this::needsMark);
      case SEEN -> node.max() == 0;
      default -> false;
    };
  }

  private int allCharacters() {
    return number(Kind.CHARACTERS, IntStream.range(0, alphabet.characters()).boxed().toList());
  }

  private boolean isRefuted(int part, Set<Integer> others) {
    Node node = nodes.get(part);
    return node.kind() == Kind.NOT && others.contains(node.parts().getFirst());
  }

  /** Whether an expression reads any one character. */
  private boolean isCharacter(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.CHARACTERS
        && node.parts().size() == alphabet.characters()
        && markless.get(part);
  }

  /** Whether an expression reads any text of characters, but no marks. */
  private boolean isText(int part) {
    Node node = nodes.get(part);
    return node.kind() == Kind.REPEAT
        && node.min() == 0
        && node.max() == Grammar.UNLIMITED
        && isCharacter(node.parts().getFirst());
  }

  private List<Integer> spread(Kind kind, int part) {
    Node node = nodes.get(part);
    return node.kind() == kind ? node.parts() : List.of(part);
  }

  int number(Kind kind, List<Integer> parts) {
    return number(new Node(kind, parts, 0, 0));
  }

  private int number(Node node) {
    return numbers.computeIfAbsent(
        node,
        it -> {
          if (nodes.size() == MOST_EXPRESSIONS) {
            throw tooMany();
          }
          nodes.add(it);
          markless.add(isMarkless(it));
          return nodes.size() - 1;
        });
  }

  private boolean isMarkless(Node node) {
    return switch (node.kind()) {
      case NOT, SEEN, UNMARKED -> false; // may read marks
      case CHARACTERS -> node.parts().stream().allMatch(symbol -> symbol < alphabet.characters());
      default -> node.parts().stream().allMatch(markless::get);
    };
  }

  /** More states or expressions than are worth their time. */
  static GrammarException tooMany() {
    return new GrammarException("it has too many states with what stands beside; make it simpler");
  }
}
