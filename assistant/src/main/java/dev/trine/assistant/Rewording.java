package dev.trine.assistant;

import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a sentence says in words that the Things at hand do not have, in words that they have. */
final class Rewording {
  private static final Pattern MIDDLE = word("middle");
  private static final Pattern ANYBODY = word("anybody there");
  private static final Pattern DEALT_WITH =
      Pattern.compile(
          "(?<item>[^,，]{1,20}?)我?%s[,， ]+(?<order>.+?)[它佢]?"
              .formatted(Words.any("beside", "is dealt with")));

  private static final Pattern HOMEWARDS =
      Pattern.compile(
          "(?:送我|带我|我要|我想)?(?:回家|返屋企)[,，的]*(?:顺路|路上|途中|经过)(?:去一下|去下|去一趟|去)?(?<via>\\p{IsHan}{2,12})");

  private static final Pattern OUTDOORS = word("outdoors");
  private static final Pattern ON_THE = Pattern.compile(" (?:on|of|in) (?:the|my|our) ");
  private static final Pattern RING =
      Pattern.compile("^(?:ring up|ring)(?= (?!the bell|the doorbell)[a-z])");
  private static final Pattern FIND = Pattern.compile("^(?:find|where's|where is|locate)(?= )");

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
            ofItsOwn(found))
        .flatMap(Optional::stream);
  }

  /** "Medium", 中档: half of what a fan can do, where none of its values is called so. */
  private static Optional<Heard> halved(Found found) {
    List<Thing> things =
        found.mentions().stream().flatMap(mention -> mention.things().stream()).toList();
    boolean isCalledSo =
        things.stream()
            .flatMap(thing -> thing.properties().values().stream())
            .flatMap(property -> OwnWords.values(property).stream())
            .anyMatch(value -> MIDDLE.matcher(Hearing.name(value)).matches());
    return isCalledSo || !offers(things, "fan-level")
        ? Optional.empty()
        : said(found, MIDDLE, said -> Vocabulary.isHan(said) ? "一半" : "half");
  }

  /** "Is anybody there?" asks what moves, where nothing tells who is there. */
  private static Optional<Heard> moving(Found found) {
    return offers(found.varieties(), "presence")
        ? Optional.empty()
        : said(found, ANYBODY, said -> Vocabulary.isHan(said) ? "有动静吗" : "is there any motion");
  }

  /** 电费交了，从清单上划掉: what is dealt with is what is to be crossed off. */
  private static Optional<Heard> crossedOff(Found found) {
    Heard heard = found.heard();
    Matcher said = DEALT_WITH.matcher(heard.text());
    return said.matches()
            && Words.anyOf("beside", "crosses off", said.group("order"))
            && found.mentions().stream().anyMatch(Rewording::isAList)
        ? Optional.of(
            Hearing.hear(
                heard.said(said.start("order"), said.end("order"))
                    + heard.said(said.start("item"), said.end("item"))))
        : Optional.empty();
  }

  private static boolean isAList(Mention mention) {
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
    return found.mentions().stream()
        .flatMap(mention -> mention.things().stream())
        .flatMap(thing -> thing.properties().values().stream());
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
        ? said(found, OUTDOORS, said -> Vocabulary.isHan(said) ? "室外天气" : "outside in the weather")
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
    return found.mentions().stream()
        .flatMap(mention -> mention.things().stream())
        .anyMatch(thing -> thing.action("ring").isPresent());
  }

  /**
   * "The night light on the litter box" is the litter box's night light, whatever else is called
   * so.
   */
  static Optional<Heard> ofItsOwn(Found found) {
    List<Part> parts = found.parts();
    int start = 0;
    for (int i = 0; i + 2 < parts.size(); start += parts.get(i++).phrase().length()) {
      if (parts.get(i) instanceof Part.Named(Mention own, String said)
          && ON_THE.matcher(parts.get(i + 1).phrase()).matches()
          && parts.get(i + 2) instanceof Part.Named(Mention whole, String name)
          && !own.isPlace()
          && whole.things().stream()
              .flatMap(thing -> thing.properties().values().stream())
              .anyMatch(it ->
                  Vocabulary.phrases(it.name()).contains(own.phrase())
                      || it.name().replace('-', ' ').equals(own.phrase()))) {
        int end = start + said.length() + parts.get(i + 1).phrase().length() + name.length();
        Heard heard = found.heard();
        return Optional.of(
            Hearing.hear(
                heard.said(0, start) + name + " " + said + heard.said(end, heard.text().length())));
      }
    }
    return Optional.empty();
  }

  private static boolean offers(Collection<Thing> things, String property) {
    return things.stream().anyMatch(thing -> thing.property(property).isPresent());
  }

  private static Optional<Heard> said(Found found, Pattern words, Function<String, String> other) {
    return words.matcher(found.heard().text()).find()
        ? Optional.of(found.heard().replaceAll(words, match -> other.apply(match.group())))
        : Optional.empty();
  }

  private static Pattern word(String key) {
    return Pattern.compile("(?<![a-z])(?:%s)(?![a-z])".formatted(Words.any("beside", key)));
  }
}
