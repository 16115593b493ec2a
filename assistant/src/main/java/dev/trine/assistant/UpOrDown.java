package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which way a cover goes. A blind that goes up is open and a car's window that goes up is closed,
 * whatever the model takes them for.
 */
final class UpOrDown {
  private static final Set<String> ROLLED = Set.of("Blind", "Shutter", "GarageDoor");

  private static final Set<String> SUNK = Set.of("CarWindow");

  private static final Set<String> DRAWN = Set.of("Curtain", "Awning", "Window");

  private static final Pattern UP =
      Pattern.compile(
          "升(?:[上起返晒到高]|$)|[卷摇拉](?:起|上[去来]?|高)|\\b(?:raise|lift|all the way up|(?:wind|roll|pull)(?:ed)?\\b[^,]* up)\\b");

  private static final Pattern DOWN =
      Pattern.compile(
          "[降放摇拉](?:下|低|落)|落(?:下|晒|低|返落)|\\b(?:lower|drop|all the way down|(?:wind|roll|pull|let)(?:ed)?\\b[^,]* down)\\b");

  private static final Pattern OPENS =
      Pattern.compile("打开|拉开|敞开|展开|张开|撑(?:开|出|起)|支(?:开|起)|伸(?:开|出)|\\b(?:open|opened)\\b");

  private static final Pattern CLOSES =
      Pattern.compile(
          "合(?:拢|上|埋)|关|闭|闩|收|掩|拉(?:上|埋|实)(?![去来])|\\b(?:close|closed|shut)\\b|\\b(?:wind|reel|roll|bring)\\b[^,]* in\\b");

  /** What only a car's windows do. */
  private static final Pattern WINDS =
      Pattern.compile("[摇搅](?:下|低|落|上|高)|\\b(?:wind|roll)(?:ed)?\\b[^,]* (?:up|down)\\b");

  /** Where it may not be told, or not how far. */
  private static final Pattern PERHAPS = Pattern.compile("\\b(?:if|when|once)\\b|[别不没唔冇一半点些缝罅]");

  private UpOrDown() {}

  /** {@return an act, turned round where its Thing is said to go the other way} */
  static Clause of(Found found, Clause act) {
    return goes(act)
        .flatMap(opens ->
            said(found, act).filter(told -> !told.equals(opens)).map(_ -> turned(act, opens)))
        .orElse(act);
  }

  /** Whether an act opens something fully, or closes it. */
  private static Optional<Boolean> goes(Clause act) {
    String what = act.verb() == Verb.DO ? act.name() : act.name() + "=" + act.value();
    return switch (what) {
      case "open", "position=100", "position=max" -> Optional.of(true);
      case "close", "position=0", "position=min" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Clause turned(Clause act, boolean opens) {
    return act.verb() == Verb.DO
        ? new Clause(
            act.timing(), act.verb(), act.target(), opens ? "close" : "open", "", List.of())
        : act.with(act.name(), opens ? "0" : "100");
  }

  /** Whether the part of a sentence that names the Thing tells that it opens, or that it closes. */
  private static Optional<Boolean> said(Found found, Clause act) {
    Optional<Mention> thing = act.thing();
    List<String> parts =
        Segment.of(found).stream()
            .filter(it -> it.mentions().anyMatch(named -> thing.filter(named::equals).isPresent()))
            .map(Segment::text)
            .toList();
    if (parts.size() != 1 || mayNotBeTold(parts.getFirst())) {
      return Optional.empty();
    }
    Set<String> types =
        Set.copyOf(thing.stream().flatMap(it -> it.things().stream()).map(UpOrDown::type).toList());
    return types.size() == 1 ? told(parts.getFirst(), types.iterator().next()) : Optional.empty();
  }

  private static boolean mayNotBeTold(String text) {
    return PERHAPS.matcher(text).find()
        || Stream.of("forbid", "not", "question")
            .anyMatch(sign -> Words.anyOf("signs", sign, text));
  }

  private static String type(Thing thing) {
    return thing.types().stream()
        .filter(it -> ROLLED.contains(it) || SUNK.contains(it) || DRAWN.contains(it))
        .findFirst()
        .orElse("");
  }

  private static Optional<Boolean> told(String text, String type) {
    boolean up = UP.matcher(text).find();
    boolean down = DOWN.matcher(text).find();
    boolean opens = OPENS.matcher(text).find();
    boolean closes = CLOSES.matcher(text).find();
    boolean sinks = SUNK.contains(type) || type.equals("Window") && WINDS.matcher(text).find();
    if (up != down && !opens && !closes && (ROLLED.contains(type) || sinks)) {
      return Optional.of(up == ROLLED.contains(type));
    }
    return opens != closes && !up && !down && !type.isEmpty()
        ? Optional.of(opens)
        : Optional.empty();
  }
}
