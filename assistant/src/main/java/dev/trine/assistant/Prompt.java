package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the model reads: a line for each kind of Thing that may be meant, with what it offers, then
 * the sentence with a letter in place of every name. Heard text is lower-case, so capital letters
 * are free: A to O stand for Things, P to Z for places. Names that no vocabulary contains never
 * reach the model, which is why it understands them as well as common ones.
 *
 * <pre>
 * A light on brightness color-temperature
 * > 把 P 的 A 调到30%
 * </pre>
 */
final class Prompt {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final int MOST_THINGS = 'P' - 'A';
  private static final int MOST_PLACES = 'Z' - 'P' + 1;

  private final Map<Character, Mention> marks = new TreeMap<>();
  private final Set<String> numbers = new LinkedHashSet<>();
  private final String text;

  private Prompt(List<Clause> before, List<Part> parts) {
    StringBuilder history = new StringBuilder();
    for (Clause clause : before) {
      history.append("< ").append(line(clause)).append('\n');
      NUMBER.matcher(clause.value()).results().forEach(m -> numbers.add(m.group()));
    }
    StringBuilder sentence = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text plain -> {
          sentence.append(plain.text());
          NUMBER.matcher(plain.text()).results().forEach(m -> numbers.add(m.group()));
        }
        case Part.Named named ->
            sentence
                .append(' ')
                .append(mark(named.mention()).map(String::valueOf).orElse(named.mention().phrase()))
                .append(named.mention().plural() ? " s " : " ");
      }
    }
    StringBuilder header = new StringBuilder();
    marks.forEach((mark, mention) -> header.append(describe(mark, mention)));
    text = header.append(history) + "> " + sentence.toString().strip().replaceAll(" +", " ") + "\n";
  }

  /** The prompt for a sentence that stands alone. */
  static Prompt of(List<Part> parts) {
    return new Prompt(List.of(), parts);
  }

  /** The prompt for a sentence that may continue what was meant before. */
  static Prompt after(List<Clause> before, List<Part> parts) {
    return new Prompt(before, parts);
  }

  /** The text that the model continues with {@link #answer lines of clauses}. */
  String text() {
    return text;
  }

  Map<Character, Mention> marks() {
    return marks;
  }

  /** The numbers that were said, in digits, also those of what was meant before. */
  Set<String> numbers() {
    return numbers;
  }

  /** Whether a number was said as a percentage. */
  boolean isPercent(String number) {
    return text.contains(number + "%");
  }

  /** What the model should say for these clauses. */
  String answer(List<Clause> clauses) {
    return String.join("\n", clauses.stream().map(this::line).toList());
  }

  /** Reads what the model said; it can only be what the {@link PlanGrammar} allows. */
  List<Clause> clauses(String answer) {
    return answer.lines().map(this::clause).toList();
  }

  private Clause clause(String line) {
    String[] words = line.split(" ");
    Verb verb = Verb.valueOf(words[0].toUpperCase(Locale.ROOT));
    if (!verb.hasTarget) {
      return Clause.alone(verb);
    }
    Quantity quantity = Quantity.valueOf(words[1].toUpperCase(Locale.ROOT));
    Optional<Mention> thing = Optional.empty();
    List<Mention> places = new ArrayList<>();
    List<Mention> except = new ArrayList<>();
    boolean here = false;
    int at = 2;
    for (List<Mention> into = places; at < words.length; at++) {
      String word = words[at];
      if (word.equals("!")) {
        into = except;
      } else if (word.equals("here")) {
        here = true;
      } else if (word.length() == 1 && marks.containsKey(word.charAt(0))) {
        if (at == 2) {
          thing = marked(word);
        } else {
          marked(word).ifPresent(into::add);
        }
      } else if (!word.equals("*")) {
        break;
      }
    }
    Target target = new Target(quantity, thing, List.copyOf(places), here, List.copyOf(except));
    String value =
        verb.hasValue ? String.join(" ", List.of(words).subList(at + 1, words.length)) : "";
    return new Clause(verb, Optional.of(target), words[at], value);
  }

  /** What a letter stands for. */
  Optional<Mention> marked(String mark) {
    return Optional.ofNullable(marks.get(mark.charAt(0)));
  }

  private String line(Clause clause) {
    if (clause.target().isEmpty()) {
      return clause.verb().word();
    }
    Target target = clause.target().get();
    StringBuilder line = new StringBuilder(clause.verb().word());
    line.append(' ').append(target.quantity().word()).append(' ');
    line.append(target.thing().flatMap(this::mark).map(String::valueOf).orElse("*"));
    target.places().forEach(p -> mark(p).ifPresent(m -> line.append(' ').append(m)));
    if (target.here()) {
      line.append(" here");
    }
    if (!target.except().isEmpty()) {
      line.append(" !");
      target.except().forEach(e -> mark(e).ifPresent(m -> line.append(' ').append(m)));
    }
    line.append(' ').append(clause.name());
    return clause.verb().hasValue
        ? line.append(' ').append(clause.value()).toString()
        : line.toString();
  }

  /**
   * The letter of a mention; none when the letters are used up, then the words stay in the text.
   */
  private Optional<Character> mark(Mention mention) {
    for (Map.Entry<Character, Mention> entry : marks.entrySet()) {
      if (entry.getValue().sameAs(mention)) {
        return Optional.of(entry.getKey());
      }
    }
    long used = marks.keySet().stream().filter(m -> (m >= 'P') == mention.isPlace()).count();
    if (used >= (mention.isPlace() ? MOST_PLACES : MOST_THINGS)) {
      return Optional.empty();
    }
    char mark = (char) ((mention.isPlace() ? 'P' : 'A') + used);
    marks.put(mark, mention);
    return Optional.of(mark);
  }

  private static String describe(char mark, Mention mention) {
    if (mention.isPlace()) {
      return mention.absent() ? mark + " none\n" : "";
    }
    if (mention.absent()) {
      return mark + " none\n";
    }
    Set<String> types = new LinkedHashSet<>();
    Set<String> writable = new LinkedHashSet<>();
    Set<String> actions = new LinkedHashSet<>();
    Set<String> readable = new LinkedHashSet<>();
    for (Thing thing : mention.things()) {
      thing.types().forEach(type -> types.add(kebab(type)));
      for (Property property : thing.properties().values()) {
        (property.readOnly() ? readable : writable).add(offer(property));
      }
      actions.addAll(thing.actions().keySet());
    }
    StringBuilder line = new StringBuilder().append(mark);
    types.stream().limit(3).forEach(type -> line.append(' ').append(type));
    line.append(" :");
    writable.forEach(name -> line.append(' ').append(name));
    if (!actions.isEmpty()) {
      line.append(" !");
      actions.forEach(name -> line.append(' ').append(name));
    }
    if (!readable.isEmpty()) {
      line.append(" ?");
      readable.forEach(name -> line.append(' ').append(name));
    }
    return line.append('\n').toString();
  }

  private static String offer(Property property) {
    return property.schema() instanceof ValueSchema.Text words && !words.values().isEmpty()
        ? property.name() + "=" + String.join("|", words.values())
        : property.name();
  }

  private static String kebab(String type) {
    return type.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** The properties or actions that Things offer under one name, in the order of the household. */
  static Map<String, List<Property>> properties(List<Thing> things) {
    Map<String, List<Property>> byName = new LinkedHashMap<>();
    for (Thing thing : things) {
      thing
          .properties()
          .forEach((name, property) ->
              byName.computeIfAbsent(name, n -> new ArrayList<>()).add(property));
    }
    return byName;
  }
}
