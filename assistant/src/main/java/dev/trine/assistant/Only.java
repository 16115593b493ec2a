package dev.trine.assistant;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is but one of: where it could be one of several, it is none. */
final class Only {
  private Only() {}

  /** {@return the only one there is, if there is one and no other} */
  static <T> Optional<T> of(List<T> all) {
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** {@return the only one there is, if there is one and no other} */
  static <T> Optional<T> of(Stream<T> all) {
    return of(all.limit(2).toList());
  }
}
