package dev.trine.assistant;

import dev.trine.assistant.Argument.Named;
import dev.trine.assistant.Argument.Text;
import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes and reads the lines of a plan: {@code in M do any A add item " milk "}. */
final class PlanText {
  static final String QUOTE = "\"";

  private final Prompt prompt;

  PlanText(Prompt prompt) {
    this.prompt = prompt;
  }

  // ---- writing

  String line(Clause clause) {
    StringBuilder line = new StringBuilder();
    clause
        .timing()
        .ifPresent(timing -> {
          line.append(timing.how().word());
          timing.times().forEach(time -> line.append(' ').append(mark(time)));
          line.append(' ');
        });
    line.append(clause.verb().word());
    clause
        .target()
        .ifPresent(target -> {
          line.append(' ').append(target.quantity().word()).append(' ');
          line.append(target.thing().flatMap(prompt::word).orElse("*"));
          target.places().forEach(p -> prompt.word(p).ifPresent(m -> line.append(' ').append(m)));
          if (target.here()) {
            line.append(" here");
          }
          if (!target.except().isEmpty()) {
            line.append(" !");
            target.except().forEach(e -> prompt.word(e).ifPresent(m -> line.append(' ').append(m)));
          }
          target
              .that()
              .ifPresent(that ->
                  line.append(" that ")
                      .append(prompt.brief(that.name()))
                      .append(' ')
                      .append(prompt.brief(that.value())));
          line.append(' ').append(prompt.brief(clause.name()));
        });
    if (!clause.value().isEmpty()) {
      line.append(' ').append(prompt.brief(clause.value()));
    }
    for (Named member : clause.input()) {
      if (!member.name().isEmpty()) {
        line.append(' ').append(prompt.brief(member.name()));
      }
      member.arguments().forEach(argument -> line.append(' ').append(word(argument)));
    }
    return line.toString();
  }

  private String word(Argument argument) {
    return switch (argument) {
      case Text text -> QUOTE + " " + shown(text) + " " + QUOTE;
      case Argument.When(Time time) -> mark(time);
      case Argument.Where(Mention place) -> prompt.word(place).orElse("");
      case Argument.Here here -> "here";
      case Argument.Word(String word) -> prompt.brief(word);
    };
  }

  /** A text of another sentence is shown without the letters of that sentence. */
  private String shown(Text text) {
    if (prompt.said(text)) {
      return prompt.sentence().brief(text.shown());
    }
    String shown = Hearing.normal(text.said()).replace('"', '“');
    prompt.texts().put(shown, new Text(shown, text.said()));
    return shown;
  }

  private String mark(Time time) {
    boolean hour =
        !prompt.times().containsValue(time) && prompt.numbers().contains(Time.bareHour(time));
    return hour ? Time.bareHour(time) : prompt.mark(time).map(String::valueOf).orElse("");
  }

  // ---- reading

  Clause clause(String line) {
    Line words = new Line(line.split(" "));
    Optional<Timing> timing = timing(words);
    Verb verb = Verb.of(words.next());
    if (!verb.hasTarget) {
      return Clause.alone(verb);
    }
    Target target = target(words);
    List<Thing> things = target.thing().map(Mention::things).orElse(List.of());
    String name = prompt.own(words.next(), things);
    List<Named> input = new ArrayList<>();
    String value = "";
    if (verb.hasValue) {
      Argument argument = argument(words);
      if (argument instanceof Argument.Word(String word)) {
        value = words.hasNext() ? word + " " + words.rest() : word;
      } else {
        List<Argument> all = new ArrayList<>(List.of(argument));
        while (words.hasNext()) {
          all.add(argument(words));
        }
        input.add(new Named("", all));
      }
    } else {
      input.addAll(members(target, name, words));
    }
    return new Clause(timing, verb, Optional.of(target), name, value, List.copyOf(input));
  }

  private Optional<Timing> timing(Line words) {
    for (How how : How.values()) {
      if (words.peek().equals(how.word())) {
        words.next();
        List<Time> times = new ArrayList<>();
        while (words.peek().matches("[A-Z]|\\d+")) {
          times.add(time(words.next()));
        }
        return Optional.of(new Timing(how, times));
      }
    }
    return Optional.empty();
  }

  private Target target(Line words) {
    Quantity quantity = Quantity.valueOf(words.next().toUpperCase(Locale.ROOT));
    String what = words.next();
    Optional<Mention> thing =
        what.length() == 1 ? prompt.marked(what) : Optional.ofNullable(prompt.services().get(what));
    List<Mention> places = new ArrayList<>();
    List<Mention> except = new ArrayList<>();
    boolean here = false;
    Optional<State> that = Optional.empty();
    for (List<Mention> into = places; words.hasNext(); ) {
      String word = words.peek();
      if (word.equals("!")) {
        into = except;
      } else if (word.equals("here")) {
        here = true;
      } else if (word.equals("that")) {
        words.next();
        List<Thing> things = thing.map(Mention::things).orElse(List.of());
        that = Optional.of(new State(prompt.own(words.next(), things), prompt.own(words.peek())));
      } else if (word.length() == 1 && prompt.marked(word).isPresent()) {
        into.add(prompt.marked(word).get());
      } else {
        break;
      }
      words.next();
    }
    return new Target(quantity, thing, List.copyOf(places), here, List.copyOf(except), that);
  }

  /** The members of an action's input; a word that names one begins it. */
  private List<Named> members(Target target, String action, Line words) {
    List<String> names = prompt.fields(target.thing(), action).stream().map(Field::name).toList();
    Map<String, List<Argument>> members = new LinkedHashMap<>();
    String name = "";
    while (words.hasNext()) {
      if (names.contains(prompt.own(words.peek()))) {
        name = prompt.own(words.next());
        members.put(name, new ArrayList<>());
      } else {
        members.computeIfAbsent(name, n -> new ArrayList<>()).add(argument(words));
      }
    }
    List<Argument> all = members.values().stream().flatMap(List::stream).toList();
    members.replaceAll((member, said) -> said.stream().map(a -> withName(a, all)).toList());
    if (target.thing().filter(it -> it.isOf("Calendar") || it.isOf("Notes")).isPresent()) {
      members.computeIfPresent(
          "title", (member, said) -> said.stream().map(this::withOwner).toList());
    }
    return members.entrySet().stream()
        .map(member -> new Named(member.getKey(), List.copyOf(member.getValue())))
        .toList();
  }

  /** Auntie Mei, where her title was copied alone and no other text begins behind it. */
  private Argument withName(Argument argument, List<Argument> all) {
    if (!(argument instanceof Text(String shown, String _))) {
      return argument;
    }
    String longer = prompt.sentence().withName(shown);
    String name = longer.substring(shown.length()).strip();
    boolean isOthers =
        all.stream().anyMatch(a -> a instanceof Text(String s, String _) && s.startsWith(name));
    return name.isEmpty() || isOthers ? argument : prompt.text(longer);
  }

  /** Maddie's recital, 浩浩打疫苗: what is noted is of whoever was named just before. */
  private Argument withOwner(Argument argument) {
    return argument instanceof Argument.Text(String shown, String _)
        ? prompt
            .sentence()
            .before(shown)
            .filter(mark -> prompt.marked(mark).filter(PlanText::isOwner).isPresent())
            .flatMap(mark ->
                prompt
                    .sentence()
                    .quote(mark + shown)
                    .or(() -> prompt.sentence().quote(mark + " " + shown)))
            .<Argument>map(text -> text)
            .orElse(argument)
        : argument;
  }

  private static boolean isOwner(Mention mention) {
    return mention.isOf("Person") || mention.phrase().endsWith("'s");
  }

  private Argument argument(Line words) {
    String word = words.next();
    if (word.equals(QUOTE)) {
      String shown = words.until(QUOTE);
      return prompt.text(shown);
    }
    if (word.equals("here")) {
      return new Argument.Here();
    }
    if (word.length() == 1) {
      Optional<Mention> place = prompt.marked(word);
      if (place.isPresent()) {
        return new Argument.Where(place.get());
      }
      if (prompt.times().containsKey(word.charAt(0))) {
        return new Argument.When(time(word));
      }
    }
    return new Argument.Word(prompt.own(word));
  }

  /** A letter, or a number that is an hour: 7, 730. */
  private Time time(String word) {
    Time time = prompt.times().get(word.charAt(0));
    return time != null ? time : Time.hour(word);
  }

  /** The words of a line, one after the other. */
  private static final class Line {
    private final String[] words;
    private int at;

    Line(String[] words) {
      this.words = words;
    }

    boolean hasNext() {
      return at < words.length;
    }

    String peek() {
      return hasNext() ? words[at] : "";
    }

    String next() {
      return words[at++];
    }

    /** The words before one, which is skipped. */
    String until(String end) {
      StringBuilder text = new StringBuilder();
      while (hasNext() && !peek().equals(end)) {
        text.append(text.isEmpty() ? "" : " ").append(next());
      }
      at++;
      return text.toString();
    }

    String rest() {
      return until("");
    }
  }
}
