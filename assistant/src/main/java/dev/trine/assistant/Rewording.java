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
  private static final Pattern MIDDLE = word("middle");
  private static final Pattern ANYBODY = word("anybody there");
  private static final Pattern DEALT_WITH =
      Words.pattern("(?<item>[^,，]{1,20}?)我?{is dealt with}[,， ]+(?<order>.+?)[它佢]?");

  private static final Pattern HOMEWARDS =
      Words.pattern(
          "(?:送我|带我|我要|我想)?(?:回家|返屋企)[,，的]*(?:顺路|路上|途中|经过)(?:去一下|去下|去一趟|去)?(?<via>\\p{IsHan}{2,12})");

  private static final Pattern OUTDOORS = word("outdoors");
  private static final Pattern WATERED =
      Words.pattern("(?:浇|灌溉|淋|洒)水?(?=\\d+{lengths}|半{lengths}|[1一三]刻)");

  private static final Pattern STEP_TO =
      Words.pattern("{sets}?[凍冻冷暖热高低大小细亮光暗快慢强弱浓淡深浅](?:一点|点|啲|些|少少)[,， ]+(?=(?:零下|负)?\\d)");

  private static final Pattern TUNES = Pattern.compile("开(?=\\p{IsHan}{2,8}台(?!灯))");

  private static final Pattern LET_IN =
      Words.pattern(
          "[,，]?(?:俾|畀|给|让|等)[^,，]{1,8}{goes in}$|[,，]?我(?:们|哋)?(?:要|准备|想|而家)(?:开|揸|驾)车[^,，]{0,4}$| to let [a-z' ]{1,20} in$"
              + "|(?<=^(?:un)?lock [a-z' ]{1,24}) for (?:the )?[a-z' ]{1,20}$");

  /** "Bedroom lights on bar Tegan's lamp". */
  static final Pattern BAR = Pattern.compile(" bar (?=[a-z]+'s )");

  private static final Pattern LOWERED =
      Pattern.compile(
          "(?:drop|knock|bring|take|ease) (?<what>[a-z' ]+?)(?: back| down| off)? (?<by>a (?:notch|bit|touch|tad|step|level|little))");

  private static final Pattern POLITE =
      Words.pattern(
          "(?:(?=\\p{IsHan})(?:{hello}|喂(?!\\p{IsHan}{1,2}$|[咗了下食返饱埋])|{could you}|你?{please}你?))+"
              + "|(?:{hello}[, ]+)*(?:{could you} )?(?:please |just |kindly )*");

  private static final Pattern TELL = Words.pattern("^{please}?[叫让喊使]$");

  private static final Pattern TELL_THE =
      Pattern.compile(
          "(?:please )?tell (?:(?:everyone|everybody|the (?:kids|children|boys|girls)) in )?the ");

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
            halved(found),
            moving(found),
            called(found),
            ringing(found),
            sought(found),
            outdoors(found),
            toCome(found),
            crossedOff(found),
            homewards(found),
            Hues.plain(found),
            ItsOwn.of(found).map(ItsOwn::plain),
            toldAThing(found),
            measuredToday(found),
            watered(found),
            AskedFirst.plain(found),
            remindsSomebody(found),
            comesTo(found),
            tunedTo(found),
            forNobody(found),
            said(found, BAR, _ -> " except "),
            loweredBy(found),
            NamedTimer.plain(found),
            ofTheCar(found),
            Making.plain(found),
            playedThere(found),
            AskedOrTold.plain(found),
            SaidBehind.plain(found),
            announcedThere(found),
            bluntly(found))
        .flatMap(Optional::stream);
  }

  /** "Medium", 中档: half of what a fan can do, where none of its values is called so. */
  private static Optional<Heard> halved(Found found) {
    List<Thing> things = found.things().toList();
    boolean isCalledSo =
        things.stream()
            .flatMap(thing -> thing.properties().values().stream())
            .flatMap(property -> OwnWords.values(property).stream())
            .anyMatch(value -> MIDDLE.matcher(Hearing.name(value)).matches());
    return isCalledSo || !offers(things, "fan-level")
        ? Optional.empty()
        : said(found, MIDDLE, said -> Script.endsInHan(said) ? "一半" : "half");
  }

  /** "Is anybody there?" asks what moves, where nothing tells who is there. */
  private static Optional<Heard> moving(Found found) {
    return offers(found.varieties(), "presence")
        ? Optional.empty()
        : said(found, ANYBODY, said -> Script.endsInHan(said) ? "有动静吗" : "is there any motion");
  }

  /** 电费交了，从清单上划掉: what is dealt with is what is to be crossed off. */
  private static Optional<Heard> crossedOff(Found found) {
    Heard heard = found.heard();
    Matcher said = DEALT_WITH.matcher(heard.text());
    return said.matches() && Words.anyOf("beside", "crosses off", said.group("order"))
        ? found.mentions().stream()
            .filter(Rewording::hasItems)
            .findFirst()
            .map(list ->
                Hearing.hear(
                    "从" + list.phrase() + "划掉" + heard.said(said.start("item"), said.end("item"))))
        : Optional.empty();
  }

  private static boolean hasItems(Mention mention) {
    return mention.things().stream().anyMatch(thing -> thing.property("items").isPresent());
  }

  /** 回家顺路去一下加油站, whatever scene is called so. */
  private static Optional<Heard> homewards(Found found) {
    Matcher said = HOMEWARDS.matcher(found.heard().text());
    return said.matches()
        ? Optional.of(
            Hearing.hear("导航到家经过" + found.heard().said(said.start("via"), said.end("via"))))
        : Optional.empty();
  }

  /** 还要多久洗好: what it comes to is said behind how long that takes. */
  private static Optional<Heard> toCome(Found found) {
    List<Part> parts = found.parts();
    int start = 0;
    for (int i = 0; i + 1 < parts.size(); start += parts.get(i++).phrase().length()) {
      if (parts.get(i) instanceof Part.Own(String asked, String said)
          && parts.get(i + 1) instanceof Part.Own(String state, String saidOfIt)
          && properties(found).anyMatch(it -> it.name().equals(asked) && Units.seconds(it) > 0)
          && properties(found).anyMatch(it -> OwnWords.values(it).contains(state))) {
        int end = start + said.length();
        return Optional.of(found.heard().without(end, end + saidOfIt.length()));
      }
    }
    return Optional.empty();
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

  /** 叫冷气左右摆风: who is told to do it is no person. */
  private static Optional<Heard> toldAThing(Found found) {
    List<Part> parts = found.parts();
    for (int i = 0, start = 0; i + 1 < parts.size(); start += parts.get(i++).phrase().length()) {
      if (parts.get(i) instanceof Part.Text(String text)
          && TELL.matcher(text).find()
          && parts.get(i + 1) instanceof Part.Named(Mention mention, var name)
          && mention.isAThing()) {
        int end = start + text.length();
        return Optional.of(found.heard().without(end - 1, end));
      }
    }
    return Optional.empty();
  }

  /** {@return whether a sentence begins as one that calls somebody does} */
  static boolean rings(Found found) {
    return RING.matcher(found.heard().text()).find();
  }

  /** {@return whether somebody is let in, who is not to be called} */
  static boolean letsIn(String heard) {
    return LET_IN.matcher(heard).find();
  }

  /** 提醒爷爷吃药: the speaker is reminded of what somebody is to do. */
  private static Optional<Heard> remindsSomebody(Found found) {
    return WholeEntry.reminded(found).map(who -> found.heard().with(who.start(), who.start(), "我"));
  }

  /** 冰格调冻点，零下20度: what it comes to says more than which way it goes. */
  private static Optional<Heard> comesTo(Found found) {
    Matcher step = STEP_TO.matcher(found.heard().text());
    return step.find()
        ? Optional.of(Hearing.again(found.heard().with(step.start(), step.end(), "调到")))
        : Optional.empty();
  }

  /** 收音机开港台第一台: what plays is tuned to it. */
  private static Optional<Heard> tunedTo(Found found) {
    return found.mentions().stream().anyMatch(Rewording::plays)
        ? said(found, TUNES, _ -> "播")
        : Optional.empty();
  }

  /** 洒水1区浇十分钟: what waters is open for so long. */
  private static Optional<Heard> watered(Found found) {
    boolean isAValve = found.things().anyMatch(thing -> thing.action("open").isPresent());
    return isAValve ? said(found, WATERED, _ -> "打开") : Optional.empty();
  }

  /** 奶奶今天血压多少: what was measured last. */
  private static Optional<Heard> measuredToday(Found found) {
    boolean isCountedByDays =
        properties(found).map(Property::name).anyMatch(WholeQuestion::isOfToday);
    boolean asksWhatIsMeasured =
        found.parts().stream()
            .anyMatch(it -> it instanceof Part.Own own && isMeasured(found, own.word()));
    return found.spans().stream()
        .filter(it -> !isCountedByDays && asksWhatIsMeasured)
        .filter(it -> it.part() instanceof Part.Timed time && Words.is("days", "0", time.phrase()))
        .findFirst()
        .map(today -> found.heard().without(today.start(), today.end()));
  }

  private static boolean isMeasured(Found found, String word) {
    return !WholeQuestion.isOfToday(word)
        && found.varieties().stream()
            .flatMap(thing -> thing.property(word).stream())
            .anyMatch(Property::readOnly);
  }

  /** 开花园闸俾阿妈入嚟: who is let in is not called. */
  private static Optional<Heard> forNobody(Found found) {
    Matcher letIn = LET_IN.matcher(found.heard().text());
    return letIn.find() ? Optional.of(found.heard().part(0, letIn.start())) : Optional.empty();
  }

  /** "Drop the fan back a notch" turns it down by that. */
  private static Optional<Heard> loweredBy(Found found) {
    Matcher lowered = LOWERED.matcher(found.heard().text());
    return lowered.matches()
        ? Optional.of(
            Hearing.hear("turn down " + lowered.group("what") + " " + lowered.group("by")))
        : Optional.empty();
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

  /** "Tell the kitchen dinner is ready": who is there is told. */
  static Optional<Heard> announcedThere(Found found) {
    List<Part> parts = found.parts();
    if (parts.size() < 3
        || !(parts.getFirst() instanceof Part.Text(String tells))
        || !TELL_THE.matcher(tells).matches()
        || !(parts.get(1) instanceof Part.Named(Mention place, String name))
        || !place.isPlace()
        || place.absent()) {
      return Optional.empty();
    }
    Heard heard = found.heard();
    String what = heard.said(tells.length() + name.length(), heard.text().length());
    return Optional.of(Hearing.hear("announce" + what + " in the " + name));
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
