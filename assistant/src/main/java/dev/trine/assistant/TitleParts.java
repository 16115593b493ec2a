package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of what a Thing calls its properties, actions and values, each of which only one of them
 * has: pellets of "Pellet level", 油网 of 油网脏了. They are less than names, so they are words only
 * where a sentence did not tell what was meant without them.
 */
final class TitleParts {
  /** Shorter words of titles are words for too much. */
  private static final int LEAST_LATIN = 4;

  private static final int LEAST_HAN = 2;

  /** What is a part of many titles, and tells none from the others. */
  private static final Set<String> OF_MANY =
      Stream.of("aspects", "of many titles")
          .flatMap(section -> Words.of("beside", section))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern HAN = Pattern.compile("\\p{IsHan}{%d,}".formatted(LEAST_HAN));

  private static final Pattern LATIN = Pattern.compile("[a-z]{%d,}".formatted(LEAST_LATIN));

  private final Map<String, String> owners = new LinkedHashMap<>();
  private final Set<String> shared = new HashSet<>();

  private TitleParts() {}

  /**
   * {@return parts of what Things that were named have, with the word that has each} Parts of what
   * the vocabulary says for their words, too.
   */
  static Sayings ofNamed(List<Thing> things) {
    TitleParts parts = new TitleParts();
    for (Thing thing : things) {
      Sayings.forEachName(
          thing,
          (name, titles) -> {
            Set<String> said = new LinkedHashSet<>(titles);
            said.addAll(Vocabulary.phrases(name));
            said.forEach(title -> parts.add(title, name));
            if (Offers.measures(thing, name)) {
              titles.forEach(title -> parts.addCounted(title, name));
            }
          });
      Sayings.values(thing).stream()
          .filter(value -> value.chars().noneMatch(Character::isDigit)) // hdmi 5 is no hdmi 1
          .forEach(value -> Vocabulary.phrases(value).forEach(said -> parts.add(said, value)));
    }
    return parts.unshared();
  }

  /**
   * {@return parts of titles that only one of a household's words has, and whole values} What only
   * is read may be asked for by a part of what the vocabulary says for it, too.
   */
  static Sayings ofAll(List<Thing> things) {
    TitleParts parts = new TitleParts();
    for (Thing thing : things) {
      Sayings.forEachName(
          thing,
          (name, titles) -> {
            titles.forEach(title -> parts.add(title, name));
            if (Offers.measures(thing, name)) {
              Vocabulary.phrases(name).forEach(phrase -> parts.add(phrase, name));
            } else {
              Sayings.forms(name).forEach(form -> parts.add(form, form, name));
            }
          });
      Sayings.values(thing).stream()
          .filter(value -> !OwnWords.learnt(value))
          .forEach(value -> Sayings.forms(value).forEach(form -> parts.add(form, form, value)));
    }
    return parts.unshared();
  }

  private Sayings unshared() {
    owners.keySet().removeAll(shared);
    owners.keySet().removeIf(form -> form.length() < LEAST_HAN);
    return Sayings.of(owners);
  }

  private void add(String title, String name) {
    String heard = Hearing.name(title);
    forEachPart(heard, (part, form) -> add(part, form, name));
  }

  private void add(String part, String form, String name) {
    if (!isOfMany(part) && !Misheard.isCommon(part) && !OwnWords.isOfAll(part)) {
      String other = owners.putIfAbsent(form, name);
      if (other != null && !other.equals(name)) {
        shared.add(form);
      }
    }
  }

  private static boolean isOfMany(String part) {
    return OF_MANY.contains(part)
        || Script.endsInHan(part)
            && part.codePoints().mapToObj(Character::toString).allMatch(OF_MANY::contains);
  }

  /** 打了几局, of 局数: what is counted is said behind how many. */
  private void addCounted(String title, String name) {
    Hearing.name(title)
        .codePoints()
        .filter(Character::isIdeographic)
        .mapToObj(Character::toString)
        .filter(one -> !OF_MANY.contains(one))
        .forEach(
            one -> Words.of("beside", "how many").forEach(how -> add(how + one, how + one, name)));
  }

  private static void forEachPart(String heard, BiConsumer<String, String> taker) {
    HAN.matcher(heard)
        .results()
        .map(match -> match.group())
        .forEach(han -> {
          for (int from = 0; from < han.length(); from++) {
            for (int end = from + LEAST_HAN; end <= han.length(); end++) {
              String part = han.substring(from, end);
              taker.accept(part, part);
            }
          }
        });
    LATIN
        .matcher(heard)
        .results()
        .map(match -> match.group())
        .forEach(word -> {
          String stem = word.endsWith("e") ? word.substring(0, word.length() - 1) : word;
          Stream.of(word, word + "s", stem + "ing", stem + "ed")
              .forEach(form -> taker.accept(word, form));
          if (word.endsWith("s")) {
            taker.accept(word, word.substring(0, word.length() - 1));
          }
        });
  }
}
