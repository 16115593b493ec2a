package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How much is given now, which is no portion that is set for each time, nor the other way. */
record Portions(Said said, List<Clause> acts) {
  private static final Pattern FEEDS =
      Pattern.compile("投喂|[出放倒派]\\d+克|\\b(?:give|feed|dispense) .*\\d");

  /** {@return whether one was said and the other is done} */
  boolean areMistaken() {
    return setsWhatAnActionTakes() || doesOnceWhatIsSetForEachTime() || setsForEachTimeWhatIsFed();
  }

  /** 加两份粮 sets no size of a portion: so many portions are given by an action. */
  private boolean setsWhatAnActionTakes() {
    Map<String, Set<String>> counted = Units.counted(said.heard());
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.name()))
        .filter(act -> !said.isNamed(act.name()))
        .anyMatch(act -> {
          String number = act.value().replaceFirst("[+-]", "");
          return act.things()
              .filter(thing ->
                  thing
                      .property(act.name())
                      .filter(it -> !Units.isIn(it, counted.getOrDefault(number, Set.of())))
                      .isPresent())
              .flatMap(thing ->
                  thing.actions().values().stream()
                      .flatMap(action -> Field.of(thing, action).stream()))
              .filter(field -> !act.name().contains(field.name()))
              .anyMatch(field -> counts(number, field));
        });
  }

  /** 每次出粮改成三份 sets how much each time, and gives nothing now. */
  private boolean doesOnceWhatIsSetForEachTime() {
    return Words.anyOf("beside", "each time", said.heard())
        && acts.stream()
            .filter(act -> act.verb() == Verb.DO && !act.input().isEmpty())
            .flatMap(Clause::things)
            .flatMap(thing -> thing.properties().values().stream())
            .anyMatch(it -> Values.isSettableNumber(it) && !OwnWords.learnt(it.name()));
  }

  /** 喂食机投喂60克 gives that now, and sets no portion. */
  private boolean setsForEachTimeWhatIsFed() {
    return FEEDS.matcher(said.heard()).find()
        && !Words.anyOf("beside", "each time", said.heard())
        && acts.stream()
            .filter(act -> act.verb() == Verb.SET && act.name().startsWith("portion"))
            .filter(act -> !said.isNamed(act.name()))
            .flatMap(act -> act.thing().stream())
            .anyMatch(mention -> mention.things().stream().anyMatch(Fed::feeds));
  }

  private boolean counts(String number, Field field) {
    return Vocabulary.phrases(field.name()).stream()
        .filter(word -> !word.isBlank())
        .anyMatch(word -> said.heard().matches(".*(?<!\\d)%s ?%s.*".formatted(number, word)));
  }
}
