package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of a sentence: what stands between commas, or between an order and its reason.
 *
 * @param start where it begins in what was heard
 * @param end where it ends
 * @param parts what was found in it
 */
record Segment(int start, int end, List<Part> parts) {
  static final Pattern SEPARATOR =
      Pattern.compile("[,，;；。!！]|[.:](?= )|(?<=\\p{IsHan}) (?=\\p{IsHan}|$)" + Asides.SEPARATOR);

  /** What stands around a name that is all there is. */
  private static final Pattern BARE = Pattern.compile("(?: *(?:the|my|our|and|还有|和|跟|同埋))* *");

  private static final Pattern WORD = Pattern.compile("[a-z']+");

  /** 风小一点 tells how it is to be. */
  private static final Pattern STEP = Pattern.compile("(?<![有太])[大小高低亮暗强弱快慢响轻][一小]?[点些啲]");

  /** 力道四 sets something. */
  private static final Pattern NUMBER = Pattern.compile("\\d|[一二三四五六七八九十]$");

  /** "We don't need it" forbids nothing. */
  private static final Pattern SOMEONE = Pattern.compile("(?:i|we|he|she|they|it|nobody) ");

  /** 爸爸快到了. */
  private static final Pattern COMES_SOON = Words.pattern(".*{soon}(?:到|{comes})[了啦喇喎啊呀]?");

  /** "A load on the airer" turns nothing on. */
  private static final Pattern WHERE =
      Pattern.compile("\\b(?:on|off) (?=(?:the|a|my|our|his|her|their) )");

  /** 六点叫我起床. */
  private static final Pattern REMINDS =
      Words.pattern("{signs: reminds}醒?我|\\b(?:wake|remind) me\\b");

  /** Before a time. */
  private static final Pattern AT = Pattern.compile(" (?:at|on|in) ?$");

  private static final Pattern OF_A_TIME = Pattern.compile(" ?(?:at |on |in )?");

  /** "And at ten to lock the gate". */
  private static final Pattern TO_DO = Pattern.compile("^.* to [a-z]");

  /** 明早起床后 says when. */
  private static final Pattern AFTER = Pattern.compile("(?:后|前|时|时候)$");

  /** "Because it's hot and close the blinds" does not end with why. */
  private static final Pattern AND_AN_ORDER =
      Words.pattern(" and (?:then |also )?{signs: order}\\b");

  /** What is told to a Thing; where none of it is said, nothing is told. */
  private static final List<String> TOLD_IN =
      List.of("modes", "colors", "properties", "actions", "fractions", "scales");

  /** What needs no name, and is asked for by a verb at the head: 打电话. */
  private static final List<String> SERVICES =
      List.of("message", "phone", "announcer", "navigation");

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

  /** What binds it to the rest of a sentence, however sure it is that it is talk. */
  static final List<String> BINDING =
      List.of("condition", "later", "except", "stays", "back", "then", "correction", "avoid");

  /** {@return the parts of a sentence} */
  static List<Segment> of(Found found) {
    return of(found, SEPARATOR);
  }

  /** {@return the parts of a sentence between these separators} */
  static List<Segment> of(Found found, Pattern separators) {
    String heard = found.heard().text();
    List<Segment> segments = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int at = 0;
    for (Part part : found.parts()) {
      if (part instanceof Part.Text(String text)) {
        int end = at + text.length();
        int done = at;
        Matcher separator = // which sees what was named before and behind the text
            separators
                .matcher(heard)
                .region(at, end)
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
        while (separator.find()) {
          parts.add(new Part.Text(heard.substring(done, separator.start())));
          segments.add(new Segment(start, separator.start(), List.copyOf(parts)));
          parts.clear();
          done = separator.end();
          start = done;
        }
        parts.add(new Part.Text(heard.substring(done, end)));
      } else {
        parts.add(part);
      }
      at += part.phrase().length();
    }
    segments.add(new Segment(start, at, List.copyOf(parts)));
    segments.removeIf(segment -> segment.text().isBlank());
    return segments;
  }

  /** {@return what begins with this one and ends with another} */
  Segment upTo(Segment last) {
    return new Segment(
        start, last.end, Stream.concat(parts.stream(), last.parts.stream()).toList());
  }

  /** {@return another part, heard as if the last Thing that this one names were named in it} */
  Heard named(Heard heard, Segment other) {
    int nameStart = start;
    int nameEnd = start;
    for (Span span : Span.of(parts, start)) {
      if (span.part() instanceof Part.Named(Mention mention, var phrase)
          && !mention.things().isEmpty()) {
        nameStart = span.start();
        nameEnd = span.end();
      }
    }
    boolean isAfterABlank = heard.text().charAt(other.start - 1) == ' ';
    return heard
        .part(nameStart, other.end)
        .without(nameEnd - nameStart, other.start - (isAfterABlank ? 1 : 0) - nameStart);
  }

  /** {@return the same without what it begins with, if that is so} */
  Segment without(Pattern joint) {
    String text = text();
    Matcher beginning = joint.matcher(text);
    if (!beginning.lookingAt()
        || beginning.end() == text.length()
        || !Words.ends(text, beginning.end())
        || !(parts.getFirst() instanceof Part.Text(String first))
        || beginning.end() > first.length()) {
      return this;
    }
    List<Part> rest = new ArrayList<>(parts);
    rest.set(0, new Part.Text(first.substring(beginning.end())));
    return new Segment(start + beginning.end(), end, List.copyOf(rest));
  }

  /** {@return whether it tells of another time what else another is to remind of} */
  boolean isAnotherTimeOf(Segment other) {
    return REMINDS.matcher(other.text().substring(0, other.timed())).find()
        && OF_A_TIME.matcher(text().substring(0, timed())).matches()
        && (TO_DO.matcher(text()).find()
            || mentions().noneMatch(Mention::isAThing) && timed() < text().length());
  }

  /** {@return another part, heard as if it began as this one does before its time} */
  Heard at(Heard heard, Segment other) {
    Matcher at = AT.matcher(heard.text()).region(start, start + timed());
    int head = at.find() ? at.start() + 1 : start + timed();
    return heard.part(start, other.end).without(head - start, other.start - start);
  }

  /** Where the first time in it is told; at its end where none is. */
  private int timed() {
    return Span.of(parts, 0).stream()
        .filter(span -> span.part() instanceof Part.Timed)
        .mapToInt(Span::start)
        .findFirst()
        .orElseGet(() -> text().length());
  }

  /** {@return its words} */
  String text() {
    return parts.stream().map(Part::phrase).collect(Collectors.joining());
  }

  /** {@return it as a sentence of its own} */
  Heard heard(Heard sentence) {
    return sentence.part(start, end);
  }

  /** {@return what it names} */
  Stream<Mention> mentions() {
    return parts.stream()
        .flatMap(
            part -> part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.of());
  }

  /** {@return whether it names a Thing of which is not only spoken by the way} */
  boolean namesAThing() {
    return mentions().anyMatch(mention -> !mention.things().isEmpty() && !isByTheWay(mention));
  }

  /** {@return whether it names a Thing and tells nothing: "and the heat tape"} */
  boolean isJustAThing() {
    return mentions().count() == 1 && namesAThing() && saysNoMoreThanNames();
  }

  /** {@return whether it says no more than names: "the soundbar and the fireplace"} */
  boolean saysNoMoreThanNames() {
    return parts.stream()
        .filter(Part.Text.class::isInstance)
        .allMatch(text -> BARE.matcher(text.phrase()).matches());
  }

  /** {@return whether it says of what something is to be done} "Everything off in the den" does. */
  boolean saysOfWhat() {
    return namesAThing()
        || parts.stream().anyMatch(Part.Own.class::isInstance)
        || mentions().anyMatch(Mention::isPlace) && Words.anyOf("signs", "everything", text());
  }

  /** {@return whether it is an order by how it begins, "lock the car", or tells when to wake} */
  boolean beginsAnOrder() {
    return Words.of("signs", "order").anyMatch(text().strip()::startsWith) || reminds();
  }

  /** {@return whether it tells when to wake or remind the speaker} */
  boolean reminds() {
    return REMINDS.matcher(text()).find() && parts.stream().anyMatch(Part.Timed.class::isInstance);
  }

  /** {@return whether it tells nothing that is to be done, but why} */
  boolean isAside() {
    String text = text().strip();
    if (text.startsWith("for ") && parts.stream().anyMatch(Part.Timed.class::isInstance)) {
      return false;
    }
    boolean isEnglish = WORD.matcher(text).lookingAt();
    String told = WHERE.matcher(text).replaceAll("");
    if (Words.anyOf("beside", "asks the time", text) || names(text)) {
      return false;
    }
    if (!AND_AN_ORDER.matcher(text).find() && (Asides.areAll(text) || isOfWhoComes(text))) {
      return true;
    }
    return parts.stream().noneMatch(part -> isTold(part, isEnglish))
        && !NUMBER.matcher(text).find()
        && !STEP.matcher(text).find()
        && (isEnglish ? begins(text) || beginsWithAName() : !Words.anyOf("signs", "forbid", text))
        && !beginsAService(text)
        && SIGNS.stream()
            .filter(sign -> !sign.equals("forbid") || !SOMEONE.matcher(text).lookingAt())
            .noneMatch(sign -> Words.anyOf("signs", sign, told))
        && !saysWhatIsToldToAThing(told);
  }

  /** {@return whether it may tell nothing that is to be done, beside a part that surely does} */
  boolean mayBeAside() {
    String text = text().strip();
    boolean isTimed = parts.stream().anyMatch(Part.Timed.class::isInstance);
    boolean isOfATime = isTimed && parts.stream().anyMatch(Segment::isText);
    return isAside()
        || !names(text)
            && parts.stream().noneMatch(part -> isTold(part, isOfATime))
            && (isTimed || !NUMBER.matcher(text).find())
            && !says(BINDING)
            && !Words.anyOf("signs", "act", text)
            && !Words.anyOf("actions", text);
  }

  /** {@return whether it names Things and says more of them than their names, but no order} */
  boolean onlyTellsOfThings() {
    String text = text();
    return !saysNoMoreThanNames()
        && parts.stream()
                .filter(Part.Text.class::isInstance)
                .mapToInt(it -> it.phrase().strip().length())
                .sum()
            > 1
        && parts.stream().noneMatch(it -> it instanceof Part.Own || it instanceof Part.Timed)
        && !NUMBER.matcher(text).find()
        && !STEP.matcher(text).find()
        && SIGNS.stream().noneMatch(sign -> Words.anyOf("signs", sign, text))
        && !Words.anyOf("signs", "act", text)
        && !beginsAService(text.strip())
        && !saysWhatIsToldToAThing(text);
  }

  private static boolean beginsAService(String text) {
    return SERVICES.stream().flatMap(it -> Words.of("uses", it)).anyMatch(text::startsWith);
  }

  private static boolean saysWhatIsToldToAThing(String text) {
    return TOLD_IN.stream().anyMatch(section -> Words.anyOf(section, text));
  }

  /** {@return whether it has a word of one of these signs} */
  boolean says(List<String> signs) {
    return signs.stream().anyMatch(sign -> Words.anyOf("signs", sign, text()));
  }

  /** {@return whether it begins with when something is to be done} */
  boolean beginsWithWhen() {
    return parts.getFirst() instanceof Part.Timed(Time time, _) && time.tellsWhen();
  }

  /** {@return whether it tells something of some time, and not only that time} */
  boolean tellsOfADay() {
    return parts.stream().anyMatch(Part.Timed.class::isInstance)
        && saysMoreThanATime()
        && !AFTER.matcher(text()).find();
  }

  /** {@return whether it has words that are neither name nor time} */
  boolean saysMoreThanATime() {
    return parts.stream().anyMatch(Segment::isText);
  }

  /** "Called pasta" goes on with the part before. */
  private static boolean names(String text) {
    return Words.of("beside", "called").anyMatch(text::startsWith);
  }

  private static boolean isText(Part part) {
    return part instanceof Part.Text(String text) && text.strip().length() > 1;
  }

  private boolean isOfWhoComes(String text) {
    return mentions().findAny().isPresent()
        && mentions().allMatch(mention -> mention.isOf("Person"))
        && COMES_SOON.matcher(text).matches();
  }

  /** "We won't need it tonight" tells no time where it begins as what only tells why. */
  private static boolean isTold(Part part, boolean isEnglish) {
    return switch (part) {
      case Part.Text text -> false;
      case Part.Named named -> !isByTheWay(named.mention());
      case Part.Own own -> !OwnWords.isState(own.word()); // 碗放好了
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
  private boolean beginsWithAName() {
    return parts.stream()
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
}
