package dev.trine.assistant;

import dev.trine.assistant.Argument.Named;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts into the lines of a meaning what stands for the phrases of one sentence: {@code #0} becomes
 * the mark of a name, {@code %0} that of a time, {@code "0} the words as the model reads them.
 */
final class PracticePlan {
  private static final Pattern PHRASE = Pattern.compile("([#%\"])(\\d+)");

  private final PracticeHousehold world;
  private final Prompt prompt;
  private final Found found;
  private final List<String> phrases;
  private final List<Clause> before;

  /**
   * @param phrases what was said, by its number in the meaning
   * @param before what was meant by the sentence before
   */
  PracticePlan(
      PracticeHousehold world,
      Prompt prompt,
      Found found,
      List<String> phrases,
      List<Clause> before) {
    this.world = world;
    this.prompt = prompt;
    this.found = found;
    this.phrases = phrases;
    this.before = before;
  }

  /** The clause of a line; nothing where a phrase was not found as it was meant. */
  Optional<Clause> clause(String meaning) {
    if (meaning.contains(PracticeSpeaker.ABSENT)) {
      return Optional.of(Clause.alone(Clause.Verb.ABSENT));
    }
    StringBuilder line = new StringBuilder();
    Matcher matcher = PHRASE.matcher(meaning);
    while (matcher.find()) {
      Optional<String> shown =
          shown(matcher.group(1), phrases.get(Integer.parseInt(matcher.group(2))))
              .filter(word -> !word.isBlank());
      if (shown.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(line, Matcher.quoteReplacement(shown.get()));
    }
    return read(named(matcher.appendTail(line).toString()));
  }

  private Optional<Clause> read(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("again-with")) {
      return againWith(before.getFirst(), words[1], line.substring("again-with ".length()));
    }
    if (words[0].equals("again-as")) {
      String rest = line.substring("again-as ".length() + words[1].length());
      return againAs(before.getFirst(), words[1], rest.strip());
    }
    if (words[0].startsWith("again")) {
      return prompt.marked(words[1]).map(other -> again(before.getFirst(), words[0], other));
    }
    if (line.contains("@it")) {
      Target target = before.getFirst().target().orElseThrow();
      String anew = inOwnNames(line.replace("@it", "any " + word(target)));
      return Optional.of(prompt.clauses(anew).getFirst().with(target));
    }
    return Optional.of(prompt.clauses(inOwnNames(line)).getFirst());
  }

  /** The line with the names by which the Things that are marked in it call their properties. */
  private String inOwnNames(String line) {
    String[] words = line.split(" ");
    for (int i = 0; i < words.length && !words[i].equals(PlanText.QUOTE); i++) {
      String feature = words[i];
      for (String mark : words) {
        List<Thing> things =
            mark.length() == 1
                ? prompt.marked(mark).map(Mention::things).orElse(List.of())
                : List.of();
        if (!things.isEmpty() && things.stream().allMatch(t -> t.property(feature).isEmpty())) {
          words[i] =
              things.getFirst().properties().keySet().stream()
                  .filter(name -> world.novelties().feature(name).equals(feature))
                  .findFirst()
                  .orElse(words[i]);
        }
      }
    }
    return String.join(" ", words);
  }

  private Optional<String> shown(String sign, String phrase) {
    return switch (sign) {
      case "#" -> markOfName(phrase);
      case "%" -> markOfTime(phrase);
      default ->
          prompt
              .sentence()
              .heardAs(phrase)
              .map(text -> PlanText.QUOTE + " " + text.shown() + " " + PlanText.QUOTE);
    };
  }

  private Optional<String> markOfName(String phrase) {
    return prompt.marks().entrySet().stream()
        .filter(entry -> entry.getValue().phrase().equals(phrase) && !entry.getValue().absent())
        .map(entry -> String.valueOf(entry.getKey()))
        .findFirst();
  }

  /** The finder may take a word like "on" into a time or leave it out; a bare hour is a number. */
  private Optional<String> markOfTime(String phrase) {
    return found.parts().stream()
        .filter(part ->
            part instanceof Part.Timed
                && (part.phrase().endsWith(phrase) || phrase.endsWith(part.phrase()))
                && Math.abs(part.phrase().length() - phrase.length()) < LITTLE_WORD)
        .flatMap(part -> prompt.mark(((Part.Timed) part).time()).stream())
        .map(String::valueOf)
        .findFirst()
        .or(() -> Optional.of(phrase).filter(prompt.numbers()::contains));
  }

  private static final int LITTLE_WORD = 4;

  /** Where the sentence names a Thing of the service's kind, the plan is about that Thing. */
  private String named(String line) {
    String[] words = line.split(" ", 4);
    Mention service = words.length < 4 ? null : prompt.services().get(words[2]);
    if (service == null) {
      return line;
    }
    Set<String> types = service.types();
    if (prompt.marks().values().stream()
        .anyMatch(mark -> mark.absent() && mark.types().stream().anyMatch(types::contains))) {
      return Clause.Verb.ABSENT.word();
    }
    List<String> marks =
        prompt.marks().entrySet().stream()
            .filter(entry -> !entry.getValue().absent() && !entry.getValue().isPlace())
            .filter(entry ->
                entry.getValue().things().stream()
                    .allMatch(thing -> thing.types().stream().anyMatch(types::contains)))
            .map(Map.Entry::getKey)
            .map(String::valueOf)
            .filter(mark -> !words[3].matches(".*\\b" + mark + "\\b.*"))
            .toList();
    return marks.size() == 1
        ? String.join(" ", words[0], words[1], marks.getFirst(), words[3])
        : line;
  }

  /** The clause before, about another place or another Thing. */
  private static Clause again(Clause before, String word, Mention other) {
    Target target = before.target().orElseThrow();
    return before.with(
        word.equals("again")
            ? new Target(target.quantity(), target.thing(), List.of(other), false, List.of())
            : new Target(
                target.quantity(),
                Optional.of(other),
                target.places(),
                target.here(),
                target.except()));
  }

  /**
   * The clause before with its time or a member of its input said anew; nothing where it had none.
   *
   * @param said the word for the kind of time, or the name of the member, and what was said
   */
  private Optional<Clause> againWith(Clause before, String name, String said) {
    Optional<Timing> timing = before.timing().filter(t -> t.how().word().equals(name));
    if (timing.isPresent()) {
      List<Time> times =
          new ArrayList<>(
              prompt
                  .clauses(said + " set any * on true")
                  .getFirst()
                  .timing()
                  .orElseThrow()
                  .times());
      if (times.getFirst() instanceof Time.Moment) {
        times.addAll(timing.get().times()); // what was not said anew still counts
      }
      return Optional.of(before.with(new Timing(timing.get().how(), times)));
    }
    return before.said(name).isEmpty() ? Optional.empty() : againAs(before, before.name(), said);
  }

  /**
   * Another action of the same Thing, with what was said before as far as it takes that; nothing
   * where what it must be told was not said.
   */
  private Optional<Clause> againAs(Clause before, String action, String said) {
    if (before.verb() != Clause.Verb.DO) {
      return Optional.empty();
    }
    Target target = before.target().orElseThrow();
    String line = String.join(" ", "do any", word(target), action, said);
    Clause anew = prompt.clauses(line.strip()).getFirst();
    List<Named> members = new ArrayList<>();
    for (Field field : prompt.fields(target.thing(), action)) {
      List<Argument> all = new ArrayList<>(anew.said(field.name()));
      List<Argument> old = before.said(field.name());
      if (all.isEmpty() || areMoments(all) && areMoments(old)) {
        all.addAll(old);
      }
      if (!all.isEmpty()) {
        members.add(new Named(field.name(), all));
      } else if (field.required()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Clause(before.timing(), Clause.Verb.DO, before.target(), action, "", members));
  }

  private String word(Target target) {
    return target.thing().flatMap(prompt::word).orElse("*");
  }

  /** Whether these complete each other: tomorrow, and at eight. */
  private static boolean areMoments(List<Argument> said) {
    return said.stream()
        .allMatch(argument ->
            argument instanceof Argument.When(Time.Moment moment)
                || argument instanceof Argument.Word(String word) && Time.isHour(word));
  }
}
