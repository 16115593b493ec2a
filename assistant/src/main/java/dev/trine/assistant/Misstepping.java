package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which way the acts of a plan go, and by how much, although it was not said. */
record Misstepping(Said said, List<Clause> acts) {
  /** A number, and that it is a step: 5 litres more, another 5, 高2度. */
  private static final Pattern SAYS_A_STEP = Pattern.compile("[多少高低亮暗大小细光黑强弱调较校刺]");

  /** 拉开一点: how far something opens. */
  private static final Pattern A_LITTLE =
      Pattern.compile(
          "[开闭关合拉大小细高低升降放收多少](?:返|到)?(?:多|大|小|细|少)?(?:[点些]|啲|尐)|一[点些]|少少|[条道]缝|一半|再|[多更]");

  private static final Pattern TOO_LOUD =
      Pattern.compile("[嘈吵]|(?:有够|太|咁|好)大声|too loud|hear (?:myself|ourselves) think|so loud");

  private static final Pattern STEP =
      Words.pattern(
          "(\\d+(?:\\.\\d+)?)%?(?: [a-z]+)? {signs: step}\\b"
              + "|(?<!最)(?:{signs: step}[番返]?|{signs: another} ?)(\\d+(?:\\.\\d+)?)");

  /** {@return whether something goes another way, or by steps, although it was not said so} */
  boolean isDone() {
    return setsWhatIsAStep()
        || stepsUnsaid()
        || opensALittleUnsaid()
        || getsLouderStill()
        || stepsByAValue()
        || stepsAnother();
  }

  /** "Five litres more" are not five litres, and two more minutes are no timer of two minutes. */
  private boolean setsWhatIsAStep() {
    List<String> steps = STEP.matcher(said.heard()).results().map(Misstepping::number).toList();
    boolean more = said.is("more");
    return acts.stream()
        .anyMatch(act ->
            act.verb() == Verb.SET
                ? steps.contains(act.value())
                : more && act.name().equals("start") && act.times().findAny().isPresent());
  }

  /** 洗衣房盏登帮我开 says nothing of warmer, nor 串灯开返佢 of brighter. */
  private boolean stepsUnsaid() {
    boolean saysNoStep =
        Script.endsInHan(said.heard()) && !SAYS_A_STEP.matcher(said.heard()).find();
    return saysNoStep
            && acts.stream()
                .anyMatch(act -> act.name().equals("brightness") && act.value().matches("[+-]"))
        || acts.stream()
            .filter(act -> act.name().equals("target-temperature") && act.value().matches("[+-]"))
            .filter(act -> act.thing().isEmpty())
            .anyMatch(act -> !said.is("step") && !Words.anyOf("beside", "warmth", said.heard()));
  }

  /** 拉开窗帘等啲阳光入嚟 opens it, and not by a step. */
  private boolean opensALittleUnsaid() {
    return Script.endsInHan(said.heard())
        && acts.stream()
            .anyMatch(act -> act.name().equals("position") && act.value().matches("[+-]"))
        && !A_LITTLE.matcher(said.heard()).find();
  }

  /** 电视嘈到听唔到电话, "can't hear myself think": what is too loud gets no louder. */
  private boolean getsLouderStill() {
    return acts.stream()
            .anyMatch(act -> act.name().equals("volume") && act.value().matches("\\+.*|max"))
        && TOO_LOUD.matcher(said.heard()).find();
  }

  /** 预热180度 is no step by so much. */
  private boolean stepsByAValue() {
    return acts.stream()
        .filter(act -> act.value().matches("[+-]\\d{2,4}") && !OwnWords.learnt(act.name()))
        .anyMatch(act ->
            act.thing().stream()
                .flatMap(mention -> mention.things().stream().limit(1))
                .flatMap(thing -> thing.property(act.name()).stream())
                .filter(Values::isSettableNumber)
                .map(Values::range)
                .filter(range -> range.low().isPresent() && range.high().isPresent())
                .filter(range -> !(range.low().get() < 0 && act.value().startsWith("-")))
                .anyMatch(range ->
                    2 * Double.parseDouble(act.value().substring(1))
                        > range.high().get() - range.low().get()));
  }

  private static String number(MatchResult match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  /** The word for the way that something is to go: hotter, 细; empty where none was said. */
  private String way() {
    return Direction.of(said.found()).map(Direction::word).orElse("");
  }

  /** 炕再热点 makes its fire hotter, and nothing longer. */
  private boolean stepsAnother() {
    return acts.stream()
        .filter(act -> act.value().matches("[+-].*") && !OwnWords.learnt(act.name()))
        .filter(act -> !said.isNamed(act.name()) || Direction.HOW_FAST.contains(way()))
        .anyMatch(act -> {
          String word = way();
          return !Vocabulary.isQuality(word, act.name())
              && act.things()
                  .flatMap(thing -> thing.properties().values().stream())
                  .anyMatch(other -> !other.readOnly() && Vocabulary.isQuality(word, other.name()));
        });
  }
}
