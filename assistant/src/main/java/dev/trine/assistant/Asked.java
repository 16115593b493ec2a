package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
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
      Pattern.compile(
          "(?:我|我们|我哋|下次|下一次| )*(?:%1$s(?:要|去|又|有)*%2$s|%2$s(?:是|在|系|喺)?%1$s)[啊呀呢吖]?"
              .formatted(Words.any("beside", "when is it"), Words.any("beside", "appointments")));

  private static final Pattern SOMEBODYS =
      Pattern.compile(
          "(?:when is|when's|what time is|what day is|when are) (?:[a-z]+'s|my|our|the kids') [a-z' ]{3,40}?(?: again)?");

  private Asked() {}

  /**
   * {@return the question that a sentence is, where it says no more than that question and where}
   */
  static Optional<Clause> of(Found found) {
    return appointment(found).or(() -> measured(found));
  }

  /** 婆婆什么时候复诊, "when's Tilly's swimming carnival" ask the calendar. */
  private static Optional<Clause> appointment(Found found) {
    StringBuilder text = new StringBuilder();
    for (Part part : found.parts()) {
      switch (part) {
        case Part.Text(String said) -> text.append(said);
        case Part.Named(Mention who, var phrase)
            when who.isOf("Person") || who.isPlace() && phrase.endsWith("'s") ->
            text.append(' ');
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.ofNullable(found.services().get("calendar"))
        .filter(_ ->
            APPOINTMENT.matcher(text.toString().strip()).matches()
                || SOMEBODYS.matcher(found.heard().text()).matches())
        .map(Target::of)
        .map(calendar -> new Clause(Verb.GET, Optional.of(calendar), "entries", ""));
  }

  private static Optional<Clause> measured(Found found) {
    StringBuilder text = new StringBuilder();
    List<Mention> places = new ArrayList<>();
    for (Part part : found.parts()) {
      switch (part) {
        case Part.Text(String said) -> text.append(said);
        case Part.Named(Mention place, var phrase) when place.isPlace() && !place.absent() -> {
          places.add(place);
          text.append(' ');
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    String said = text.toString();
    return PROPERTIES.stream()
        .filter(it -> found.varieties().stream().anyMatch(th -> th.property(it).isPresent()))
        .filter(it -> Words.of("asks", it).anyMatch(question -> isNoMore(said, question)))
        .findFirst()
        .filter(it -> places.isEmpty() || !it.equals("location"))
        .map(it -> clause(it, places));
  }

  private static boolean isNoMore(String said, String question) {
    return Words.isSaid(question, said)
        && Words.onlyOf("beside", "around a question", said.replace(question, " "));
  }

  private static Clause clause(String property, List<Mention> places) {
    return property.equals("location")
        ? new Clause(Verb.WHICH, of(Quantity.ALL, places), property, "home")
        : new Clause(Verb.GET, of(Quantity.ANY, places), property, "");
  }

  private static Optional<Target> of(Quantity quantity, List<Mention> places) {
    return Optional.of(new Target(quantity, Optional.empty(), places, false, List.of()));
  }
}
