package dev.trine.assistant;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts of the sentence that the acts of a plan copy. */
record Copies(Said said, List<Clause> acts) {
  private static final Pattern WHEN = Words.pattern("(?i)^{waits for} ");

  /** 把鸡放出来 plays nothing. */
  private static final Pattern LETS_OUT = Pattern.compile("放出[来去嚟]");

  /** "Another of 20 for the spuds": how long is no part of what a timer is called. */
  private static final Pattern LENGTH_BEFORE = Pattern.compile("\\d+ (?:minutes? )?for ");

  /** 到机场，途经商场: the destination ends at the comma. */
  private static final Pattern ENDS_BEFORE_A_STOP = Pattern.compile("[,，][途路中]$");

  /** {@return what is announced of what is told when it happens: "when the dryer is done"} */
  static String event(String said) {
    return WHEN.matcher(said).replaceFirst("");
  }

  /** {@return whether more is copied than was meant, or something else} */
  boolean areWrong() {
    return areNoTexts() || acts.stream().anyMatch(this::sharesWords);
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
                    !act.said("query").isEmpty()
                            && (LETS_OUT.matcher(said.heard()).find()
                                || Words.is("beside", "again", text))
                        || act.name().equals("start") && Words.is("beside", "new timer", text)
                        || act.name().equals("start") && Words.is("beside", "sets", text)
                        || goesOnToAnother(act, text)
                        || act.name().equals("start") && LENGTH_BEFORE.matcher(text).lookingAt()
                        || act.name().equals("navigate") && ENDS_BEFORE_A_STOP.matcher(text).find()
                        || isCut(text)
                        || text.equals(said.heard())
                        || isASource(act, text)
                        || named(act).anyMatch(name -> text.contains(name.phrase()))));
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

  /** 转去 Netflix drives nowhere. */
  private boolean isASource(Clause act, String text) {
    return act.name().equals("navigate")
        && said.found().varieties().stream()
            .flatMap(thing -> thing.property("source").stream())
            .flatMap(source -> OwnWords.values(source).stream())
            .anyMatch(source -> Hearing.name(source).equals(text));
  }

  /** 叫做蒸鱼: called is no 做蒸鱼. */
  private boolean isCut(String text) {
    return Stream.concat(Words.of("beside", "called"), Words.of("edges", "whole"))
        .anyMatch(called ->
            text.startsWith(called.substring(1)) && said.heard().contains(called.charAt(0) + text));
  }

  private static Stream<Mention> named(Clause act) {
    return Stream.concat(
        act.thing().stream(),
        act.arguments()
            .filter(Argument.Where.class::isInstance)
            .map(place -> ((Argument.Where) place).place()));
  }
}
