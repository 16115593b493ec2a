package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Questions that are asked in the same few words everywhere, of what sensors tell and of who is at
 * home ({@code [asks]} of the lexicons, by the property that answers them): there is nothing about
 * them to decide.
 */
final class Asked {
  private static final List<String> PROPERTIES =
      List.copyOf(Lexicon.ALL.getFirst().section("asks").keySet());

  private static final Pattern APPOINTMENT =
      Words.pattern(
          "(?:{we}|下次|下一次| )*(?:{when is it}(?:要|去|又|有)*{appointments}|{appointments}(?:是|在|系|喺)?{when is it})[啊呀呢吖]?");

  private static final Pattern SOMEBODYS =
      Words.pattern(
          "{when is it} (?:[a-z]+'s|my|our|the kids') [a-z' ]{3,40}?(?: again)?\\??"
              + "|{when is it} (?:the )?[a-z' ]{0,30}{appointments}(?: again)?"
              + "|when are we (?:going|off|flying|heading|leaving) (?:to|for) (?!get |arrive|be )[a-z' ]+");

  private static final Pattern HOW_MUCH =
      Pattern.compile(
          "(?:how much|how high is|what's the|what is the) [a-z\\d.' ]+"
              + "|[^，,]*(?:多少|几多|高不高|高唔高|超标了?[吗没]|超唔超标)[啊呀呢]?");

  private Asked() {}

  /**
   * {@return the question that a sentence is, where it says no more than that question and where}
   */
  static Optional<Clause> of(Found found) {
    return appointment(found).or(() -> measured(found)).or(() -> ofItsName(found));
  }

  /** "How much radon is there": of a Thing that is called by what it measures, that. */
  private static Optional<Clause> ofItsName(Found found) {
    List<Mention> things = found.mentions().stream().filter(it -> !it.isPlace()).toList();
    boolean isAQuestion =
        found.parts().stream().allMatch(it -> it instanceof Part.Text || it instanceof Part.Named)
            && HOW_MUCH.matcher(found.heard().text()).matches();
    if (!isAQuestion || things.size() != 1) {
      return Optional.empty();
    }
    Mention thing = things.getFirst();
    List<Mention> places = found.mentions().stream().filter(Mention::isPlace).toList();
    return thing.things().stream()
        .flatMap(it -> it.properties().values().stream())
        .filter(it -> it.readOnly() && isCalled(it, thing.phrase()))
        .map(it ->
            new Clause(Verb.GET, Optional.of(Target.of(Optional.of(thing), places)), it.name(), ""))
        .findFirst();
  }

  private static boolean isCalled(Property property, String phrase) {
    return property.name().equals(phrase)
        || Vocabulary.phrases(property.name()).contains(phrase)
        || Words.is("properties", property.name(), phrase);
  }

  /** 婆婆什么时候复诊, "when's Tilly's swimming carnival" ask the calendar. */
  private static Optional<Clause> appointment(Found found) {
    StringBuilder text = new StringBuilder();
    for (Part part : found.parts()) {
      switch (part) {
        case Part.Text(String said) -> text.append(said);
        case Part.Named(Mention who, var phrase)
            when who.mayBe("Person") || who.isPlace() && phrase.endsWith("'s") ->
            text.append(' ');
        default -> {
          return Optional.empty();
        }
      }
    }
    return found
        .service("calendar")
        .filter(_ ->
            APPOINTMENT.matcher(text.toString().strip()).matches()
                || SOMEBODYS.matcher(found.heard().text()).matches())
        .map(Target::of)
        .map(calendar -> new Clause(Verb.GET, Optional.of(calendar), "entries", ""));
  }

  private static Optional<Clause> measured(Found found) {
    StringBuilder text = new StringBuilder();
    List<Mention> places = new ArrayList<>();
    Optional<Mention> sensor = Optional.empty();
    for (Part part : found.parts()) {
      switch (part) {
        case Part.Text(String said) -> text.append(said);
        case Part.Named(Mention thing, var phrase) when thing.isOf("Sensor") -> {
          sensor = Optional.of(thing);
          text.append(' ');
        }
        case Part.Named(Mention place, var phrase) when place.isPlace() && !place.absent() -> {
          places.add(place);
          text.append(' ');
        }
        case Part.Timed ignored -> {
          return Optional.empty();
        }
        default -> text.append(part.phrase()); // 煤气 of 有没有漏煤气 may name a valve
      }
    }
    String said = text.toString();
    Target target = Target.of(sensor, List.copyOf(places));
    return PROPERTIES.stream()
        .filter(it -> found.varieties().stream().anyMatch(th -> th.property(it).isPresent()))
        .filter(it -> Words.of("asks", it).anyMatch(question -> isNoMore(said, question)))
        .findFirst()
        .filter(it -> places.isEmpty() || !it.equals("location"))
        .map(it ->
            it.equals("location")
                ? whoIsHome(found)
                : new Clause(Verb.GET, Optional.of(target), it, ""));
  }

  private static boolean isNoMore(String said, String question) {
    return Words.isSaid(question, said)
        && Words.onlyOf("beside", "around a question", said.replace(question, " "));
  }

  /** A collar that tells where the dog is, is nobody. */
  private static Clause whoIsHome(Found found) {
    Optional<Mention> persons = found.service("person");
    Target all = new Target(Quantity.ALL, persons, List.of(), false, List.of());
    return new Clause(Verb.WHICH, Optional.of(all), "location", "home");
  }
}
