package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence as it could have been said more simply: without what only tells why ("we've got
 * company, turn on the porch light"), and without what is to stay as it is (灯都关掉，床头灯留着).
 *
 * @param heard the rest of the sentence
 * @param except what is to stay as it is
 * @param where the places that tell which Things these are
 */
record Simpler(Heard heard, List<Mention> except, List<Mention> where) {
  /** Between what is to stay and what is to stay as well: not the landing and not the lamp. */
  private static final Pattern JOIN =
      Words.pattern(" ?(?:,|、|{and}|或| and| or| nor)(?: not)? ?(?:{the} )?");

  /** What parted the last from what is not needed. */
  private static final Pattern LEFT_BEHIND = Pattern.compile("[,，;； ]+$");

  /** "All the other lights": which others, what stays tells. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "(?:其他|其余|其它|剩下|别的|另外的)(?:的|所有|全部)*|\\b(?:all (?:of )?the other|the rest of the)\\b");

  /** {@return the same of another reading, which is only made where a sentence has parts} */
  static Optional<Simpler> of(Heard heard, Supplier<Found> found) {
    return Segment.SEPARATOR.matcher(heard.text()).find() ? of(found.get()) : Optional.empty();
  }

  /** {@return what a sentence says more simply; nothing where all of it is needed} */
  static Optional<Simpler> of(Found found) {
    List<Segment> segments = Segment.of(found);
    List<Segment> needed = new ArrayList<>();
    List<Mention> except = new ArrayList<>();
    List<Mention> where = new ArrayList<>();
    for (Segment segment : segments) {
      if (stays(segment)) {
        List<Mention> staying = staying(segment);
        except.addAll(staying);
        segment.mentions().filter(it -> !staying.contains(it)).forEach(where::add);
      } else if (!segment.isAside()) {
        needed.add(segment);
      }
    }
    boolean isSimpler = needed.size() < segments.size();
    boolean tellsWhen = segments.stream().filter(Simpler::stays).anyMatch(Segment::beginsWithWhen);
    return isSimpler && !tellsWhen && needed.stream().anyMatch(Segment::saysOfWhat)
        ? Optional.of(
            new Simpler(
                others(joined(found.heard(), segments, needed), except),
                List.copyOf(except),
                List.copyOf(where)))
        : Optional.empty();
  }

  private static Heard others(Heard rest, List<Mention> except) {
    return except.isEmpty()
        ? rest
        : rest.replaceAll(OTHERS, said -> Script.endsInHan(said.group()) ? "所有" : "all the");
  }

  /** 客厅留着大灯: a place tells where a Thing is; by itself, or beside others, it stays as it is. */
  private static List<Mention> staying(Segment segment) {
    List<Part> parts = segment.parts();
    List<Mention> staying = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && (!mention.isPlace()
              || segment.mentions().allMatch(Mention::isPlace) && !excepts(parts, i)
              || joins(parts, i - 1)
              || joins(parts, i + 1))) {
        staying.add(mention);
      }
    }
    return staying;
  }

  /** 二楼除了书房: of what is said where, something behind it is excepted. */
  private static boolean excepts(List<Part> parts, int i) {
    return parts.stream()
        .skip(i + 1)
        .anyMatch(
            part -> part instanceof Part.Text && Words.anyOf("signs", "except for", part.phrase()));
  }

  private static boolean joins(List<Part> parts, int i) {
    return i > 0
        && i + 1 < parts.size()
        && parts.get(i - 1) instanceof Part.Named
        && parts.get(i + 1) instanceof Part.Named
        && JOIN.matcher(parts.get(i).phrase()).matches();
  }

  /** {@return a plan of the rest, without what is to stay as it is} */
  List<Clause> plan(List<Clause> rest) {
    return except.isEmpty() ? rest : rest.stream().map(this::without).toList();
  }

  /** {@return whether what is to stay as it is would be acted on, if anything was said to stay} */
  boolean leavesOut(List<Clause> plan) {
    return except.isEmpty()
        || plan.stream()
            .flatMap(clause -> clause.target().stream())
            .anyMatch(target ->
                except.stream().allMatch(Mention::isPlace)
                    || target.thing().isEmpty()
                    || isOf(target.thing().get()))
        || plan.stream().allMatch(clause -> clause.thing().isPresent());
  }

  /**
   * {@return whether an act takes a text: what seems to be said by the way may be it} What is
   * cancelled by its time takes none.
   */
  static boolean takesAText(Clause act) {
    return act.verb() == Clause.Verb.DO
        && !(act.name().equals("cancel") && !act.said("at").isEmpty())
        && act.things()
            .anyMatch(thing ->
                thing.action(act.name()).stream()
                    .flatMap(action -> Field.of(thing, action).stream())
                    .anyMatch(field -> field.kind() == Field.Kind.TEXT));
  }

  private boolean isOf(Mention thing) {
    return except.stream().anyMatch(stays -> !Collections.disjoint(stays.things(), thing.things()));
  }

  private Clause without(Clause clause) {
    return clause
        .target()
        .filter(target -> clause.verb().acts())
        .map(target -> clause.with(without(target)))
        .orElse(clause);
  }

  /** 客厅留着大灯，其他灯关掉: the place is that of the others too, and all others are meant. */
  private Target without(Target target) {
    Target placed =
        target.places().isEmpty() && !where.isEmpty() ? target.in(where, target.here()) : target;
    Target others =
        placed.except(Stream.concat(target.except().stream(), except.stream()).toList());
    return others.quantity() == Clause.Quantity.ANY && !except.isEmpty()
        ? others.with(Clause.Quantity.ALL)
        : others;
  }

  /** "Not the lamp", 床头灯留着: a Thing is named, and that it stays as it is. */
  private static boolean stays(Segment segment) {
    return (segment.namesAThing() || segment.mentions().anyMatch(place -> !place.absent()))
        && Words.of("signs", "stays")
            .anyMatch(word ->
                Script.isLatin(word.charAt(0))
                    ? segment.text().strip().startsWith(word + " ")
                    : segment.text().contains(word) && !segment.text().contains(word + "了"));
  }

  /** What is needed, with what parted it. */
  private static Heard joined(Heard heard, List<Segment> all, List<Segment> needed) {
    Heard rest = heard;
    int end = heard.text().length();
    for (Segment segment : all.reversed()) {
      if (!needed.contains(segment)) {
        rest = rest.without(segment.start(), end);
      }
      end = segment.start();
    }
    Matcher left = LEFT_BEHIND.matcher(rest.text());
    return left.find() ? rest.part(0, left.start()) : rest;
  }
}
