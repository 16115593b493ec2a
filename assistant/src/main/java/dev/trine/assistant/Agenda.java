package dev.trine.assistant;

import dev.trine.assistant.Performer.Done;
import dev.trine.assistant.Upshot.Due;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Home;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was promised for later in one home, until its time has come or its condition is so. */
final class Agenda {

  /** A step to take, and from when on; no time where it waits for a condition. */
  private record Promise(Step step, Optional<Instant> from) {
    static Promise of(Step step, Instant now) {
      return new Promise(
          step,
          step.due()
              .flatMap(due ->
                  due instanceof Due.After(long seconds)
                      ? Optional.of(now.plusSeconds(seconds))
                      : Optional.empty()));
    }

    boolean isDue(Home home, Instant now) {
      return from.map(time -> !time.isAfter(now)).orElseGet(() -> isSo(home));
    }

    private boolean isSo(Home home) {
      return once().filter(once -> !once.anew() && once.isSo(home)).isPresent();
    }

    private Optional<Due.Once> once() {
      return step.due().filter(Due.Once.class::isInstance).map(Due.Once.class::cast);
    }

    /** What is still promised: where a door that was open is closed, it may open anew. */
    Promise after(Home home) {
      return once()
          .filter(once -> once.anew() && !once.isSo(home))
          .map(once -> new Promise(step.later(once.next()), from))
          .orElse(this);
    }
  }

  private final List<Promise> promises = new ArrayList<>();
  private List<Promise> last = List.of();

  /** Takes down those steps of a sentence that are to be taken later. */
  void takeDown(List<Done> done, Instant now) {
    last =
        done.stream()
            .filter(d -> d.step().due().isPresent())
            .map(d -> Promise.of(d.step(), now))
            .toList();
    promises.addAll(last);
  }

  /** Takes back what the last sentence promised; {@return whether there was anything} */
  boolean cancelLast() {
    boolean any = promises.removeAll(last);
    last = List.of();
    return any;
  }

  /** {@return the steps whose time has come, which are no longer promised} */
  List<Step> due(Home home, Instant now) {
    promises.replaceAll(promise -> promise.after(home));
    List<Promise> due = promises.stream().filter(promise -> promise.isDue(home, now)).toList();
    promises.removeAll(due);
    return due.stream().map(promise -> promise.step().now()).toList();
  }

  boolean isEmpty() {
    return promises.isEmpty();
  }
}
