package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence as it could have been said more simply: without what only tells why ("we've got
 * company, turn on the porch light"), and without what is to stay as it is (灯都关掉，床头灯留着).
 *
 * @param heard the rest of the sentence
 * @param except what is to stay as it is
 */
record Simpler(Heard heard, List<Mention> except) {
  private static final Pattern SEPARATOR =
      Pattern.compile("[,，;；。!！]| (?=(?:so (?:i|we|he|she|they|that)|because|cause) )");

  private static final Pattern WORD = Pattern.compile("[a-z']+");

  /** 力道四 sets something. */
  private static final Pattern NUMBER = Pattern.compile("\\d|[一二三四五六七八九十]$");

  /** "We don't need it" forbids nothing. */
  private static final Pattern SOMEONE = Pattern.compile("(?:i|we|he|she|they|it|nobody) ");

  /** 我五分钟后落嚟 tells no time for what is to be done. */
  private static final Pattern COMING =
      Pattern.compile(
          "%s[^,]*%s[啦喇了]?"
              .formatted(Words.any("beside", "who comes"), Words.any("beside", "comes")));

  /** What is told to a Thing; where none of it is said, nothing is told. */
  private static final List<String> TOLD_IN =
      List.of("modes", "colors", "properties", "actions", "halves", "scales");

  /** What needs no name, and is asked for by a verb at the head: 放点音乐. */
  private static final List<String> SERVICES =
      List.of("media", "message", "phone", "announcer", "navigation", "calendar", "timer", "note");

  private static final List<String> SIGNS =
      List.of(
          "on",
          "off",
          "step",
          "most",
          "least",
          "double",
          "halve",
          "notch",
          "condition",
          "later",
          "except",
          "stays",
          "forbid",
          "back",
          "then",
          "correction",
          "avoid",
          "order",
          "start",
          "find",
          "remaining",
          "as well");

  /** A part of a sentence between commas. */
  private record Segment(int start, int end, List<Part> parts) {
    String text() {
      StringBuilder text = new StringBuilder();
      parts.forEach(part -> text.append(part.phrase()));
      return text.toString();
    }

    Stream<Mention> mentions() {
      return parts.stream()
          .flatMap(
              part -> part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.of());
    }

    boolean namesAThing() {
      return mentions().anyMatch(mention -> !mention.things().isEmpty() && !isByTheWay(mention));
    }
  }

  /** {@return the same of another reading, which is only made where a sentence has parts} */
  static Optional<Simpler> of(Heard heard, Supplier<Found> found) {
    return SEPARATOR.matcher(heard.text()).find() ? of(found.get()) : Optional.empty();
  }

  /** {@return what a sentence says more simply; nothing where all of it is needed} */
  static Optional<Simpler> of(Found found) {
    List<Segment> segments = segments(found);
    List<Segment> needed = new ArrayList<>();
    List<Mention> except = new ArrayList<>();
    for (Segment segment : segments) {
      if (stays(segment)) {
        segment.mentions().forEach(except::add);
      } else if (!isAside(segment)) {
        needed.add(segment);
      }
    }
    boolean isSimpler = needed.size() < segments.size();
    return isSimpler && needed.stream().anyMatch(Segment::namesAThing)
        ? Optional.of(new Simpler(joined(found.heard(), segments, needed), List.copyOf(except)))
        : Optional.empty();
  }

  /** {@return a plan of the rest, without what is to stay as it is} */
  List<Clause> plan(List<Clause> rest) {
    return except.isEmpty() ? rest : rest.stream().map(this::without).toList();
  }

  /** {@return whether what is to stay as it is would be acted on, if anything was said to stay} */
  boolean leavesOut(List<Clause> plan) {
    return except.isEmpty()
        || plan.stream()
            .flatMap(clause -> clause.target().stream())
            .anyMatch(target ->
                except.stream().allMatch(Mention::isPlace)
                    || target.thing().isEmpty()
                    || isOf(target.thing().get()));
  }

  /** {@return whether an act takes a text: what seems to be said by the way may be it} */
  static boolean takesAText(Clause act) {
    return act.verb() == Clause.Verb.DO
        && act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream())
            .anyMatch(thing ->
                thing.action(act.name()).stream()
                    .flatMap(action -> Field.of(thing, action).stream())
                    .anyMatch(field -> field.kind() == Field.Kind.TEXT));
  }

  private boolean isOf(Mention thing) {
    return except.stream().anyMatch(stays -> !Collections.disjoint(stays.things(), thing.things()));
  }

  private Clause without(Clause clause) {
    return clause
        .target()
        .filter(target -> clause.verb() == Clause.Verb.SET || clause.verb() == Clause.Verb.DO)
        .map(target -> clause.with(without(target)))
        .orElse(clause);
  }

  /** 客厅留着大灯，其他灯关掉: the place is that of the others too. A place alone stays as it is. */
  private Target without(Target target) {
    List<Mention> places = except.stream().filter(Mention::isPlace).toList();
    List<Mention> things = except.stream().filter(stays -> !stays.isPlace()).toList();
    if (things.isEmpty()) {
      return target.except(Stream.concat(target.except().stream(), places.stream()).toList());
    }
    Target placed = target.places().isEmpty() ? target.in(places, target.here()) : target;
    return placed.except(Stream.concat(target.except().stream(), things.stream()).toList());
  }

  private static List<Segment> segments(Found found) {
    List<Segment> segments = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int at = 0;
    for (Part part : found.parts()) {
      if (part instanceof Part.Text(String text)) {
        Matcher separator = SEPARATOR.matcher(text);
        int done = 0;
        while (separator.find()) {
          parts.add(new Part.Text(text.substring(done, separator.start())));
          segments.add(new Segment(start, at + separator.start(), List.copyOf(parts)));
          parts.clear();
          done = separator.end();
          start = at + done;
        }
        parts.add(new Part.Text(text.substring(done)));
      } else {
        parts.add(part);
      }
      at += part.phrase().length();
    }
    segments.add(new Segment(start, at, List.copyOf(parts)));
    segments.removeIf(segment -> segment.text().isBlank());
    return segments;
  }

  /** "Not the lamp", 床头灯留着: a Thing is named, and that it stays as it is. */
  private static boolean stays(Segment segment) {
    return (segment.namesAThing() || segment.mentions().anyMatch(place -> !place.absent()))
        && Words.of("signs", "stays")
            .anyMatch(word ->
                NameIndex.latin(word.charAt(0))
                    ? segment.text().strip().startsWith(word + " ")
                    : segment.text().contains(word) && !segment.text().contains(word + "了"));
  }

  private static boolean isAside(Segment segment) {
    String text = segment.text().strip();
    boolean isEnglish = WORD.matcher(text).lookingAt();
    if (COMING.matcher(text).matches()) {
      return true;
    }
    return segment.parts().stream().noneMatch(part -> isTold(part, isEnglish))
        && !NUMBER.matcher(text).find()
        && (isEnglish
            ? begins(text) || beginsWithAName(segment)
            : !Words.anyOf("signs", "forbid", text))
        && SERVICES.stream().flatMap(it -> Words.of("uses", it)).noneMatch(text::startsWith)
        && SIGNS.stream()
            .filter(sign -> !sign.equals("forbid") || !SOMEONE.matcher(text).lookingAt())
            .noneMatch(sign -> Words.anyOf("signs", sign, text))
        && TOLD_IN.stream().noneMatch(section -> says(section, text));
  }

  /** "We won't need it tonight" tells no time where it begins as what only tells why. */
  private static boolean isTold(Part part, boolean isEnglish) {
    return switch (part) {
      case Part.Text text -> false;
      case Part.Named named -> !isByTheWay(named.mention());
      case Part.Own own -> true;
      case Part.Timed timed -> !isEnglish;
    };
  }

  /** Of a person and of the weather is spoken, and nothing is done with them. */
  private static boolean isByTheWay(Mention mention) {
    return mention.isOf("Person")
        || mention.isOf("Weather")
        || mention.isPlace() && mention.phrase().endsWith("'s");
  }

  /** "Nana's sleeping". */
  private static boolean beginsWithAName(Segment segment) {
    return segment.parts().stream()
        .filter(part -> !part.phrase().isBlank())
        .findFirst()
        .filter(part -> part instanceof Part.Named && part.phrase().endsWith("'s"))
        .isPresent();
  }

  /** English tells why by whom it is of ("we've got company"), and orders by a verb. */
  private static boolean begins(String text) {
    return Words.of("signs", "aside")
        .anyMatch(word -> text.startsWith(word + " ") || text.equals(word));
  }

  private static boolean says(String section, String text) {
    return Lexicon.ALL.stream()
        .flatMap(lexicon -> lexicon.section(section).values().stream())
        .flatMap(List::stream)
        .anyMatch(word -> Words.isSaid(word.text(), text));
  }

  /** What is needed, with what parted it. */
  private static Heard joined(Heard heard, List<Segment> all, List<Segment> needed) {
    Heard rest = heard;
    int end = heard.text().length();
    for (Segment segment : all.reversed()) {
      if (!needed.contains(segment)) {
        rest = rest.without(segment.start(), end);
      }
      end = segment.start();
    }
    return rest;
  }
}
