package dev.trine.assistant;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says whose something is where a pronoun says it, or where one name serves two, stands apart or is
 * left out: "Ethan's asleep, the lights off in his room" is Ethan's room, 爸爸和妈妈的床头灯 are two lamps
 * with a name of their own, 爸爸盏床头灯 is one, and so is Mum's of "Dad's lamp on and Mum's off".
 */
final class Whose {
  private static final Pattern PRONOUN = Pattern.compile("\\b(?:his|her) |(?<![其吉])[她他佢](?:的|嘅)?");

  private static final Pattern JOINT = Pattern.compile(" and (?:the )?|同埋|[和跟同与及、]");

  /** Between who has something and what that is. */
  private static final Pattern OF = Pattern.compile("'s |的|嘅");

  /** The same, of a single Thing: 爸爸盏床头灯, 妈妈那张床. */
  private static final Pattern HAS =
      Words.pattern("(?<=\\p{IsHan})(?:的|嘅|(?:[嗰那呢这]边?)?{classifiers})(?=\\p{IsHan})");

  private static final Pattern THAT = Pattern.compile("^[嗰那呢这]");

  /** Between what something is and a part of the house that is no place. */
  private static final Pattern IN_THE = Pattern.compile(" (?:in|on|at|by|of|over) (?:the|my|our) ");

  /** Behind a whole name: "the desk in the standing position" is no standing desk. */
  private static final Pattern BEHIND =
      Pattern.compile(
          "$|[,.?!]| (?:to|on|off|and|at|please|up|down|by|is|are|for|until|when|if|back|now|right|then|from|with|half|\\d)");

  /** What stands for a name behind whose it is: 妈妈嗰盏, "Mum's off". */
  private static final Pattern ITS =
      Words.pattern(
          "(?<=\\p{IsHan})(?:的|嘅|(?:的|嘅)?[嗰那]{classifiers})(?=[开关熄闩调较校也都就留唔不别,，\\d]|$)|'s(?: one)?(?= (?:off|on|to|up|down|too|as well)\\b|[,.]|$)");

  /** What is counted so is a lamp: 走廊嗰盏. */
  private static final String OF_LAMPS = "盏";

  private static final String LAMP = "灯";

  /** Between whose it is and what it is in a name. */
  private static final List<String> JOINTS = List.of("", "的");

  /** Behind them a name begins, and no end of one: 阳台的灯 is no 台灯. */
  private static final String BEFORE_A_NAME = "把将开关熄闩着,， ";

  private static final int LONGEST_OWNER = 8;
  private static final int LONGEST_NAME = 24;

  private final NameIndex names;

  Whose(NameIndex names) {
    this.names = names;
  }

  /** {@return a sentence with the name of whom something is before each name} */
  Heard told(Heard heard) {
    return apart(others(inOne(byPart(byName(heard)))));
  }

  /** "The light in the goat shed" is what is called goat shed light, where that is no place. */
  private Heard byPart(Heard heard) {
    String text = heard.text();
    Matcher in = IN_THE.matcher(text);
    while (in.find()) {
      for (int from = Math.max(0, in.start() - LONGEST_OWNER); from < in.start(); from++) {
        String what = " " + text.substring(from, in.start());
        Optional<Integer> end =
            longest(text, in.end(), where -> isCalled(where + what) && !isPlace(where))
                .filter(it -> BEHIND.matcher(text).region(it, text.length()).lookingAt());
        if (Words.starts(text, from) && end.isPresent()) {
          String where = text.substring(in.end(), end.get());
          return heard.with(from, end.get(), where + what);
        }
      }
    }
    return heard;
  }

  /** 爸爸床头灯调到两成，妈妈嗰盏熄: whose is said alone, of what was said of another. */
  private Heard others(Heard heard) {
    String text = heard.text();
    Matcher its = ITS.matcher(text);
    while (its.find()) {
      Optional<Heard> told =
          IntStream.range(0, its.start())
              .filter(at -> Words.starts(text, at))
              .mapToObj(at -> text.substring(at, Math.max(at, names.longestAt(text, at))))
              .filter(this::isCalled)
              .flatMap(name -> IntStream.range(1, name.length()).mapToObj(name::substring))
              .flatMap(what -> ofAnother(heard, its, what).stream())
              .findFirst()
              .or(() ->
                  its.group().endsWith(OF_LAMPS) ? ofAnother(heard, its, LAMP) : Optional.empty());
      if (told.isPresent()) {
        return told.get();
      }
    }
    return heard;
  }

  /** The sentence with what somebody has, who stands just before. */
  private Optional<Heard> ofAnother(Heard heard, Matcher its, String what) {
    String text = heard.text();
    for (int from = Math.max(0, its.start() - LONGEST_OWNER); from < its.start(); from++) {
      String owner = text.substring(from, its.start()) + (its.group().startsWith("'s") ? "'s" : "");
      Optional<String> name = called(owner, what);
      if (Words.starts(text, from) && name.isPresent() && !isAPlace(owner)) {
        return Optional.of(heard.with(from, its.end(), name.get()));
      }
    }
    return Optional.empty();
  }

  /** 妈妈台灯 or 妈妈的台灯, where that is a name. */
  private Optional<String> called(String owner, String what) {
    return JOINTS.stream().map(joint -> owner + joint + what).filter(this::isCalled).findFirst();
  }

  /**
   * 爸爸嘅床头灯 is what is called 爸爸床头灯, 爸爸那盏台灯 what is called 爸爸的台灯; but all lamps of a room are meant
   * by 主卧的灯.
   */
  private Heard inOne(Heard heard) {
    String text = heard.text();
    Matcher has = HAS.matcher(text);
    while (has.find()) {
      for (int from = Math.max(0, has.start() - LONGEST_OWNER); from < has.start(); from++) {
        String owner = text.substring(from, has.start());
        Optional<String> joint =
            mayOwn(text, from, has) ? joint(text, owner, has) : Optional.empty();
        if (joint.isPresent()) {
          return inOne(heard.with(has.start(), has.end(), joint.get()));
        }
      }
    }
    return heard;
  }

  /** Whether somebody or something may be named here that has what follows. */
  private boolean mayOwn(String text, int from, Matcher has) {
    boolean begins = from == 0 || BEFORE_A_NAME.indexOf(text.charAt(from - 1)) >= 0;
    return Words.starts(text, from)
        && (names.get(text.substring(from, has.start())).isPresent()
            || begins && (OF.matcher(has.group()).matches() || THAT.matcher(has.group()).find()));
  }

  /** What stands between both in a name; nothing where none is called so. */
  private Optional<String> joint(String text, String owner, Matcher has) {
    return JOINTS.stream()
        .filter(joint -> !joint.equals(has.group()))
        .filter(joint ->
            longest(
                    text,
                    has.end(),
                    what ->
                        isCalled(owner + joint + what)
                            && !(isAPlace(owner) && NameParts.isKind(what)))
                .isPresent())
        .findFirst();
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
            Script.isLatin(name.charAt(name.length() - 1))
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

  /** Whether it is a place of the household, and not only called so. */
  private boolean isAPlace(String name) {
    return names
        .get(name)
        .filter(found -> found.exact.isEmpty())
        .filter(found -> !found.places.isEmpty() || !found.partialPlaces.isEmpty())
        .isPresent();
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
        .filter(this::isCalled)
        .findFirst();
  }

  private boolean isCalled(String name) {
    return names.get(name).filter(found -> !found.exact.isEmpty()).isPresent();
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
