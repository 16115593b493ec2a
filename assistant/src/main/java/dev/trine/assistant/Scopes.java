package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import java.util.List;
import java.util.Set;

/**
 * Where to look when a clause says no place.
 *
 * @param unclaimed ids of places that were said, but of which no clause took note
 * @param carried ids of the places of a clause before
 * @param in ids of the speaker's place and of all that is in it
 */
record Scopes(Set<String> unclaimed, Set<String> carried, Set<String> in) {

  /** {@return the same after a clause that said these places} */
  Scopes after(Set<String> places) {
    return places.isEmpty() ? this : new Scopes(unclaimed, places, in);
  }

  /** What is nearer in the talk comes first; all are all of the household, unless it was said. */
  List<Set<String>> of(Quantity quantity) {
    return quantity == Quantity.ALL ? List.of(unclaimed) : List.of(carried, in);
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
        || clause.input().stream()
            .flatMap(named -> named.arguments().stream())
            .anyMatch(argument ->
                switch (argument) {
                  case Argument.Where(Mention place) -> place.equals(mention);
                  case Argument.Text text -> Hearing.normal(text.said()).contains(mention.phrase());
                  default -> false;
                });
  }
}
