package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a question asks for, as it was said: what there was of it today, what is left, all of it.
 */
final class WholeQuestion {
  /** Units of what is asked for as a whole. */
  private static final Set<String> PRESSURES = Set.of("mmhg", "bar", "psi");

  private static final Pattern OF_BLOOD = Pattern.compile("血压[高低]?|blood pressure");

  private static final Pattern JOINS = Words.pattern(" ?(?:{and}|and|、|,)? ?");

  private WholeQuestion() {}

  /** {@return the clauses that ask for all that a clause of a plan asks for: mostly itself} */
  static Stream<Clause> of(Found found, List<Clause> plan, Clause act) {
    Clause made = made(found, weather(found, ofToday(found, act)));
    return ofOnePressure(found, bought(found, remaining(found, made)))
        .flatMap(asked -> eachThatIsAsked(found, plan, asked));
  }

  /** "How much has the solar made today" asks for no power of just now. */
  private static Clause ofToday(Found found, Clause act) {
    return act.verb() == Verb.GET && Words.anyOf("days", "0", found.heard().text())
        ? act.thing().stream()
            .flatMap(mention -> mention.things().stream().limit(1))
            .flatMap(thing -> thing.properties().values().stream())
            .map(Property::name)
            .filter(WholeQuestion::isOfToday)
            .findFirst()
            .filter(today -> !isOfToday(act.name()))
            .map(today -> act.with(today, act.value()))
            .orElse(act)
        : act;
  }

  /** 今天外面什么天气 asks how it is, and not how it will be. */
  private static Clause weather(Found found, Clause act) {
    String heard = found.heard().text();
    return act.verb() == Verb.GET
            && act.name().equals("forecast")
            && Words.anyOf("days", "0", heard)
            && Words.anyOf("beside", "asks for the weather", heard)
        ? act.with("condition", act.value())
        : act;
  }

  /** "How much have the panels made" asks for energy, and not for the power of just now. */
  private static Clause made(Found found, Clause act) {
    Clause energy = act.with("energy", act.value());
    return act.verb() == Verb.GET
            && act.name().equals("power")
            && Words.anyOf("beside", "has made", found.heard().text())
            && act.thing().filter(thing -> WholePlan.offers(thing, energy)).isPresent()
        ? energy
        : act;
  }

  /** 电窑还要烧多久: how long asks no state where what remains is told. */
  private static Clause remaining(Found found, Clause act) {
    if (act.verb() != Verb.GET
        || !act.name().equals("status")
        || !Words.anyOf("beside", "asks how long", found.heard().text())) {
      return act;
    }
    List<String> lengths =
        act.thing().stream()
            .flatMap(mention -> mention.things().stream().limit(1))
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> property.readOnly() && Units.seconds(property) > 0)
            .map(Property::name)
            .toList();
    return lengths.size() == 1 ? act.with(lengths.getFirst(), act.value()) : act;
  }

  /** 清单上有什么要买: what is to be bought is on no list of things to do. */
  private static Clause bought(Found found, Clause act) {
    return act.target()
        .filter(_ -> act.verb() == Verb.GET && act.name().equals("items"))
        .filter(_ -> Words.anyOf("beside", "is bought", found.heard().text()))
        .flatMap(target ->
            target
                .thing()
                .map(lists ->
                    lists.only(
                        lists.things().stream()
                            .filter(list -> list.types().contains("ShoppingList"))
                            .toList()))
                .filter(shopping -> !shopping.things().isEmpty())
                .map(target::with))
        .map(act::with)
        .orElse(act);
  }

  /** "What is her blood pressure" asks for both of its numbers, and tyres have one each. */
  private static Stream<Clause> ofOnePressure(Found found, Clause act) {
    Set<String> asked = new HashSet<>(Units.asked(found.heard().text()));
    asked.retainAll(PRESSURES);
    if (OF_BLOOD.matcher(found.heard().text()).find()) {
      asked.add("mmhg");
    }
    if (act.verb() != Verb.GET || asked.isEmpty()) {
      return Stream.of(act);
    }
    List<String> together =
        act
            .thing()
            .map(Mention::things)
            .orElseGet(() -> Selection.offering(act, found.varieties()))
            .stream()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> property.readOnly() && Units.isIn(property, asked))
            .map(Property::name)
            .toList();
    List<String> named =
        new Said(found, List.of())
            .ownWords()
            .filter(own -> together.contains(own.word()) && !Units.isAsking(own.phrase()))
            .filter(own -> !OF_BLOOD.matcher(own.phrase()).matches())
            .map(Part.Own::word)
            .distinct()
            .toList();
    boolean isOne = named.equals(List.of(act.name()));
    return together.contains(act.name()) && !isOne
        ? together.stream().map(name -> act.with(name, act.value()))
        : Stream.of(act);
  }

  /** 高压低压各是多少 asks for both: what one Thing measures, by its own words. */
  private static Stream<Clause> eachThatIsAsked(Found found, List<Clause> plan, Clause act) {
    if (plan.size() != 1 || act.verb() != Verb.GET || OwnWords.learnt(act.name())) {
      return Stream.of(act);
    }
    List<String> asked = sideBySide(found);
    boolean isOfOne =
        asked.contains(act.name())
            && found.varieties().stream()
                .anyMatch(thing -> asked.stream().allMatch(it -> Offers.measures(thing, it)));
    return isOfOne ? asked.stream().map(name -> act.with(name, act.value())) : Stream.of(act);
  }

  /** Words of a Thing's own that only "and" parts; none where something else does. */
  private static List<String> sideBySide(Found found) {
    List<Part> parts =
        found.parts().stream()
            .dropWhile(part -> !(part instanceof Part.Own))
            .takeWhile(part -> part instanceof Part.Own || JOINS.matcher(part.phrase()).matches())
            .toList();
    List<String> words =
        parts.stream()
            .flatMap(part -> part instanceof Part.Own own ? Stream.of(own.word()) : Stream.of())
            .distinct()
            .toList();
    return words.size() == new Said(found, List.of()).ownWords().count() ? words : List.of();
  }

  /** Whether a property tells what came together today. */
  static boolean isOfToday(String property) {
    return Vocabulary.parts(property).contains("today");
  }
}
