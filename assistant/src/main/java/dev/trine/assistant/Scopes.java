package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import java.util.List;
import java.util.Set;

/**
 * Where to look when a clause says no place.
 *
 * @param unclaimed ids of places that were said, but of which no clause took note
 * @param carried ids of the places of a clause before
 * @param in ids of the speaker's place and of all that is in it
 * @param near ids of the place of the Things of the clause before: where the lamp is off, the TV is
 *     that of the same room
 */
record Scopes(Set<String> unclaimed, Set<String> carried, Set<String> in, Set<String> near) {

  /**
   * {@return the same after a clause}
   *
   * @param places ids of the places that it said, and of all that is in them
   * @param rooms ids of the places of its Things
   */
  Scopes after(Set<String> places, Set<String> rooms) {
    return new Scopes(
        unclaimed, places.isEmpty() ? carried : places, in, rooms.size() == 1 ? rooms : near);
  }

  /** What is nearer in the talk comes first; all are all of the household, unless it was said. */
  List<Set<String>> of(Target target) {
    boolean isNamed = target.thing().isPresent();
    return switch (target.quantity()) {
      case ALL -> List.of(unclaimed);
      case EACH -> List.of(carried, in);
      case ONE, ANY -> isNamed ? List.of(carried, in, near) : List.of(carried, in);
    };
  }

  /** Places that no clause took note of: rather too little is done than more than was said. */
  static List<Mention> unclaimed(List<Clause> clauses, List<Mention> mentions) {
    return mentions.stream()
        .filter(mention -> mention.isPlace() && !mention.absent())
        .filter(mention -> clauses.stream().noneMatch(clause -> takesNote(clause, mention)))
        .toList();
  }

  private static boolean takesNote(Clause clause, Mention mention) {
    boolean isTarget =
        clause
            .target()
            .filter(t -> t.places().contains(mention) || t.except().contains(mention))
            .isPresent();
    return isTarget
        || clause
            .arguments()
            .anyMatch(argument ->
                switch (argument) {
                  case Argument.Where(Mention place) -> place.equals(mention);
                  case Argument.Text text -> Hearing.normal(text.said()).contains(mention.phrase());
                  default -> false;
                });
  }
}
