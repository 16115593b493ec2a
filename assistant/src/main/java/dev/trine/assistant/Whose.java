package dev.trine.assistant;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says whose something is where a pronoun says it, or one name for two: "Ethan's asleep, the lights
 * off in his room" is Ethan's room, 爸爸和妈妈的床头灯 are two lamps with a name of their own.
 */
final class Whose {
  private static final Pattern PRONOUN = Pattern.compile("\\b(?:his|her) |(?<![其吉])[她他佢](?:的|嘅)?");

  private static final Pattern JOINT = Pattern.compile(" and (?:the )?|同埋|[和跟同与及、]");

  /** Between who has something and what that is. */
  private static final Pattern OF = Pattern.compile("'s |的|嘅");

  private static final int LONGEST_OWNER = 8;
  private static final int LONGEST_NAME = 24;

  private final NameIndex names;

  Whose(NameIndex names) {
    this.names = names;
  }

  /** {@return a sentence with the name of whom something is before each name} */
  Heard told(Heard heard) {
    return apart(byName(heard));
  }

  private Heard byName(Heard heard) {
    String text = heard.text();
    Matcher pronoun = PRONOUN.matcher(text);
    while (pronoun.find()) {
      int start = pronoun.end();
      Optional<Heard> told =
          owners(text, pronoun.start())
              .flatMap(owner ->
                  longest(text, start, what -> names.isThere(owner + what)).stream()
                      .map(end -> heard.with(pronoun.start(), start, owner)))
              .findFirst();
      if (told.isPresent()) {
        return told.get();
      }
    }
    return heard;
  }

  /** What names of what is somebody's begin with, of those who were named, the last one first. */
  private Stream<String> owners(String text, int before) {
    return IntStream.iterate(before - 1, at -> at >= 0, at -> at - 1)
        .filter(at -> Words.starts(text, at))
        .mapToObj(at -> text.substring(at, Math.max(at, names.longestAt(text, at))))
        .filter(name -> !name.isEmpty())
        .flatMap(name ->
            NameIndex.latin(name.charAt(name.length() - 1))
                ? Stream.of(name.endsWith("'s") ? name + " " : name + "'s ")
                : Stream.of(name, name + "的"));
  }

  private Heard apart(Heard heard) {
    Matcher joint = JOINT.matcher(heard.text());
    while (joint.find()) {
      Optional<Heard> told = apart(heard, joint.start(), joint.end());
      if (told.isPresent()) {
        return told.get();
      }
    }
    return heard;
  }

  /** One name of what both have that are joined there, for each of them. */
  private Optional<Heard> apart(Heard heard, int start, int end) {
    String text = heard.text();
    for (int from = start - 1; from >= Math.max(0, start - LONGEST_OWNER); from--) {
      for (int to = end + 1; to <= Math.min(text.length(), end + LONGEST_OWNER); to++) {
        if (!Words.starts(text, from) || !Words.ends(text, to)) {
          continue;
        }
        String one = text.substring(from, start).replaceFirst("'s$", "");
        String other = text.substring(end, to);
        if (isPlace(one) || isPlace(other)) {
          continue;
        }
        Matcher of = OF.matcher(text).region(to, text.length());
        int what = of.lookingAt() ? of.end() : to;
        Optional<Integer> last =
            longest(text, what, it -> named(one, it).isPresent() && named(other, it).isPresent());
        if (last.isPresent()) {
          String name = text.substring(what, last.get());
          String both =
              named(one, name).orElseThrow()
                  + text.substring(start, end)
                  + named(other, name).orElseThrow();
          return Optional.of(heard.with(from, last.get(), both));
        }
      }
    }
    return Optional.empty();
  }

  /** Rooms that are joined have all that is in them. */
  private boolean isPlace(String name) {
    return names
        .get(name.strip())
        .filter(found -> !found.places.isEmpty() || found.placeWord)
        .isPresent();
  }

  /** What of somebody's is called so. */
  private Optional<String> named(String owner, String what) {
    return Stream.of(owner + what, owner + "的" + what, owner + "'s " + what)
        .filter(name -> names.get(name).filter(found -> !found.exact.isEmpty()).isPresent())
        .findFirst();
  }

  /** Where the longest words end that begin there and are so. */
  private static Optional<Integer> longest(String text, int start, Predicate<String> isSo) {
    return IntStream.iterate(
            Math.min(text.length(), start + LONGEST_NAME), end -> end > start, end -> end - 1)
        .filter(end -> Words.ends(text, end) && isSo.test(text.substring(start, end)))
        .boxed()
        .findFirst();
  }
}
