package dev.trine.assistant;

import java.util.List;
import java.util.regex.Pattern;

/** What was to be left as it is by the acts of a plan, and what was not. */
record Spared(Said said, List<Clause> acts) {
  private static final Pattern LEFT_ON =
      Pattern.compile("[,，][^,，]{2,8}(?:留着|留低|留返|留住|别关|不要关|不用关|唔使熄|唔好熄|唔使闩)(?:吧|就行|就好|就得)?$");

  /** {@return whether what is spared and what is meant are taken for each other} */
  boolean isMistaken() {
    return keepsNothing();
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
}
