package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An order for a list with several things: 购物清单加面粉、鸡蛋还有葱, "add flour, eggs and milk to the shopping
 * list". What is done with the first is done with each.
 *
 * @param first the order with the first of them alone
 * @param end where that ends in it
 * @param others the things behind it, as they were said
 */
record Listed(Heard first, int end, List<String> others) {
  /** Behind the first of several things. */
  private static final Pattern MARK = Pattern.compile("、|(?<=[a-z]), ");

  /** Between things; fish and chips are one. */
  private static final Pattern BETWEEN =
      Words.pattern(
          "{items: whole}|(?<between>、(?:还有|仲有)?|还有|仲有|以及|同埋|(?<=\\p{IsHan}{2})[和跟](?=\\p{IsHan}{2})"
              + "|(?:, and|,| and) )");

  private static final Pattern ANOTHER_ACT =
      Words.pattern("(?:{begins another act}|then|i|we)\\b.*");

  /** Between what is put on a list and its name. */
  private static final Pattern ONTO =
      Pattern.compile(" (?:to|on|onto|in) (?:(?:the|my|our) )?$|[加添放写记]?[到进去入]$");

  /** What ends a sentence, and no item. */
  private static final Pattern SOFTENS = Pattern.compile("(?:[吧呗啊呀啦喇了。！!.]| please)+$");

  /** Without it an English sentence may only have commas. */
  private static final String AND = " and ";

  private static final Pattern SOME = Pattern.compile("^(?i:some) ");

  /** {@return the order and the things that it lists; nothing where it says more} */
  static Optional<Listed> of(Found found) {
    Heard heard = found.heard();
    Matcher mark = MARK.matcher(heard.text());
    if (!mark.find()) {
      return Optional.empty();
    }
    int end = onto(found);
    boolean isHan = mark.group().equals("、");
    boolean saysMore =
        end <= mark.end()
            || found.spans().stream()
                .filter(span -> span.end() > mark.end() && span.start() < end)
                .anyMatch(span -> !mayBeInAnItem(span.part()))
            || !isHan && !heard.text().substring(mark.end(), end).contains(AND);
    List<String> others = saysMore ? List.of() : things(heard, mark.end(), end);
    boolean isNamedBehind = end < withoutSofteners(heard.text());
    boolean areThings =
        !others.isEmpty()
            && others.stream()
                .map(Hearing::normal)
                .noneMatch(
                    it -> it.isBlank() || !isNamedBehind && ANOTHER_ACT.matcher(it).matches());
    return areThings
        ? Optional.of(new Listed(heard.without(mark.start(), end), mark.start(), others))
        : Optional.empty();
  }

  /** Where the list is named that the things before are put on; else where the sentence ends. */
  private static int onto(Found found) {
    String heard = found.heard().text();
    int end = withoutSofteners(heard);
    return found.spans().stream()
        .filter(span -> span.end() == end && isAList(span.part()))
        .map(span -> ONTO.matcher(heard.substring(0, span.start())))
        .filter(Matcher::find)
        .mapToInt(Matcher::start)
        .findFirst()
        .orElse(end);
  }

  private static int withoutSofteners(String heard) {
    Matcher softens = SOFTENS.matcher(heard);
    return softens.find() ? softens.start() : heard.length();
  }

  /** {@return whether acts are for fewer things than are listed, or for a part of one} */
  boolean isMoreThan(List<Clause> acts) {
    List<String> items =
        acts.stream().flatMap(Clause::texts).map(text -> Hearing.normal(text.said())).toList();
    return others.size() >= acts.size()
        || others.stream()
            .map(Hearing::normal)
            .anyMatch(thing -> thing.contains(AND) && !items.contains(thing));
  }

  private static List<String> things(Heard heard, int start, int end) {
    List<String> things = new ArrayList<>();
    int from = start;
    Matcher between = BETWEEN.matcher(heard.text()).region(start, end);
    while (between.find()) {
      if (between.group("between") != null) {
        things.add(heard.said(from, between.start()));
        from = between.end();
      }
    }
    things.add(heard.said(from, end));
    return things.stream().map(thing -> SOME.matcher(thing).replaceFirst("")).toList();
  }

  private static boolean isAList(Part part) {
    return part instanceof Part.Named(Mention mention, var _) && mention.isAList();
  }

  /** 修空调: what is to be done may name a Thing, and neither a list nor a time. */
  private static boolean mayBeInAnItem(Part part) {
    return part instanceof Part.Text
        || part instanceof Part.Named(Mention mention, var _)
            && mention.isAThing()
            && !isAList(part);
  }

  /**
   * {@return the acts for all of the list; nothing where these are not one, for its first thing}
   */
  Optional<List<Clause>> all(List<Clause> acts) {
    Clause act = acts.getFirst();
    return acts.size() == 1 && isOfTheFirst(act.said("item"))
        ? Optional.of(
            Stream.concat(Stream.of(act), others.stream().map(item -> act.copying("item", item)))
                .toList())
        : Optional.empty();
  }

  private boolean isOfTheFirst(List<Argument> item) {
    return item.size() == 1
        && item.getFirst() instanceof Argument.Text text
        && first.text().substring(0, end).endsWith(Hearing.normal(text.said()));
  }
}
