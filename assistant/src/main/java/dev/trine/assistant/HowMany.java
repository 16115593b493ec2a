package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Finder.Part;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How many Things the acts of a plan are done to: more or fewer than was said. */
record HowMany(Said said, List<Clause> acts) {
  private static final Pattern BOTH = Pattern.compile("\\bboth\\b");

  private static final Pattern EVERY =
      Pattern.compile("\\b(?:every|each|all|both|everywhere|whole)\\b");

  private static final Pattern LEFT_ON = Words.pattern("[,，][^,，]{2,8}{kept on}(?:吧|就行|就好|就得)?$");

  /** Behind the name of what stays on. */
  private static final Pattern STAYS_ON = Words.pattern("^[就要得先都]?{kept on}");

  /** 灯留着落地灯: what is named behind it is what stays. */
  private static final Pattern KEEPS = Words.pattern("{kept on}");

  private static final Pattern LAMPS = Pattern.compile("(?:[一二三四五1-9头最]|最后)盏");

  /** Both are two, but the car and what is out of doors may have more of a kind. */
  private static final int MOST_BOTH = 4;

  /** {@return whether these are not those that were said} */
  boolean isMistaken() {
    return exceptsUnsaid()
        || isBothOfMany()
        || isEachOfOne()
        || areInAStateUnsaid()
        || isNotTheLast()
        || takesAllForLamps()
        || keepsNothing()
        || turnsOffWhatStays()
        || exceptsItself()
        || widensAnother();
  }

  /** 灯全关 空调全关: no air conditioner is a lamp that would be left on. */
  private boolean exceptsUnsaid() {
    return Stream.of("except", "except for", "stays", "forbid", "not").noneMatch(said::is)
        && acts.stream()
            .flatMap(act -> act.target().stream())
            .filter(target -> target.thing().isPresent())
            .anyMatch(target ->
                target.except().stream()
                    .filter(it -> !it.isPlace() && !it.things().isEmpty())
                    .anyMatch(it ->
                        Collections.disjoint(it.things(), target.thing().orElseThrow().things())));
  }

  /** "Both bedside lamps" are no twenty lights. */
  private boolean isBothOfMany() {
    return BOTH.matcher(said.heard()).find()
        && acts.stream()
            .flatMap(act -> act.target().stream())
            .filter(it -> it.isUnplaced() && it.that().isEmpty())
            .filter(it -> it.quantity() == Quantity.EACH || it.quantity() == Quantity.ALL)
            .flatMap(target -> target.thing().stream())
            .anyMatch(thing -> thing.things().size() > MOST_BOTH);
  }

  /** "The air con" is not each of three; the heating may be. */
  private boolean isEachOfOne() {
    return said.clauses().size() == 1
        && !EVERY.matcher(said.heard()).find()
        && acts.stream()
            .flatMap(act -> act.target().stream())
            .filter(it -> it.isUnplaced() && it.that().isEmpty())
            .filter(it -> it.quantity() == Quantity.EACH && it.except().isEmpty())
            .flatMap(target -> target.thing().stream())
            .filter(
                thing -> !thing.plural() && thing.things().size() > 1 && !thing.types().isEmpty())
            .map(Mention::phrase)
            .anyMatch(
                phrase -> !phrase.endsWith("ing") && Words.isSaid("the " + phrase, said.heard()));
  }

  /** 别的灯都关上 is said of all, and not only of those that are on. */
  private boolean areInAStateUnsaid() {
    return !Words.anyOf("beside", "are in a state", said.heard())
        && acts.stream()
            .flatMap(act -> act.target().stream())
            .anyMatch(target -> target.that().isPresent());
  }

  /** 射灯里面最后那个 is one of them. */
  private boolean isNotTheLast() {
    return SaidBehind.saysWhichOf(said.heard())
        && acts.stream()
            .flatMap(act -> act.thing().stream())
            .allMatch(thing -> thing.ordinals().isEmpty() && thing.things().size() > 1);
  }

  /** 扎染坊头一盏和最后一盏: what is counted so is a lamp, and not all there is. */
  private boolean takesAllForLamps() {
    return LAMPS.matcher(said.heard()).find()
        && acts.stream()
            .anyMatch(act -> act.target().filter(Clause.Target::isOnlyPlaced).isPresent());
  }

  /** 一楼的灯都关了，楼梯那盏留着 leaves one on; 窗帘都拉上，主卧的别动. */
  private boolean keepsNothing() {
    boolean isLeftOn =
        LEFT_ON.matcher(said.heard()).find()
            && acts.stream().allMatch(act -> act.value().equals("false"));
    return (isLeftOn
            || SaidBehind.sparesSomething(said.heard())
            || Rewording.BAR.matcher(said.heard()).find())
        && acts.stream()
            .allMatch(act ->
                act.target()
                    .filter(target ->
                        target.except().stream()
                            .allMatch(it -> it.things().isEmpty() && it.places().isEmpty()))
                    .isPresent());
  }

  /** 一楼的灯都关掉但柜台灯要留着给客人 spares that lamp. */
  private boolean turnsOffWhatStays() {
    List<Part> parts = said.found().parts();
    return IntStream.range(1, parts.size())
        .filter(i -> STAYS_ON.matcher(parts.get(i).phrase()).find())
        .filter(i -> !KEEPS.matcher(parts.get(i).phrase()).matches() || i + 1 == parts.size())
        .mapToObj(i -> parts.get(i - 1))
        .anyMatch(it ->
            it instanceof Part.Named(Mention kept, var name)
                && !kept.isPlace()
                && acts.stream().anyMatch(act -> act.value().equals("false") && takes(act, kept)));
  }

  private static boolean takes(Clause act, Mention kept) {
    return act.things().anyMatch(kept.things()::contains)
        && act.target().filter(it -> it.except().stream().anyMatch(kept::sameAs)).isEmpty();
  }

  /** "All lamps but the lamps" is none. */
  private boolean exceptsItself() {
    return acts.stream()
        .flatMap(act -> act.target().stream())
        .anyMatch(target ->
            Stream.concat(target.thing().stream(), target.places().stream())
                .anyMatch(named -> target.except().stream().anyMatch(named::sameAs)));
  }

  /** Whether an act is done to one Thing or in one place, and once more to more. */
  private boolean widensAnother() {
    return acts.stream()
        .anyMatch(wide ->
            acts.stream()
                .filter(act -> act.verb() == wide.verb() && act.name().equals(wide.name()))
                .anyMatch(act -> isWider(wide, act)));
  }

  private static boolean isWider(Clause wide, Clause act) {
    Optional<Mention> thing = act.thing();
    Optional<Mention> other = wide.thing();
    boolean isPlaced = act.target().filter(target -> !target.places().isEmpty()).isPresent();
    boolean isAnywhere = wide.target().filter(target -> target.places().isEmpty()).isPresent();
    return thing.isPresent()
        && (other.isEmpty()
            || thing.equals(other) && isPlaced && isAnywhere && act.value().equals(wide.value()));
  }
}
