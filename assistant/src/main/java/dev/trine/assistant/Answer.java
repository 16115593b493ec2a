package dev.trine.assistant;

import dev.trine.assistant.Argument.Named;
import dev.trine.assistant.Argument.Text;
import dev.trine.assistant.Argument.When;
import dev.trine.assistant.Argument.Where;
import dev.trine.assistant.Argument.Word;
import dev.trine.assistant.Upshot.Missing;
import dev.trine.things.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said when something was asked: yes, no, or what was missing. What an action still needs
 * is read by its schema, not by the model: a time is a time, and a text is the whole answer in its
 * own spelling.
 */
final class Answer {
  /** {@code reply/answers.txt} */
  private static final Map<String, List<String>> WORDS = Tables.table("reply/answers.txt");

  private static final Pattern YES = onlyOf(Stream.concat(known("yes"), asked("yes")));
  private static final Pattern NO = onlyOf(Stream.concat(known("no"), asked("no")));
  private static final Pattern AROUND_TIMES = onlyOf(known("around times"));
  private static final Pattern NOTHING = onlyOf(known("nothing"));
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  private final Heard heard;
  private final List<Finder.Part> parts;

  Answer(String said, Finder finder) {
    this(finder.find(Hearing.hear(said)));
  }

  Answer(Found said) {
    heard = said.heard();
    parts = said.parts();
  }

  boolean isYes() {
    return YES.matcher(heard.text()).matches();
  }

  boolean isNo() {
    return NO.matcher(heard.text()).matches();
  }

  /** {@return the clause with what was missing; nothing where the answer does not say it} */
  Optional<Clause> complete(Missing missing) {
    Action action = missing.thing().action(missing.clause().name()).orElseThrow();
    List<Field> fields = Field.of(missing.thing(), action);
    // which of its entries: by time or by name; any words are a name
    List<Field> which =
        fields.stream().sorted(Comparator.comparing(f -> f.kind() == Field.Kind.TEXT)).toList();
    return fields.stream()
        .filter(field -> field.name().equals(missing.member()))
        .findFirst()
        .map(List::of)
        .orElse(which)
        .stream()
        .map(field -> new Named(field.name(), said(field)))
        .filter(named -> !named.arguments().isEmpty())
        .findFirst()
        .map(missing.clause()::with);
  }

  private List<Argument> said(Field field) {
    return switch (field.kind()) {
      case TEXT, TEXTS -> text(field.name());
      case LENGTH -> times(false);
      case MOMENT -> times(true);
      case NUMBER -> {
        List<String> numbers = numbers(heard.text());
        boolean namesNothing = parts.stream().noneMatch(Finder.Part.Named.class::isInstance);
        yield numbers.size() == 1 && namesNothing
            ? List.of(new Word(numbers.getFirst()))
            : List.of();
      }
      case PLACES ->
          mentions().filter(Mention::isPlace).map(place -> (Argument) new Where(place)).toList();
      case WORDS ->
          field.words().stream()
              .filter(this::says)
              .limit(1)
              .map(word -> (Argument) new Word(word))
              .toList();
    };
  }

  private boolean says(String word) {
    boolean own =
        parts.stream()
            .anyMatch(part -> part instanceof Finder.Part.Own said && said.word().equals(word));
    return own
        || word.equals("true") && isYes()
        || Words.isSaid(Hearing.name(Vocabulary.kebab(word).replace('-', ' ')), heard.text());
  }

  /** The whole answer but for words that only lead to it, or end it. */
  private List<Argument> text(String member) {
    String text = heard.text();
    int start =
        known("before " + member)
            .filter(word -> text.startsWith(word) && text.length() > word.length())
            .filter(word -> !Script.isLatin(word.charAt(0)) || text.charAt(word.length()) == ' ')
            .mapToInt(String::length)
            .max()
            .orElse(0);
    int end =
        known("after " + member)
            .filter(word -> text.endsWith(word) && text.length() - word.length() > start)
            .mapToInt(word -> text.length() - word.length())
            .min()
            .orElse(text.length());
    String said = heard.said(start, end).strip();
    return said.isEmpty() ? List.of() : List.of(new Text(text.substring(start, end).strip(), said));
  }

  /** The times of an answer that says nothing else; an hour may be a bare number. */
  private List<Argument> times(boolean moments) {
    List<Argument> times = new ArrayList<>();
    StringBuilder rest = new StringBuilder(" ");
    for (Finder.Part part : parts) {
      if (part instanceof Finder.Part.Timed(Time time, String phrase)) {
        if (!moments && !(time instanceof Time.Length)) {
          return List.of();
        }
        times.add(new When(time));
      } else {
        rest.append(part.phrase()).append(' ');
      }
    }
    if (moments) {
      numbers(rest.toString()).forEach(number -> times.add(new Word(number)));
    }
    String other = moments ? NUMBER.matcher(rest).replaceAll("") : rest.toString();
    return other.isBlank() || AROUND_TIMES.matcher(other).matches() ? times : List.of();
  }

  private Stream<Mention> mentions() {
    return parts.stream()
        .filter(Finder.Part.Named.class::isInstance)
        .map(part -> ((Finder.Part.Named) part).mention());
  }

  /**
   * {@return a clause without texts that say nothing} Of "send a message to Anna" a model copies "a
   * message" where it must copy something; what the message is to say has to be asked.
   */
  static Clause told(Clause clause, Finder finder) {
    if (clause.verb() != Clause.Verb.DO) {
      return clause;
    }
    List<Named> told = new ArrayList<>();
    List<String> others = new ArrayList<>();
    clause.thing().map(Mention::phrase).ifPresent(others::add);
    boolean timed = clause.arguments().anyMatch(When.class::isInstance);
    for (Named named : clause.input()) {
      List<String> texts = texts(named).toList();
      if (texts.size() == 1 && timed) {
        finder.find(texts.getFirst()).stream()
            .filter(Finder.Part.Timed.class::isInstance)
            .forEach(time -> others.add(time.phrase()));
      }
      if (texts.size() != 1 || !isNothing(texts.getFirst(), others)) {
        told.add(named);
        others.addAll(texts);
      }
    }
    return clause.with(told);
  }

  /** Whether a text says no more than the others and words of a command. */
  private static boolean isNothing(String text, List<String> others) {
    String rest = text;
    for (String other : others) {
      rest = rest.replace(other, " ");
    }
    return rest.isBlank() || NOTHING.matcher(rest).matches();
  }

  private static Stream<String> texts(Named named) {
    return named.arguments().stream()
        .flatMap(said ->
            said instanceof Text text ? Stream.of(Hearing.normal(text.said())) : Stream.of());
  }

  private static List<String> numbers(String text) {
    return NUMBER.matcher(text).results().map(MatchResult::group).toList();
  }

  private static Stream<String> known(String key) {
    return WORDS.getOrDefault(key, List.of()).stream();
  }

  private static Stream<String> asked(String key) {
    return Words.of("answers", key).map(Hearing::name);
  }

  /** Nothing but these words and polite ones, whatever stands between them. */
  private static Pattern onlyOf(Stream<String> words) {
    String one = anyOf(words);
    String polite = anyOf(known("polite"));
    String between = "[\\s\\p{P}]*";
    return Pattern.compile(
        "%3$s(?:%2$s%3$s)*%1$s%3$s(?:(?:%1$s|%2$s)%3$s)*".formatted(one, polite, between));
  }

  private static String anyOf(Stream<String> words) {
    return words
        .sorted(Comparator.comparing(String::length).reversed())
        .map(word -> Pattern.quote(word) + (Script.isLatin(word.charAt(0)) ? "(?![a-z])" : ""))
        .collect(Collectors.joining("|", "(?:", ")"));
  }
}
