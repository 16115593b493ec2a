package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An utterance with what was found in it.
 *
 * @param services the words for kinds of Things that need no name, with the Things of the household
 * @param varieties Things that together offer all that the Things of the household offer
 * @param standsIn whether the model is told what words of the Things stand for: {@link StandIns}
 */
record Found(
    Heard heard,
    List<Part> parts,
    Map<String, Mention> services,
    List<Thing> varieties,
    boolean standsIn) {
  /** The services that note down what is said. */
  private static final List<String> NOTES =
      List.of("calendar", "reminder", "shopping", "todo", "note");

  /** Before a time, or between a name and one. */
  private static final Pattern LEADS_IN = Pattern.compile(" *(?:in|at|by|after|再?过|等|的|嘅)? *");

  /** {@return the same where words of the Things stand in, if any do} */
  Optional<Found> standingIn() {
    return things().anyMatch(thing -> !StandIns.of(thing).isEmpty() || Instead.isSwitched(thing))
        ? Optional.of(new Found(heard, parts, services, varieties, true))
        : Optional.empty();
  }

  /**
   * {@return the same where nothing is named but what notes down what is said, if that is named}
   * What is noted may be called as a Thing is: "put Nan's tournament in the calendar".
   */
  Optional<Found> ofNotes() {
    List<Part> plain = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Timed || part instanceof Part.Named name && notes(name.mention())) {
        addText(plain, text);
        plain.add(part);
      } else {
        text.append(part.phrase());
      }
    }
    addText(plain, text);
    boolean isNoted =
        plain.size() < parts.size() && plain.stream().anyMatch(Part.Named.class::isInstance);
    return isNoted
        ? Optional.of(new Found(heard, List.copyOf(plain), services, varieties, standsIn))
        : Optional.empty();
  }

  private static void addText(List<Part> parts, StringBuilder text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text.toString()));
      text.setLength(0);
    }
  }

  private boolean notes(Mention mention) {
    return NOTES.stream()
        .flatMap(word -> service(word).stream())
        .anyMatch(service ->
            !mention.things().isEmpty() && service.things().containsAll(mention.things()));
  }

  /** {@return the Things that it may name} */
  Stream<Thing> things() {
    return mentions().stream().flatMap(mention -> mention.things().stream());
  }

  /** {@return the Things of a service, which need no name} */
  Optional<Mention> service(String word) {
    return Optional.ofNullable(services.get(word));
  }

  /** {@return what the utterance names} */
  List<Mention> mentions() {
    return parts.stream()
        .filter(Part.Named.class::isInstance)
        .map(part -> ((Part.Named) part).mention())
        .toList();
  }

  /** {@return whether a time begins between two places of what was heard} */
  boolean isTimed(int from, int to) {
    return spans().stream()
        .filter(span -> span.part() instanceof Part.Timed)
        .anyMatch(span -> span.start() >= from && span.start() < to);
  }

  /**
   * {@return whether it says when something is to be done before it says what: "in an hour", 过十分钟,
   * 客厅的空调一小时以后}
   */
  boolean saysWhenFirst() {
    return parts.stream()
        .dropWhile(it ->
            it instanceof Part.Named
                || it instanceof Part.Text && LEADS_IN.matcher(it.phrase()).matches())
        .findFirst()
        .filter(it -> it instanceof Part.Timed timed && timed.time().tellsWhen())
        .isPresent();
  }

  /** {@return where each part stands} */
  List<Span> spans() {
    return Span.of(parts, 0);
  }
}
