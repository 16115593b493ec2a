package dev.trine.assistant;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts of the sentence that the acts of a plan copy. */
record Copies(Said said, List<Clause> acts) {
  private static final Pattern WHEN = Words.pattern("(?i)^{waits for} ");

  /** "We need oat milk, put the oat milk": what is to be put on a list was said before, too. */
  private static final Pattern PUTS =
      Pattern.compile(
          "^(?:put|add|stick|pop) (?:the|some|a|it)\\b|[,，] ?(?:put|add|stick|pop|加|写|放|记)");

  /** 老姜删掉加两包花生 is no one item. */
  private static final Pattern TAKES_OFF =
      Words.pattern("(?<=.){takes off}(?=.)| (?:off|done) and (?:add|put) ");

  /** "Laundry is ready" is said of the laundry, and not told in it. */
  private static final Pattern SAYS_OF_WHAT_IS_CUT =
      Pattern.compile("(?:is|are|has|have|was|will) ");

  /** 把鸡放出来 plays nothing. */
  private static final Pattern LETS_OUT = Pattern.compile("放出[来去嚟]");

  /** "Another of 20 for the spuds": how long is no part of what a timer is called. */
  private static final Pattern LENGTH_BEFORE = Pattern.compile("\\d+ (?:minutes? )?for ");

  /** 到机场，途经商场: the destination ends at the comma. */
  private static final Pattern ENDS_BEFORE_A_STOP = Pattern.compile("[,，][途路中]$");

  private static final Pattern SPEAKER = Words.pattern("我们|咱|我(?![的家]|{of the family})");

  /** {@return what is announced of what is told when it happens: "when the dryer is done"} */
  static String event(String said) {
    return WHEN.matcher(said).replaceFirst("");
  }

  /** {@return whether more is copied than was meant, or something else} */
  boolean areWrong() {
    return areTwice()
        || areNoTexts()
        || acts.stream().anyMatch(act -> sharesWords(act) || isToAThing(act));
  }

  /** 叫冷气左右摆风 writes to nobody. */
  private boolean isToAThing(Clause act) {
    String to = text(act.said("to"));
    return act.name().equals("send")
        && said.found().mentions().stream()
            .filter(Mention::isAThing)
            .anyMatch(mention -> mention.phrase().equals(to));
  }

  private static String text(List<Argument> said) {
    return said.stream()
        .filter(Argument.Text.class::isInstance)
        .map(text -> Hearing.normal(((Argument.Text) text).said()))
        .findFirst()
        .orElse("");
  }

  /** Whether one text that is copied holds another: "milk and eggs", "eggs". */
  private boolean areTwice() {
    List<String> texts = acts.stream().flatMap(act -> texts(act).limit(1)).toList();
    return acts.stream().map(Clause::name).distinct().count() < acts.size()
        && texts.stream()
            .anyMatch(text -> texts.stream().anyMatch(t -> t != text && t.contains(text)));
  }

  /**
   * Whether two members of one act copy the same words: "to the station via the shop", "the shop".
   */
  private boolean sharesWords(Clause act) {
    List<String> texts = texts(act).toList();
    return texts.stream()
        .filter(text -> said.heard().indexOf(text) == said.heard().lastIndexOf(text))
        .anyMatch(text -> texts.stream().anyMatch(t -> t != text && t.contains(text)));
  }

  private static Stream<String> texts(Clause act) {
    return act.texts().map(text -> Hearing.normal(text.said()));
  }

  /** Neither where a text belongs is a part of it, nor where it is said, nor a condition. */
  private boolean areNoTexts() {
    return acts.stream()
        .anyMatch(act ->
            texts(act)
                .anyMatch(text ->
                    isQuestion(act, text)
                        || !act.said("query").isEmpty()
                            && (LETS_OUT.matcher(said.heard()).find()
                                || Words.is("beside", "again", text))
                        || isAnotherAct(act, text)
                        || isSpeaker(text)
                        || act.name().equals("start") && Words.is("beside", "new timer", text)
                        || act.name().equals("start") && Words.is("beside", "sets", text)
                        || act.name().equals("start") && isAThing(text)
                        || goesOnToAnother(act, text)
                        || act.name().equals("start") && LENGTH_BEFORE.matcher(text).lookingAt()
                        || act.name().equals("navigate") && ENDS_BEFORE_A_STOP.matcher(text).find()
                        || isCut(text)
                        || isAPartOfTheDay(act, text)
                        || text.equals(said.heard())
                        || isASource(act, text)
                        || named(act).anyMatch(name -> text.contains(name.phrase()))
                        || act.name().equals("announce") && isNoAnnouncement(text)));
  }

  /** 要买些什么, 买啲乜嘢餸: nothing of that name is to be put on a list, nor 播紧咩歌 to be played. */
  private static boolean isQuestion(Clause act, String text) {
    return Words.onlyOf("signs", "what", text)
        || !act.said("query").isEmpty()
            && Words.of("signs", "what")
                .anyMatch(
                    what -> text.endsWith(what + "歌") || what.length() > 1 && text.endsWith(what))
        || isItem(act) && Words.anyOf("beside", "why", text)
        || isItem(act)
            && Words.of("signs", "what")
                .anyMatch(what -> text.startsWith(what) && Words.isSaid(what, text));
  }

  /** "Milk on the list and remind me to call" puts no "remind me" there. */
  private static boolean isAnotherAct(Clause act, String text) {
    return isItem(act)
        && (Words.of("signs", "another act").anyMatch(word -> Words.isSaid(word, text))
            || PUTS.matcher(text).find()
            || TAKES_OFF.matcher(text).find());
  }

  /** 广播开饭了，再把电视关了: what another act is done to is no part of it, nor is another list. */
  private boolean goesOnToAnother(Clause act, String text) {
    int comma = text.indexOf(',');
    Stream<Mention> acted =
        acts.stream().filter(other -> other != act).flatMap(other -> other.thing().stream());
    Stream<Mention> lists = said.found().mentions().stream().filter(Mention::isAList);
    return comma >= 0
        && Stream.concat(acted, lists)
            .filter(mention -> !act.isOf(mention))
            .anyMatch(mention -> text.indexOf(mention.phrase(), comma) >= 0);
  }

  private static boolean isItem(Clause act) {
    return !act.said("item").isEmpty();
  }

  /** 转去 Netflix drives nowhere. */
  private boolean isASource(Clause act, String text) {
    return act.name().equals("navigate")
        && said.found().varieties().stream()
            .flatMap(thing -> thing.property("source").stream())
            .flatMap(source -> OwnWords.values(source).stream())
            .anyMatch(source -> Hearing.name(source).equals(text));
  }

  /** 提醒我浇花 reminds of 浇花, but 提醒我妈浇花 of more. */
  private boolean isSpeaker(String text) {
    return SPEAKER.matcher(text).lookingAt()
        && Words.of("signs", "reminds").anyMatch(word -> said.heard().contains(word + text));
  }

  /** 光疗机秒数设60秒 is no timer of that name. */
  private boolean isAThing(String text) {
    return !Words.anyOf("beside", "a timer", said.heard())
        && said.found().mentions().stream()
            .anyMatch(it -> !it.things().isEmpty() && it.phrase().equals(Hearing.normal(text)));
  }

  /** 叫做蒸鱼: called is no 做蒸鱼. */
  private boolean isCut(String text) {
    return Stream.concat(Words.of("beside", "called"), Words.of("edges", "whole"))
        .anyMatch(called ->
            text.startsWith(called.substring(1)) && said.heard().contains(called.charAt(0) + text));
  }

  /** 周六九点的闹钟，早上 says when, and no title. */
  private static boolean isAPartOfTheDay(Clause act, String text) {
    return act.name().equals("add")
        && Arrays.stream(Time.PartOfDay.values())
            .map(part -> part.name().toLowerCase(Locale.ROOT))
            .anyMatch(part -> Words.is("parts", part, text));
  }

  /** "If it rains" is a condition that was left out, and 说饭好了 says what to say. */
  private boolean isNoAnnouncement(String text) {
    boolean waits = said.clauses().stream().anyMatch(c -> c.verb() == Clause.Verb.WHEN);
    return SAYS_OF_WHAT_IS_CUT.matcher(text).lookingAt()
        || !waits && WHEN.matcher(text).find()
        || Words.of("signs", "says").anyMatch(text::startsWith);
  }

  private static Stream<Mention> named(Clause act) {
    return Stream.concat(
        act.thing().stream(),
        act.arguments()
            .filter(Argument.Where.class::isInstance)
            .map(place -> ((Argument.Where) place).place()));
  }
}
