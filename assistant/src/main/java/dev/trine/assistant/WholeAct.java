package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Found;
import dev.trine.things.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An act with what it takes as it was said: the very word of those that it takes, the length that
 * is its own, a title without the place where it is played, an item for each thing to be bought.
 */
final class WholeAct {
  /** Between things to buy; 和牛 is one. */
  private static final Pattern AND =
      Pattern.compile("[、，]|同埋|(?<=\\p{IsHan}{2})[和跟與与及同](?=\\p{IsHan})");

  /** Services that are in no room. */
  private static final Set<String> OF_ALL =
      Set.of(
          "Calendar",
          "Reminders",
          "AlarmClock",
          "TimerService",
          "ShoppingList",
          "TodoList",
          "Notes");

  /** What is one item in spite of its "and". */
  private static final Pattern ONE_ITEM =
      Pattern.compile(
          "%s|%s.*|.* and .* %s"
              .formatted(
                  Words.any("items", "whole"),
                  Words.any("items", "begin"),
                  Words.any("items", "end")),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern QUOTE = Pattern.compile("[\"“”「『]([^\"“”」』]+)[\"“”」』]");

  private static final Pattern NOTED = Pattern.compile("[^:：]{1,12}[:：] ?(.+)");

  private WholeAct() {}

  /** {@return what an act of a plan comes to: mostly itself} */
  static Stream<Clause> of(Found found, Clause act) {
    Clause said =
        quoted(
            found,
            afterColon(
                found,
                onItsStreet(
                    found, withItsLength(found, withTheWordSaid(found, withoutEcho(act))))));
    return forItsLength(newTimer(found, crossedOff(found, said))).stream()
        .map(WholeAct::placedOnce)
        .map(WholeAct::ofTheHousehold)
        .flatMap(WholeAct::itemised);
  }

  private static Stream<String> items(String said) {
    return NameIndex.latin(said.charAt(0)) && !ONE_ITEM.matcher(said).matches()
        ? Stream.of(said.split(" and |, ?(?:and )?"))
        : AND.splitAsStream(said);
  }

  /** 洗衣液和抽纸 are two items of a shopping list. */
  private static Stream<Clause> itemised(Clause act) {
    boolean isShopping =
        act.target().flatMap(Target::thing).filter(list -> list.isOf("ShoppingList")).isPresent();
    return isShopping
            && act.said("item") instanceof List<Argument> said
            && said.size() == 1
            && said.getFirst() instanceof Argument.Text text
        ? items(text.said())
            .map(item -> new Argument.Named("item", List.of(new Argument.Text(item, item))))
            .map(item -> act.with(replaced(act.input(), item)))
        : Stream.of(act);
  }

  /** 尿片买好了，划掉: what is crossed off is done, where a list tells that from what is removed. */
  private static Clause crossedOff(Found found, Clause act) {
    boolean isDone =
        act.name().equals("remove") && Words.anyOf("beside", "crosses off", found.heard().text());
    Clause done = new Clause(act.timing(), act.verb(), act.target(), "complete", "", act.input());
    return isDone
            && act.target()
                .flatMap(Target::thing)
                .filter(list -> WholePlan.offers(list, done))
                .isPresent()
        ? done
        : act;
  }

  /** 再定个五分钟计时 starts another, and adds nothing to one. */
  private static Clause newTimer(Found found, Clause act) {
    Clause start = new Clause(act.timing(), act.verb(), act.target(), "start", "", act.input());
    boolean isNew =
        act.name().equals("add")
            && !act.said("seconds").isEmpty()
            && act.said("name").isEmpty()
            && Words.anyOf("beside", "new timer", found.heard().text());
    return isNew ? start : act;
  }

  /** Add "book the ferry" to the list: what is quoted is copied whole. */
  private static Clause quoted(Found found, Clause act) {
    Matcher quote = QUOTE.matcher(found.heard().text());
    if (!quote.find() || act.input().isEmpty()) {
      return act;
    }
    Argument whole =
        new Argument.Text(quote.group(1), found.heard().said(quote.start(1), quote.end(1)));
    return act.with(
        act.input().stream()
            .map(member ->
                member.arguments().size() == 1
                        && member.arguments().getFirst()
                            instanceof Argument.Text(var shown, var said)
                        && isQuoted(quote.group(1), Hearing.normal(said))
                    ? new Argument.Named(member.name(), List.of(whole))
                    : member)
            .toList());
  }

  private static boolean isQuoted(String quote, String copied) {
    return quote.contains(copied) || copied.contains(quote);
  }

  /** 记低：Wi-Fi 密码... is noted from the colon on, though a Thing is called Wi-Fi. */
  private static Clause afterColon(Found found, Clause act) {
    Matcher noted = NOTED.matcher(found.heard().text());
    boolean isNote = act.target().flatMap(Target::thing).filter(it -> it.isOf("Notes")).isPresent();
    if (!isNote || !act.name().equals("add") || !noted.matches()) {
      return act;
    }
    String title = found.heard().said(noted.start(1), noted.end(1));
    return act.said("title").stream()
            .anyMatch(it -> it instanceof Argument.Text text && title.endsWith(text.said()))
        ? act.with(
            replaced(
                act.input(), new Argument.Named("title", List.of(new Argument.Text(title, title)))))
        : act;
  }

  /** "The market on Mill Road" is a place, and no road is avoided of which nobody said so. */
  private static Clause onItsStreet(Found found, Clause act) {
    String heard = found.heard().text();
    String place = text(act, "to");
    String street = text(act, "avoid");
    int start = heard.indexOf(place);
    int end = heard.indexOf(street, start + place.length()) + street.length();
    boolean isOfIt =
        !street.isEmpty()
            && end > start + place.length() + street.length()
            && Words.is(
                "beside",
                "on a street",
                heard.substring(start + place.length(), end - street.length()).strip());
    if (!isOfIt) {
      return act;
    }
    String whole = found.heard().said(start, end);
    Argument to = new Argument.Text(heard.substring(start, end), whole);
    return act.with(
        replaced(
            act.input().stream().filter(member -> !member.name().equals("avoid")).toList(),
            new Argument.Named("to", List.of(to))));
  }

  /** The one text that an act copies for a member, as heard; empty where it copies none. */
  private static String text(Clause act, String member) {
    return act.said(member).size() == 1 && act.said(member).getFirst() instanceof Argument.Text text
        ? Hearing.normal(text.said())
        : "";
  }

  /** "Radio 4" is what is played, and no kind of it. */
  private static Clause withoutEcho(Clause act) {
    boolean isEcho =
        act.said("kind").stream()
            .filter(Argument.Text.class::isInstance)
            .map(kind -> ((Argument.Text) kind).said())
            .anyMatch(kind ->
                act.said("query").stream()
                    .anyMatch(query ->
                        query instanceof Argument.Text text && text.said().contains(kind)));
    return isEcho
        ? act.with(act.input().stream().filter(it -> !it.name().equals("kind")).toList())
        : act;
  }

  private static List<Argument.Named> replaced(List<Argument.Named> input, Argument.Named member) {
    return input.stream().map(old -> old.name().equals(member.name()) ? member : old).toList();
  }

  /** "Brew an espresso" brews no cappuccino: of the words that an action takes, the one said. */
  private static Clause withTheWordSaid(Found found, Clause act) {
    if (act.verb() != Verb.DO) {
      return act;
    }
    Clause right = act;
    for (Field field : fields(found, act)) {
      List<String> words = field.words().stream().filter(word -> isSaid(word, found)).toList();
      boolean isWrong =
          act.said(field.name()).stream()
              .anyMatch(a -> a instanceof Argument.Word(String word) && !words.contains(word));
      if (isWrong && words.size() == 1) {
        Argument word = new Argument.Word(words.getFirst());
        right =
            right.with(replaced(right.input(), new Argument.Named(field.name(), List.of(word))));
      }
    }
    return right;
  }

  private static boolean isSaid(String word, Found found) {
    return Words.isSaid(Hearing.name(word), found.heard().text())
        || new Said(found, List.of()).ownWords().anyMatch(own -> own.word().equals(word));
  }

  /** "Start it for 25 minutes": where an action takes a length, that is no time to wait. */
  private static Clause withItsLength(Found found, Clause act) {
    Optional<Field> field =
        fields(found, act).stream()
            .filter(it -> it.kind() == Field.Kind.LENGTH && act.said(it.name()).isEmpty())
            .findFirst();
    Optional<Time> length =
        act.timing()
            .filter(timing -> timing.how() == Timing.How.FOR && timing.times().size() == 1)
            .map(timing -> timing.times().getFirst());
    if (act.verb() != Verb.DO || field.isEmpty() || length.isEmpty()) {
      return act;
    }
    List<Argument.Named> input = new ArrayList<>(act.input());
    Argument when = new Argument.When(length.get());
    input.add(new Argument.Named(field.get().name(), List.of(when)));
    return new Clause(Optional.empty(), act.verb(), act.target(), act.name(), act.value(), input);
  }

  /**
   * "Low heat, 60 minutes": what has a length of its own to be set is not set back after that time.
   */
  private static List<Clause> forItsLength(Clause act) {
    Optional<Time> length =
        act.timing()
            .filter(timing -> timing.how() != Timing.How.AT && timing.times().size() == 1)
            .map(timing -> timing.times().getFirst())
            .filter(Time.Length.class::isInstance);
    if (length.isEmpty() || act.name().equals("on")) {
      return List.of(act);
    }
    List<Argument> said = List.of(new Argument.When(length.get()));
    Clause now = act.now();
    if (act.said("").equals(said)) {
      return List.of(now);
    }
    boolean lasts = act.timing().orElseThrow().how() == Timing.How.FOR;
    return lengthOf(act)
        .filter(name -> lasts)
        .map(name -> new Clause(Verb.SET, act.target(), name, ""))
        .map(set -> set.with(List.of(new Argument.Named("", said))))
        .map(set -> act.verb() == Verb.DO ? List.of(set, now) : List.of(now, set))
        .or(() -> actionOfLength(act).filter(name -> lasts).map(start -> List.of(now, start)))
        .orElse(List.of(act));
  }

  /** "On chicken for 20 minutes": what takes a length as it starts is started for that long. */
  private static Optional<Clause> actionOfLength(Clause act) {
    List<Clause> starts =
        act.target().flatMap(Target::thing).stream()
            .filter(mention -> !OwnWords.learnt(act.name()))
            .flatMap(mention -> mention.things().stream())
            .flatMap(thing ->
                thing.actions().values().stream()
                    .flatMap(action ->
                        Field.of(thing, action).stream()
                            .filter(field -> field.kind() == Field.Kind.LENGTH)
                            .map(field ->
                                new Argument.Named(
                                    field.name(),
                                    List.of(
                                        new Argument.When(
                                            act.timing().orElseThrow().times().getFirst()))))
                            .map(length ->
                                new Clause(
                                    Optional.empty(),
                                    Verb.DO,
                                    act.target(),
                                    action.name(),
                                    "",
                                    List.of(length)))))
            .distinct()
            .toList();
    return starts.size() == 1 ? Optional.of(starts.getFirst()) : Optional.empty();
  }

  /** The one length of time that can be set of a Thing, by a name of its own. */
  private static Optional<String> lengthOf(Clause act) {
    List<String> lengths =
        act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream())
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> !property.readOnly() && Units.seconds(property) > 0)
            .map(Property::name)
            .distinct()
            .toList();
    return lengths.size() == 1 ? Optional.of(lengths.getFirst()) : Optional.empty();
  }

  /** "Some jazz in the den" there is no title "jazz in the den"; nor is "at nine" one's end. */
  private static Clause placedOnce(Clause act) {
    boolean plays = act.name().equals("play-media");
    String member = plays ? "query" : "title";
    if (!(plays || act.name().equals("add"))
        || !(act.said(member) instanceof List<Argument> said && said.size() == 1)
        || !(said.getFirst() instanceof Argument.Text(String shown, String text))) {
      return act;
    }
    Stream<String> ends =
        plays
            ? act.target().map(Target::places).orElse(List.of()).stream()
                .flatMap(place -> Stream.of(" in " + place.phrase(), " in the " + place.phrase()))
            : act.said("at").stream()
                .flatMap(at ->
                    at instanceof Argument.Word(String hour)
                        ? Stream.of(" at " + hour)
                        : Stream.of());
    String heard = Hearing.hear(text).text();
    return ends.filter(heard::endsWith)
        .findFirst()
        .map(end -> text.substring(0, text.lastIndexOf(plays ? " in " : " at ")))
        .map(title -> new Argument.Text(title, title))
        .map(title -> act.with(replaced(act.input(), new Argument.Named(member, List.of(title)))))
        .orElse(act);
  }

  private static List<Field> fields(Found found, Clause act) {
    return act.target()
        .flatMap(Target::thing)
        .map(thing -> Offers.fields(thing, act.name()))
        .orElseGet(() ->
            found.varieties().stream()
                .flatMap(
                    it -> it.action(act.name()).stream().flatMap(a -> Field.of(it, a).stream()))
                .toList());
  }

  /** "When is Nana's appointment": the calendar is nobody's room's. */
  private static Clause ofTheHousehold(Clause act) {
    return act.target()
        .filter(target -> target.thing().filter(WholeAct::isOfAll).isPresent())
        .filter(target -> target.places().stream().allMatch(it -> it.phrase().endsWith("'s")))
        .map(target -> act.with(target.in(List.of(), false)))
        .orElse(act);
  }

  private static boolean isOfAll(Mention thing) {
    return thing.things().stream()
        .flatMap(service -> service.types().stream())
        .anyMatch(OF_ALL::contains);
  }
}
