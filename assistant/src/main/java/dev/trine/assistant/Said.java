package dev.trine.assistant;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was said, beside a plan that copies texts of it. */
record Said(Found found, List<Clause> clauses) {
  /** "Before I head out to my" shift. */
  private static final Pattern BEFORE = Pattern.compile("\\bbefore (?:i|we|he|she|they) [a-z' ]+$");

  private static final Pattern STEP = Pattern.compile("[+-](\\d+(?:\\.\\d+)?)");

  /** Which way, and how far. */
  private static final Pattern WAY =
      Pattern.compile("再(?:([高多加亮强快大])|[低少减暗弱慢小])个?(\\d+(?:\\.\\d+)?)");

  /** What may ask for the weather. */
  private static final Pattern ASKS =
      Pattern.compile(
          "[吗么呢?？几哪]|([好下会冷热刮])不\\1|(?:会不|是不|有没)[会是有]|有冇|系咪|怎样|如何|点样|多少|天气|预报|查|看看|睇下"
              + "|\\b(?:what|how|will|is|are|does|do|check|tell|going|forecast|weather|need)\\b");

  String heard() {
    return found.heard().text();
  }

  /** {@return whether one of a sign's words was said, in no text that is copied} */
  boolean is(String sign) {
    return Words.of("signs", sign)
        .filter(word -> Words.isSaid(word, heard()))
        .filter(word -> word.length() > 1 || Words.isSaid(word, unnamed()))
        .anyMatch(word -> !isCopied(word));
  }

  /** What was said but for names: 玄关灯 turns nothing off. */
  private String unnamed() {
    return found.parts().stream()
        .map(part -> part instanceof Finder.Part.Named ? " " : part.phrase())
        .collect(Collectors.joining());
  }

  /**
   * {@return whether one of a sign's words was said, and not as a word of a Thing: do not disturb}
   */
  boolean isTold(String sign) {
    return is(sign)
        && found.parts().stream()
            .anyMatch(part ->
                !(part instanceof Finder.Part.Own) && Words.anyOf("signs", sign, part.phrase()));
  }

  /** {@return what was said after it was put right: "the fan, no wait, the lamp"} */
  List<Finder.Part> afterCorrection() {
    List<Finder.Part> parts = found.parts();
    for (int i = parts.size() - 1; i > 0; i--) {
      if (parts.get(i) instanceof Finder.Part.Text(String text)) {
        int from = Words.of("signs", "correction").mapToInt(text::lastIndexOf).max().orElse(-1);
        if (from >= 0) {
          Finder.Part rest = new Finder.Part.Text(text.substring(from));
          return Stream.concat(Stream.of(rest), parts.stream().skip(i + 1)).toList();
        }
      }
    }
    return parts;
  }

  /**
   * {@return the clauses without those that only tell why} "The kids want to sleep, lights off"
   * runs no scene Sleep.
   */
  List<Clause> withoutReasons() {
    List<Clause> acts = clauses.stream().filter(clause -> !isReason(clause)).toList();
    return acts.isEmpty() ? clauses : acts;
  }

  /**
   * {@return a step as an amount where it was said by itself: 暗啲，五成, of what the model has not
   * learnt also in another unit: 行慢啲，五公里; as what it is to come to: 慢点，降到4.5; and where that much
   * light was said: 三成亮}
   */
  Clause exactly(Clause set) {
    Clause act = inItsWay(set);
    Matcher step = STEP.matcher(act.value());
    return act.verb() == Clause.Verb.SET
            && step.matches()
            && (heard().matches(".*(?:到|至|\\bto) ?" + Pattern.quote(step.group(1)) + "(?![\\d.]).*")
                || heard()
                    .matches(
                        ".*(?<![上下高低大小升降加减再])[调设]" + Pattern.quote(step.group(1)) + "(?![\\d.]).*")
                || heard().matches(".*(?<![高低多少再加减升降暗]个?)" + step.group(1) + "%(?:的|嘅)?[亮光].*")
                || heard()
                    .matches(
                        ".*[,，] ?"
                            + step.group(1)
                            + (OwnWords.learnt(act.name()) ? "%.{0,2}" : "(?![\\d.]).{0,3}")))
        ? act.with(act.name(), step.group(1))
        : act;
  }

  /** 色温再低五百: a step goes the way that is said just before how far. */
  private Clause inItsWay(Clause act) {
    Matcher step = STEP.matcher(act.value());
    return step.matches()
        ? WAY.matcher(heard())
            .results()
            .filter(way -> way.group(2).equals(step.group(1)))
            .map(way -> act.with(act.name(), (way.group(1) == null ? "-" : "+") + step.group(1)))
            .findFirst()
            .orElse(act)
        : act;
  }

  private boolean isReason(Clause clause) {
    return isTheWeather(clause) && clauses.stream().anyMatch(it -> it.verb().acts())
        || clause.name().equals("activate")
            && clause.thing().filter(scene -> isWhy(scene) || isByTheWay(scene)).isPresent()
        || clause.value().matches("[+-]")
            && clauses.stream().anyMatch(other -> isExactly(other, clause))
        || Missetting.isAmount(clause)
            && clauses.stream().anyMatch(other -> turnsOff(other) && isOfTheSame(other, clause));
  }

  /** 其他空调都停了，今天又不冷 asks for no weather. */
  private boolean isTheWeather(Clause clause) {
    return clause.verb() == Clause.Verb.GET
        && clause.thing().map(Services::word).filter("weather"::equals).isPresent()
        && !ASKS.matcher(heard()).find();
  }

  /** "Wake me at six, that market van won't load itself" runs no scene "market day". */
  private boolean isByTheWay(Mention scene) {
    return scene.exact().isEmpty()
        && !is("scene")
        && clauses.stream().anyMatch(it -> it.verb().acts() && !it.name().equals("activate"));
  }

  /** 细声啲，较到25: how far the step goes is said behind it. */
  private static boolean isExactly(Clause other, Clause step) {
    return other.value().matches("\\d.*")
        && other.name().equals(step.name())
        && other.target().equals(step.target())
        && other.timing().equals(step.timing());
  }

  private static boolean turnsOff(Clause act) {
    return act.verb() == Clause.Verb.SET && act.name().equals("on") && act.value().equals("false");
  }

  /** 冷气关掉，晚上才18度 sets it to nothing. */
  private static boolean isOfTheSame(Clause off, Clause set) {
    return off.timing().equals(set.timing())
        && off.thing().isPresent()
        && off.thing().map(Mention::things).equals(set.thing().map(Mention::things));
  }

  /** Whether what stands beside a scene's name tells why, and no word of scenes does. */
  private boolean isWhy(Mention scene) {
    List<Finder.Part> parts = found.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Finder.Part.Named(Mention mention, String phrase)
          && mention.sameAs(scene)) {
        String before = i == 0 ? "" : parts.get(i - 1).phrase().strip();
        String behind = i + 1 == parts.size() ? "" : parts.get(i + 1).phrase().strip();
        return !isBeside("scene", before, phrase + behind)
            && (isBeside("why", before, behind) || BEFORE.matcher(before).find());
      }
    }
    return false;
  }

  private static boolean isBeside(String sign, String before, String behind) {
    return Words.of("signs", sign)
        .anyMatch(word -> before.endsWith(word) || behind.startsWith(word));
  }

  /** {@return the words of Thing Descriptions that were said} */
  Stream<Finder.Part.Own> ownWords() {
    return found.parts().stream()
        .filter(Finder.Part.Own.class::isInstance)
        .map(Finder.Part.Own.class::cast);
  }

  /** {@return whether a word of a Thing Description was said} */
  boolean saysOwn(String word) {
    return ownWords().anyMatch(own -> own.word().equals(word));
  }

  /** {@return whether a property was said, by its name or by what its Thing calls it} */
  boolean isNamed(String property) {
    return saysOwn(property) || Words.anyOf("properties", property, heard());
  }

  /** {@return whether no clause takes note of a word of a Thing Description} 夜间模式 is no program. */
  boolean isLeftOut(Finder.Part.Own own) {
    return clauses.stream().noneMatch(clause -> says(clause, own.word()))
        && !Words.is("beside", "mode", own.phrase())
        && !isCopied(own.phrase());
  }

  /** {@return whether the clauses take note of every place, every own word, and of a start} */
  boolean takesAllIn() {
    return ownWords().noneMatch(this::isLeftOut)
        && !(is("start") && setsAlone())
        && found.mentions().stream()
            .filter(Mention::isPlace)
            .allMatch(place ->
                isCopied(place.phrase()) || clauses.stream().anyMatch(c -> isIn(c, place)));
  }

  /**
   * {@return whether one clause names nothing, and does what a Thing that was not named calls so}
   */
  boolean strays() {
    return clauses.size() > 1
        && clauses.stream()
            .filter(clause -> clause.target().filter(Clause.Target::isAny).isPresent())
            .filter(clause -> clause.verb() == Clause.Verb.DO || clause.verb() == Clause.Verb.SET)
            .anyMatch(clause ->
                !OwnWords.learnt(clause.name())
                    && !Fed.feeds(clause)
                    && found.things().noneMatch(it -> Offers.words(it).contains(clause.name())));
  }

  /** {@return whether it sets what is to be, and neither turns on nor starts anything} */
  boolean setsAlone() {
    return clauses.stream().allMatch(Said::onlySets);
  }

  private static boolean onlySets(Clause clause) {
    return clause.verb() == Clause.Verb.SET && !clause.name().equals("on");
  }

  private static boolean isIn(Clause clause, Mention place) {
    return clause
            .target()
            .filter(t ->
                t.places().stream().anyMatch(place::sameAs)
                    || t.except().stream().anyMatch(place::sameAs))
            .isPresent()
        || clause
            .arguments()
            .anyMatch(a -> a instanceof Argument.Where(Mention where) && where.sameAs(place));
  }

  private static boolean says(Clause clause, String word) {
    return clause.name().equals(word)
        || clause.value().equals(word)
        || Vocabulary.parts(clause.name()).contains(word)
        || clause
            .target()
            .flatMap(Clause.Target::that)
            .filter(state -> state.name().equals(word) || state.value().equals(word))
            .isPresent()
        || clause.input().stream().anyMatch(member -> member.name().equals(word))
        || clause.arguments().anyMatch(new Argument.Word(word)::equals);
  }

  /** {@return whether words are in a text that a clause copies} */
  boolean isCopied(String words) {
    return clauses.stream()
        .flatMap(Clause::texts)
        .anyMatch(text -> Hearing.normal(text.said()).contains(words));
  }
}
