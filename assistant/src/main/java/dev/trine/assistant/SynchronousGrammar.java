package dev.trine.assistant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A grammar that makes a sentence and its meaning in one go (a synchronous context-free grammar:
 * Lewis and Stearns, 1968). A rule is a line {@code weight: pattern => meaning}; {@code
 * practice/README.md} explains the form.
 */
final class SynchronousGrammar {
  private static final Pattern REFERENCE = Pattern.compile("\\{([^{}]+)}");

  /** What was meant before, and the word for being done, are in meanings only. */
  private static final Set<String> UNSAID = Set.of("IT", "DONE");

  /** Words and what they mean. */
  record Sample(String text, String meaning) {}

  /** Makes what the grammar leaves open. */
  interface Leaves {
    /** Names in capitals, such as {@code {THING:on}}. */
    Sample leaf(String name, String argument);

    /**
     * What the words of a rule mean where they stand for themselves.
     *
     * @param sign {@code %} for a time, {@code "} for words to copy
     */
    String quote(char sign, String text);
  }

  private sealed interface Node {
    record Text(String text) implements Node {}

    record Reference(String key) implements Node {}

    record Sequence(List<Node> nodes) implements Node {}

    record Choice(List<Node> nodes) implements Node {}

    record Maybe(Node node) implements Node {}
  }

  /** The meaning is empty where that of the pattern's references is taken. */
  private record Rule(int weight, Node pattern, String meaning, boolean hasMeaning) {}

  private final Map<String, List<Rule>> rules = new HashMap<>();

  /** Reads {@code practice/<language>.grammar} and the files beside it. */
  static SynchronousGrammar of(String language) {
    return new SynchronousGrammar(lines(language));
  }

  /** {@return the lines of a language's grammar, all its files} */
  static List<String> lines(String language) {
    return Stream.of(
            "", "-own", "-services", "-texts", "-talk", "-everyday", "-remarks", "-told", "-spoken")
        .flatMap(part -> Tables.lines("practice/" + language + part + ".grammar").stream())
        .toList();
  }

  SynchronousGrammar(List<String> lines) {
    List<Rule> current = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("= ")) {
        current = new ArrayList<>();
        if (rules.put(line.substring(2).strip(), current) != null) {
          throw new IllegalStateException(
              "two rules of the practice grammar have the name " + line);
        }
        continue;
      }
      int colon = line.indexOf(':');
      int arrow = line.indexOf(" =>");
      // one blank after the colon; further blanks, before and after, belong to the words
      String pattern =
          line.substring(Math.min(colon + 2, line.length()), arrow < 0 ? line.length() : arrow);
      String meaning = arrow < 0 ? "" : line.substring(arrow + 3).strip().replace("\\n", "\n");
      current.add(
          new Rule(
              Integer.parseInt(line.substring(0, colon).strip()),
              new Parser(pattern).choice(),
              meaning,
              arrow >= 0));
    }
  }

  /** Whether there is such a rule. */
  boolean has(String rule) {
    return rules.containsKey(rule);
  }

  /** Says one of the sentences of a rule. */
  Sample say(String rule, String argument, Leaves leaves, RandomGenerator random) {
    return new Speech(leaves, random).rule(rule, argument);
  }

  private final class Speech {
    private final Leaves leaves;
    private final RandomGenerator random;

    Speech(Leaves leaves, RandomGenerator random) {
      this.leaves = leaves;
      this.random = random;
    }

    Sample rule(String name, String argument) {
      List<Rule> choices = rules.get(name);
      if (choices == null) {
        throw new IllegalStateException("the practice grammar has no rule \"" + name + "\"");
      }
      int pick = random.nextInt(choices.stream().mapToInt(Rule::weight).sum());
      for (Rule rule : choices) {
        pick -= rule.weight();
        if (pick < 0) {
          return apply(rule, argument);
        }
      }
      throw new AssertionError("weights are positive");
    }

    private Sample apply(Rule rule, String argument) {
      Map<String, Sample> bound = new HashMap<>();
      StringBuilder meanings = new StringBuilder();
      String text = text(rule.pattern(), argument, bound, meanings);
      if (!rule.hasMeaning()) {
        return new Sample(text, meanings.toString());
      }
      String meaning =
          REFERENCE
              .matcher(rule.meaning())
              .replaceAll(
                  match -> Matcher.quoteReplacement(meaning(match.group(1), argument, bound)));
      return new Sample(text, meaning);
    }

    /** What was left out means nothing, except for what is never said. */
    private String meaning(String key, String argument, Map<String, Sample> bound) {
      Sample said = bound.get(key);
      if (said != null) {
        return said.meaning();
      }
      if (key.startsWith("\"") && bound.containsKey(key.substring(1))) {
        return leaves.quote('"', bound.get(key.substring(1)).text());
      }
      return UNSAID.contains(key) ? leaves.leaf(key, argument).meaning() : "";
    }

    private String text(
        Node node, String argument, Map<String, Sample> bound, StringBuilder meanings) {
      return switch (node) {
        case Node.Text plain -> plain.text();
        case Node.Maybe maybe ->
            random.nextBoolean() ? text(maybe.node(), argument, bound, meanings) : "";
        case Node.Choice choice ->
            text(
                choice.nodes().get(random.nextInt(choice.nodes().size())),
                argument,
                bound,
                meanings);
        case Node.Sequence sequence -> {
          StringBuilder text = new StringBuilder();
          sequence.nodes().forEach(n -> text.append(text(n, argument, bound, meanings)));
          yield text.toString();
        }
        case Node.Reference reference -> {
          Sample said = refer(reference.key(), argument);
          meanings.append(said.meaning());
          bound.put(reference.key(), said);
          int colon = reference.key().indexOf(':');
          if (colon > 0) {
            bound.putIfAbsent(reference.key().substring(0, colon), said);
          }
          yield said.text();
        }
      };
    }

    /** A digit at the end of a name only tells two references apart. */
    private Sample refer(String key, String argument) {
      char sign = key.charAt(0);
      if (sign == '"' || sign == '%') {
        String said = refer(key.substring(1), argument).text();
        return new Sample(said, leaves.quote(sign, said));
      }
      int colon = key.indexOf(':');
      String name = (colon < 0 ? key : key.substring(0, colon)).replaceAll("\\d$", "");
      String own = colon < 0 ? argument : key.substring(colon + 1);
      return Character.isUpperCase(name.charAt(0)) ? leaves.leaf(name, own) : rule(name, own);
    }
  }

  /** Reads a pattern: {@code text {reference} (this|that) [perhaps]}. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    /** Alternatives up to a closing bracket or the end. */
    Node choice() {
      List<Node> choices = new ArrayList<>(List.of(sequence()));
      while (at < text.length() && text.charAt(at) == '|') {
        at++;
        choices.add(sequence());
      }
      return choices.size() == 1 ? choices.getFirst() : new Node.Choice(choices);
    }

    private Node sequence() {
      List<Node> nodes = new ArrayList<>();
      while (at < text.length() && "|)]".indexOf(text.charAt(at)) < 0) {
        switch (text.charAt(at)) {
          case '{' -> {
            int end = text.indexOf('}', at);
            nodes.add(new Node.Reference(text.substring(at + 1, end)));
            at = end + 1;
          }
          case '(' -> nodes.add(inner(')'));
          case '[' -> nodes.add(new Node.Maybe(inner(']')));
          default -> {
            int end = at;
            while (end < text.length() && "{([|)]".indexOf(text.charAt(end)) < 0) {
              end++;
            }
            nodes.add(new Node.Text(text.substring(at, end)));
            at = end;
          }
        }
      }
      return new Node.Sequence(nodes);
    }

    private Node inner(char close) {
      at++;
      Node node = choice();
      if (at >= text.length() || text.charAt(at) != close) {
        throw new IllegalStateException("missing " + close + " in practice pattern: " + text);
      }
      at++;
      return node;
    }
  }
}
