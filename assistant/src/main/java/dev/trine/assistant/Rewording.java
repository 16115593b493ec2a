package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a sentence says in words that the Things at hand do not have, in words that they have. */
final class Rewording {
  private static final Pattern ANYBODY = word("anybody there");
  private static final Pattern OUTDOORS = word("outdoors");
  private static final Pattern WATERED =
      Words.pattern("(?:浇|灌溉|淋|洒)水?(?=\\d+{lengths}|半{lengths}|[1一三]刻)");

  private static final Pattern LET_IN =
      Words.pattern(
          "[,，]?(?:俾|畀|给|让|等)[^,，]{1,8}{goes in}$|[,，]?我(?:们|哋)?(?:要|准备|想|而家)(?:开|揸|驾)车[^,，]{0,4}$| to let [a-z' ]{1,20} in$"
              + "|(?<=^(?:un)?lock [a-z' ]{1,24}) for (?:the )?[a-z' ]{1,20}$");

  /** "Bedroom lights on bar Tegan's lamp". */
  static final Pattern BAR = Pattern.compile(" bar (?=[a-z]+'s )");

  private static final Pattern POLITE =
      Words.pattern(
          "(?:(?=\\p{IsHan})(?:{hello}|喂(?!\\p{IsHan}{1,2}$|[咗了下食返饱埋])|{could you}|你?{please}你?))+"
              + "|(?:{hello}[, ]+)*(?:{could you} )?(?:please |just |kindly )*");

  private static final Pattern RING =
      Pattern.compile("^(?:ring up|ring)(?= (?!the bell|the doorbell)[a-z])");
  private static final Pattern FIND = Pattern.compile("^(?:find|where's|where is|locate)(?= )");

  private static final Pattern PUT_ON =
      Pattern.compile(
          "(?:put|can (?:we|i) have) (?!(?:the|my|our|a|it|that) )(?<what>.{3,40}) on(?<where> in .*)"
              + "|(?:put|can (?:we|i) have) (?!(?:the|my|our|a|it|that) )(?<title>.{3,40})(?<player> on .*)");

  private Rewording() {}

  /** {@return the sentence in other words; nothing where its own will do} */
  static Stream<Heard> of(Found found) {
    return Stream.of(
            moving(found),
            called(found),
            ringing(found),
            sought(found),
            outdoors(found),
            Hues.plain(found),
            ItsOwn.of(found).map(ItsOwn::plain),
            watered(found),
            AskedFirst.plain(found),
            remindsSomebody(found),
            forNobody(found),
            said(found, BAR, _ -> " except "),
            NamedTimer.plain(found),
            ofTheCar(found),
            Making.plain(found),
            playedThere(found),
            SaidBehind.plain(found),
            bluntly(found))
        .flatMap(Optional::stream);
  }

  /** "Is anybody there?" asks what moves, where nothing tells who is there. */
  private static Optional<Heard> moving(Found found) {
    return offers(found.varieties(), "presence")
        ? Optional.empty()
        : said(found, ANYBODY, said -> Script.endsInHan(said) ? "有动静吗" : "is there any motion");
  }

  private static Stream<Property> properties(Found found) {
    return found.things().flatMap(thing -> thing.properties().values().stream());
  }

  /** 找不到小白，叫它出个声: what is to make a sound is to be found. */
  private static Optional<Heard> sought(Found found) {
    List<Part.Named> named =
        found.parts().stream()
            .filter(part -> part instanceof Part.Named name && !name.mention().things().isEmpty())
            .map(Part.Named.class::cast)
            .toList();
    String heard = found.heard().text();
    return named.size() == 1 && Words.heard("beside", "calls out", heard)
        ? Optional.of(Hearing.hear("找一下" + named.getFirst().phrase()))
        : Optional.empty();
  }

  /** How warm it is outside, the weather tells where nothing measures it there. */
  private static Optional<Heard> outdoors(Found found) {
    return found.mentions().stream()
            .allMatch(it -> it.isPlace() && OUTDOORS.matcher(it.phrase()).matches())
        ? said(found, OUTDOORS, said -> Script.endsInHan(said) ? "天气" : "outside in the weather")
        : Optional.empty();
  }

  /** "Ring the surgery", "ring Mum": no Thing is named but a doorbell that is called so. */
  private static Optional<Heard> called(Found found) {
    return found.mentions().stream()
            .allMatch(it -> it.isPlace() || it.isOf("Person") || it.phrase().equals("ring"))
        ? said(found, RING, _ -> "call")
        : Optional.empty();
  }

  /** "Find my phone": what rings is found by that. */
  private static Optional<Heard> ringing(Found found) {
    return namesWhatRings(found) ? said(found, FIND, _ -> "ring") : Optional.empty();
  }

  static boolean namesWhatRings(Found found) {
    return found.things().anyMatch(thing -> thing.action("ring").isPresent());
  }

  /** {@return whether a sentence begins as one that calls somebody does} */
  static boolean rings(Found found) {
    return RING.matcher(found.heard().text()).find();
  }

  /** 提醒爷爷吃药: the speaker is reminded of what somebody is to do. */
  private static Optional<Heard> remindsSomebody(Found found) {
    return WholeEntry.reminded(found).map(who -> found.heard().with(who.start(), who.start(), "我"));
  }

  /** 洒水1区浇十分钟: what waters is open for so long. */
  private static Optional<Heard> watered(Found found) {
    boolean isAValve = found.things().anyMatch(thing -> thing.action("open").isPresent());
    return isAValve ? said(found, WATERED, _ -> "打开") : Optional.empty();
  }

  /** 开花园闸俾阿妈入嚟: who is let in is not called. */
  private static Optional<Heard> forNobody(Found found) {
    Matcher letIn = LET_IN.matcher(found.heard().text());
    return letIn.find() ? Optional.of(found.heard().part(0, letIn.start())) : Optional.empty();
  }

  /** "Hi, could you please ..." says no more than the rest. */
  private static Optional<Heard> bluntly(Found found) {
    Heard heard = found.heard();
    Matcher polite = POLITE.matcher(heard.text());
    return polite.lookingAt() && polite.end() > 0
        ? Optional.of(heard.part(polite.end(), heard.text().length()))
        : Optional.empty();
  }

  /** "Defrost the truck": what is said of cars is said of the one that there is. */
  private static Optional<Heard> ofTheCar(Found found) {
    Set<String> cars = Driving.places(found);
    return found.spans().stream()
        .filter(span ->
            cars.size() == 1
                && Driving.isACar(span.part(), cars)
                && !span.part().phrase().equals("car"))
        .findFirst()
        .map(span -> Hearing.again(found.heard().with(span.start(), span.end(), "car")));
  }

  /**
   * "Put RNZ Concert on in the kitchen", "put WBUR on the Nest Hub": what is no Thing is played
   * there.
   */
  private static Optional<Heard> playedThere(Found found) {
    Matcher put = PUT_ON.matcher(found.heard().text());
    if (!put.matches()) {
      return Optional.empty();
    }
    boolean isPlaced = put.group("what") != null;
    List<Span> named =
        found.spans().stream().filter(it -> it.part() instanceof Part.Named).toList();
    boolean playsThere =
        named.stream()
            .allMatch(it ->
                it.part() instanceof Part.Named(Mention name, _)
                    && (name.isPlace()
                        || !isPlaced && plays(name) && it.start() > put.end("title")));
    return playsThere && (isPlaced || !named.isEmpty())
        ? Optional.of(
            isPlaced ? played(found, put, "what", "where") : played(found, put, "title", "player"))
        : Optional.empty();
  }

  private static Heard played(Found found, Matcher put, String what, String where) {
    Heard heard = found.heard();
    return Hearing.hear(
        "play "
            + heard.said(put.start(what), put.end(what))
            + heard.said(put.start(where), put.end(where)));
  }

  private static boolean plays(Mention mention) {
    return mention.things().stream().anyMatch(thing -> thing.action("play-media").isPresent());
  }

  private static boolean offers(Collection<Thing> things, String property) {
    return things.stream().anyMatch(thing -> thing.property(property).isPresent());
  }

  static Optional<Heard> said(Found found, Pattern words, Function<String, String> other) {
    return words.matcher(found.heard().text()).find()
        ? Optional.of(found.heard().replaceAll(words, match -> other.apply(match.group())))
        : Optional.empty();
  }

  private static Pattern word(String key) {
    return Words.pattern("(?<![a-z]){%s}(?![a-z])".formatted(key));
  }
}
