package dev.trine.assistant;

import dev.trine.assistant.Argument.Text;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model reads: a line for each kind of Thing that may be meant, with what it offers, then
 * the sentence with a letter in place of every name and time. Heard text is lower-case, so capital
 * letters are free: A to L stand for Things, M to O for lengths of time, P to U for places, V to Z
 * for moments. Words of the Thing Descriptions that the model has not learnt are {@code $a}, {@code
 * $b} ... Names that no vocabulary contains never reach the model, which is why it understands them
 * as well as common ones.
 *
 * <pre>
 * A light : on brightness color-temperature
 * > 把 P 的 A 调到30%
 * </pre>
 */
final class Prompt {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  private static final Pattern MY_ROOM =
      Words.pattern("(?<![a-z']){names: room of the speaker}(?![a-z])");

  private static final String THINGS = "ABCDEFGHIJKL";
  private static final String LENGTHS = "MNO";
  private static final String PLACES = "PQRSTU";
  private static final String MOMENTS = "VWXYZ";
  private static final String OWN = "abcdefghijklmnopqrstuvwxyz";

  private final Map<Character, Mention> marks = new TreeMap<>();
  private final Map<Character, Time> times = new TreeMap<>();
  private final Map<String, String> ownWords = new LinkedHashMap<>();
  private int letters;
  private final Set<String> ownWordsSaid = new LinkedHashSet<>();
  private final Set<String> unlearnt = new HashSet<>();
  private final Map<String, Mention> services;
  private final List<Thing> varieties;
  private final Set<String> numbers = new LinkedHashSet<>();
  private final Map<String, Set<String>> units;
  private final Set<String> askedUnits;
  private final boolean asksWhatIsSet;
  private final Map<String, Text> texts = new LinkedHashMap<>();
  private final boolean standsIn;
  private final Sentence sentence;
  private final String text;

  private Prompt(List<Clause> before, Found found) {
    services = found.services();
    varieties = found.varieties();
    units = Units.counted(found.heard().text());
    askedUnits = Units.asked(found.heard().text());
    asksWhatIsSet = Words.heard("signs", "is set", found.heard().text());
    sentence = new Sentence(found.heard());
    PlanText plan = new PlanText(this);
    for (Clause clause : before) {
      plan.line(clause); // its Things have the first letters
      NUMBER.matcher(clause.value()).results().forEach(m -> numbers.add(m.group()));
      for (Argument.Named member : clause.input()) {
        member.arguments().stream()
            .filter(Argument.Word.class::isInstance)
            .map(argument -> ((Argument.Word) argument).word())
            .filter(NUMBER.asMatchPredicate())
            .forEach(numbers::add);
      }
    }
    for (Mention mention : found.mentions()) {
      mention.things().stream()
          .flatMap(thing -> thing.properties().values().stream())
          .filter(property -> !OwnWords.learnt(property))
          .forEach(property -> unlearnt.add(property.name()));
    }
    for (Span span : found.spans()) {
      int at = span.start();
      int end = span.end();
      switch (span.part()) {
        case Part.Text(String plain) -> say(plain, at);
        case Part.Named(Mention mention, String phrase) -> {
          Optional<Character> mark = mark(mention);
          if (mark.isPresent()) {
            sentence.mark(mark.get().toString(), at, end);
            sentence.mark(mention.plural() ? "s" : "", end, end);
          } else {
            say(" " + phrase + " ", at);
          }
        }
        case Part.Own(String word, String phrase) -> {
          ownWordsSaid.add(word);
          unlearnt.add(word); // also where another Thing has taught the model the word
          sentence.mark(define(word), at, end);
        }
        case Part.Timed(Time time, String phrase) -> {
          Optional<Character> mark = mark(time);
          if (mark.isPresent()) {
            sentence.mark(mark.get().toString(), at, end);
          } else {
            say(phrase, at);
          }
        }
      }
    }
    standsIn = found.standsIn();
    if (standsIn) {
      standIn();
    }
    StringBuilder header = new StringBuilder();
    PromptHead head = new PromptHead(this::shown, this::said, standsIn);
    marks.forEach((mark, mention) -> header.append(head.describe(mark, mention)));
    header.append(head.describe(unnamed()));
    before.forEach(clause -> header.append("< ").append(plan.line(clause)).append('\n'));
    text = header + "> " + sentence.text() + "\n";
  }

  /** Lets words of the named Things be called as the model has learnt, where they were not said. */
  private void standIn() {
    marks.values().stream()
        .flatMap(mention -> mention.things().stream())
        .forEach(thing ->
            StandIns.of(thing)
                .forEach((word, learnt) -> {
                  if (!said(word)) {
                    ownWords.putIfAbsent(word, learnt);
                  }
                }));
  }

  /** The model has learnt "this room" and 这里, of those that may be where the speaker is. */
  private void say(String plain, int at) {
    int done = 0;
    Matcher mine = MY_ROOM.matcher(plain);
    while (mine.find()) {
      sentence.add(plain.substring(done, mine.start()), at + done);
      done = mine.end();
      String here = Script.endsInHan(mine.group()) ? "这里" : "this room";
      sentence.mark(here, at + mine.start(), at + done);
    }
    sentence.add(plain.substring(done), at + done);
    NUMBER.matcher(plain).results().forEach(m -> numbers.add(m.group()));
  }

  /** Things that were not named, with what was said of theirs. */
  private List<Thing> unnamed() {
    if (ownWordsSaid.isEmpty()) {
      return List.of();
    }
    Set<String> named = new HashSet<>();
    for (Mention mention : marks.values()) {
      mention.things().forEach(thing -> named.addAll(Offers.words(thing)));
    }
    return varieties.stream()
        .filter(thing -> Offers.words(thing).stream().anyMatch(w -> said(w) && !named.contains(w)))
        .toList();
  }

  /** A word of a Thing Description as the model says it: where it has not learnt it, a letter. */
  String brief(String word) {
    return ownWords.getOrDefault(word, word);
  }

  private String define(String word) {
    boolean isOwn = !OwnWords.learnt(word) || unlearnt.contains(word);
    if (isOwn && !ownWords.containsKey(word) && letters < OWN.length()) {
      ownWords.put(word, "$" + OWN.charAt(letters++));
    }
    return brief(word);
  }

  /** A word of a Thing Description where the model is told what it stands for. */
  private String shown(String word) {
    String brief = define(word);
    return !brief.startsWith("$") ? brief : brief + ":" + Hearing.normal(Vocabulary.kebab(word));
  }

  /** The word of a Thing Description that the model said so. */
  String own(String brief) {
    return brief.startsWith("$") ? owner(brief, word -> true) : brief;
  }

  /** The word of the Things that were named that the model said so. */
  String own(String brief, List<Thing> things) {
    boolean isLearnt = things.isEmpty() || things.stream().anyMatch(it -> Offers.has(it, brief));
    return isLearnt
        ? own(brief)
        : owner(brief, word -> things.stream().anyMatch(thing -> Offers.has(thing, word)));
  }

  private String owner(String brief, Predicate<String> isIts) {
    return ownWords.entrySet().stream()
        .filter(entry -> entry.getValue().equals(brief))
        .map(Map.Entry::getKey)
        .filter(isIts)
        .findFirst()
        .orElse(brief);
  }

  /** Whether words of the Things stand for what the model has learnt by another name. */
  boolean standsIn() {
    return standsIn;
  }

  /** Whether a word of a Thing Description that the model has not learnt was said. */
  boolean said(String word) {
    return ownWordsSaid.contains(word);
  }

  /** Whether what no named Thing offers can be meant: it is learnt, or was said. */
  boolean canBeMeant(String word) {
    return OwnWords.learnt(word) || said(word);
  }

  /** The prompt for a sentence that stands alone. */
  static Prompt of(Found found) {
    return new Prompt(List.of(), found);
  }

  /** The prompt for a sentence that may continue what was meant before. */
  static Prompt after(List<Clause> before, Found found) {
    return new Prompt(before, found);
  }

  /** The text that the model continues with {@link #answer lines of clauses}. */
  String text() {
    return text;
  }

  /** The letters of Things and places. */
  Map<Character, Mention> marks() {
    return marks;
  }

  /** The letters of lengths of time and of moments. */
  Map<Character, Time> times() {
    return times;
  }

  /** What an action of a target takes. */
  List<Field> fields(Optional<Mention> thing, String action) {
    return Offers.fields(thing, action, varieties);
  }

  /** The words for kinds of Things that need no name. */
  Map<String, Mention> services() {
    return services;
  }

  /** Things that together offer all that the household offers. */
  List<Thing> varieties() {
    return varieties;
  }

  /** The sentence with its letters. */
  Sentence sentence() {
    return sentence;
  }

  /** Texts of what was meant before, by the words that the model reads. */
  Map<String, Text> texts() {
    return texts;
  }

  /** The numbers that were said, in digits, also those of what was meant before. */
  Set<String> numbers() {
    return numbers;
  }

  /** Whether a number was said in the unit of a property. */
  boolean isIn(String number, Property property) {
    return Units.isIn(property, units.getOrDefault(number, Set.of()));
  }

  /** Whether what is asked for may be said in the unit of a property. */
  boolean asksFor(Property property) {
    return Units.isIn(property, askedUnits);
  }

  /** Whether a question may ask for what is set, rather than for what is measured. */
  boolean asksWhatIsSet() {
    return asksWhatIsSet;
  }

  /** Whether a number was said as a percentage. */
  boolean isPercent(String number) {
    return text.contains(number + "%");
  }

  /** Whether a number was said as one below zero. */
  boolean isBelowZero(String number) {
    return Values.isBelowZero(number, text);
  }

  /** What the model should say for these clauses. */
  String answer(List<Clause> clauses) {
    PlanText plan = new PlanText(this);
    return String.join("\n", clauses.stream().map(plan::line).toList());
  }

  /** Reads what the model said; it can only be what the {@link PlanGrammar} allows. */
  List<Clause> clauses(String answer) {
    PlanText plan = new PlanText(this);
    return answer.lines().map(plan::clause).toList();
  }

  /** The text that the model reads so. */
  Text text(String shown) {
    return sentence
        .quote(sentence.full(shown))
        .or(() -> Optional.ofNullable(texts.get(shown)))
        .orElseGet(() -> new Text(shown, shown));
  }

  /** Whether a text is of this sentence. */
  boolean said(Text text) {
    return sentence.quote(text.shown()).equals(Optional.of(text));
  }

  /** What a letter stands for. */
  Optional<Mention> marked(String mark) {
    return Optional.ofNullable(marks.get(mark.charAt(0)));
  }

  /** The words that stand for a mention: its letter, or a service. */
  Optional<String> word(Mention mention) {
    String service = Services.word(mention);
    return service.isEmpty() ? mark(mention).map(String::valueOf) : Optional.of(service);
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
    return free(mention.isPlace() ? PLACES : THINGS, marks)
        .map(mark -> {
          marks.put(mark, mention);
          return mark;
        });
  }

  /** The letter of a time. */
  Optional<Character> mark(Time time) {
    for (Map.Entry<Character, Time> entry : times.entrySet()) {
      if (entry.getValue().equals(time)) {
        return Optional.of(entry.getKey());
      }
    }
    return free(time instanceof Time.Length ? LENGTHS : MOMENTS, times)
        .map(mark -> {
          times.put(mark, time);
          return mark;
        });
  }

  private static Optional<Character> free(String letters, Map<Character, ?> used) {
    return letters.chars().mapToObj(c -> (char) c).filter(c -> !used.containsKey(c)).findFirst();
  }
}
