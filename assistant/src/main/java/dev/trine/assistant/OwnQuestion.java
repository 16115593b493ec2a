package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question in a Thing's own words for what it measures, with no more beside them than whose it is
 * or what the Thing is called by half: 爷爷血糖多少, 泡菜泡了几天了, "when's Papa's next dose". It serves where
 * the model makes nothing of a sentence.
 */
final class OwnQuestion {
  private static final Pattern ASKS =
      Words.pattern("{asks anything}|[未没][呀啊有]?$|^(?:and |so |hey )?(?:{question words})\\b");

  /** What is a part of a name, as 泡菜 of 泡菜坛子; one Han character is a part of too many. */
  private static final Pattern PART = Pattern.compile("\\p{IsHan}{2,}|[a-z]{4,}");

  private OwnQuestion() {}

  /** {@return what is asked for; nothing where a sentence says anything else} */
  static Optional<List<Clause>> of(Found found) {
    return inOwnWords(found).or(() -> inItsUnit(found));
  }

  /** "How many kilowatt hours did the panels make" asks for what is measured in that. */
  private static Optional<List<Clause>> inItsUnit(Found found) {
    List<Mention> things = found.mentions().stream().filter(it -> !it.isPlace()).toList();
    Set<String> units = Units.askedByName(found.heard().text());
    if (things.size() != 1 || units.isEmpty()) {
      return Optional.empty();
    }
    List<String> measured =
        things.getFirst().things().stream()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(it -> it.readOnly() && Units.isIn(it, units))
            .map(Property::name)
            .toList();
    return measured.size() == 1
        ? Optional.of(
            List.of(
                new Clause(
                    Verb.GET, Optional.of(Target.of(things.getFirst())), measured.getFirst(), "")))
        : Optional.empty();
  }

  private static Optional<List<Clause>> inOwnWords(Found found) {
    boolean isAsked =
        ASKS.matcher(found.heard().text()).find()
            && found.parts().stream().allMatch(OwnQuestion::mayBeAsked);
    if (!isAsked) {
      return Optional.empty();
    }
    List<String> own =
        found.parts().stream()
            .flatMap(part -> part instanceof Part.Own(var word, _) ? Stream.of(word) : Stream.of())
            .distinct()
            .toList();
    List<Thing> measuring =
        found.varieties().stream()
            .filter(thing -> own.stream().anyMatch(word -> Offers.measures(thing, word)))
            .filter(thing -> saysNoMore(found, thing))
            .toList();
    return measuring.size() == 1
        ? Optional.of(
            own.stream()
                .filter(word -> Offers.measures(measuring.getFirst(), word))
                .map(word -> get(found, word))
                .toList())
        : Optional.empty();
  }

  /** How it was yesterday nobody knows. */
  private static boolean mayBeAsked(Part part) {
    return switch (part) {
      case Part.Named(Mention name, var said) ->
          !name.absent() && (name.isPlace() || name.isOf("Person"));
      case Part.Timed(var time, var said) -> Words.is("days", "0", said);
      default -> true;
    };
  }

  private static boolean saysNoMore(Found found, Thing thing) {
    String rest =
        found.parts().stream()
            .map(part ->
                part instanceof Part.Text
                        || part instanceof Part.Own own && !Offers.measures(thing, own.word())
                    ? part.phrase()
                    : " ")
            .collect(Collectors.joining());
    return Words.onlyOf("beside", "within a question", unnamed(rest, thing));
  }

  /** The text without the longest parts of the names of a Thing. */
  private static String unnamed(String text, Thing thing) {
    List<String> names = Hearing.names(thing.names()).toList();
    return PART.matcher(text)
        .replaceAll(match -> {
          String said = match.group();
          for (int length = said.length(); length > 1; length--) {
            for (int at = 0; at + length <= said.length(); at++) {
              String part = said.substring(at, at + length);
              if (names.stream().anyMatch(name -> Words.isSaid(part, name))) {
                return said.substring(0, at) + " " + said.substring(at + length);
              }
            }
          }
          return said;
        });
  }

  private static Clause get(Found found, String property) {
    List<Mention> places = found.mentions().stream().filter(Mention::isPlace).toList();
    Target any = Target.of(Optional.empty(), places);
    return new Clause(Verb.GET, Optional.of(any), property, "");
  }
}
