package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Colours that the model has not learnt ({@code hues.txt}, {@code [hues]} of the lexicons): it
 * hears each as one that it knows, and what it sets becomes the one that was said.
 */
final class Hues {
  private static final String COLOR = "color";

  /** As which colour the model hears each. */
  private static final Map<String, String> HEARD_AS = read(0);

  /** Each in digits. */
  static final Map<String, String> DIGITS = read(1);

  /** What is said for each, in all languages. */
  private static final Map<String, String> SAID =
      HEARD_AS.keySet().stream()
          .flatMap(hue -> Words.of("hues", hue).map(word -> Map.entry(word, hue)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Pattern WORD =
      Pattern.compile(
          SAID.keySet().stream()
              .sorted(Comparator.comparing(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "(?<![a-z])(?:", ")(?![a-z])")));

  private Hues() {}

  private static Map<String, String> read(int column) {
    return Tables.pairs("hues.txt").entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, hue -> hue.getValue().split(" ")[column]));
  }

  /** {@return a sentence in colours that the model knows; nothing where it has no others} */
  static Optional<Heard> plain(Found found) {
    boolean hasColors =
        found.varieties().stream().anyMatch(thing -> thing.property(COLOR).isPresent());
    return hasColors && WORD.matcher(unnamed(found)).find()
        ? Optional.of(found.heard().replaceAll(WORD, said -> heardAs(said.group())))
        : Optional.empty();
  }

  private static String heardAs(String word) {
    String color = HEARD_AS.getOrDefault(SAID.getOrDefault(word, ""), word);
    return Lexicon.of(Script.endsInHan(word) ? "zh" : "en")
        .section("colors")
        .getOrDefault(color, List.of())
        .stream()
        .map(Lexicon.Word::text)
        .findFirst()
        .orElse(color);
  }

  /** {@return an act with the very colour that was said: navy blue, where the model set blue} */
  static Clause said(Found found, Clause act) {
    if (act.verb() != Verb.SET || !act.name().equals(COLOR) || !takesAny(found, act)) {
      return act;
    }
    String own = unnamed(found);
    List<String> hues =
        WORD.matcher(own)
            .results()
            .map(word -> SAID.getOrDefault(word.group(), ""))
            .filter(hue -> act.value().equals(HEARD_AS.get(hue)))
            .distinct()
            .toList();
    boolean saysItself = Words.anyOf("colors", act.value(), WORD.matcher(own).replaceAll(" "));
    return hues.size() == 1 && !saysItself ? act.with(COLOR, hues.getFirst()) : act;
  }

  /** What names nothing, as it was said: a pergola light that is to be blue is not light blue. */
  private static String unnamed(Found found) {
    return found.spans().stream()
        .map(span ->
            span.part() instanceof Part.Text
                ? Hearing.inOwnWords(found.heard().said(span.start(), span.end())).text()
                : "|")
        .collect(Collectors.joining());
  }

  /** Whether what is coloured takes any colour, and not some alone. */
  private static boolean takesAny(Found found, Clause act) {
    List<Thing> things = act.thing().map(Mention::things).orElse(found.varieties());
    return things.stream()
        .flatMap(thing -> thing.property(COLOR).stream())
        .allMatch(
            color -> color.schema() instanceof ValueSchema.Text text && text.values().isEmpty());
  }
}
