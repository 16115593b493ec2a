package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the acts of a plan set, and to what, although it was not said. */
record Missetting(Said said, List<Clause> acts) {
  /** What is set in figures. */
  private static final Pattern AMOUNT = Pattern.compile("\\d+(?:\\.\\d+)?|half|min|max");

  private static final List<String> PROGRAMS =
      Stream.of("", "的", "嘅")
          .flatMap(of -> Stream.of(of + "程序", of + "程式", of + "模式", of + "档"))
          .toList();

  /** {@return whether something else is set than what was said} */
  boolean isDone() {
    return setsWhatWasNotSaid()
        || setsAnOwnValueUnsaid()
        || switchesWhatIsNotItsStart()
        || setsOneOfSeveralSwitches()
        || switchesForTheLengthOfAnAction()
        || new Misstepping(said, acts).isDone()
        || setsARest()
        || setsTwice()
        || setsAnotherProperty()
        || isNoLouder()
        || setsACount()
        || new Portions(said, acts).areMistaken()
        || runsInsteadOfSetting();
  }

  /** 时间设九十分钟 sets a time, and starts nothing. */
  private boolean runsInsteadOfSetting() {
    return SetTo.lasting(said.found())
        .filter(set -> acts.stream().noneMatch(act -> act.name().equals(set.name())))
        .isPresent();
  }

  /** {@return whether a clause sets an amount} */
  static boolean isAmount(Clause act) {
    return AMOUNT.matcher(act.value()).matches();
  }

  /** Whether a mode or a colour is set for which there are words, and none was said. */
  private boolean setsWhatWasNotSaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .filter(act -> said.ownWords().noneMatch(own -> own.word().equals(act.value())))
        .anyMatch(act ->
            Stream.of("modes", "colors")
                .map(section -> words(section, act.value()))
                .anyMatch(words ->
                    !words.isEmpty()
                        && Stream.concat(words.stream(), own(act))
                            .noneMatch(word -> isHeard(word, act))));
  }

  /** What is said for a value of what the model has not learnt: 小火, 最强. */
  private static Stream<String> own(Clause act) {
    return OwnWords.learnt(act.name())
        ? Vocabulary.phrases(act.value()).stream().filter(phrase -> phrase.length() > 1)
        : Vocabulary.phrases(act.value()).stream()
            .map(phrase -> phrase.length() > 1 ? phrase : OwnPlan.MOST + phrase);
  }

  /** "Disarm" sets to disarmed; but 冷气 is no mode where it names what is set. */
  private boolean isHeard(String word, Clause act) {
    String stem = word.endsWith("ed") ? word.substring(0, word.length() - 2) : word;
    String name = act.thing().map(Mention::phrase).orElse("");
    return (name.isEmpty() ? said.heard() : said.heard().replace(name, " ")).contains(stem);
  }

  static List<String> words(String section, String value) {
    List<String> words = new ArrayList<>(Words.of(section, value).toList());
    if (!words.isEmpty()) {
      words.add(value);
    }
    return words;
  }

  /** Whether one of a Thing's own values is set, and it is not the one that was said. */
  private boolean setsAnOwnValueUnsaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.value()))
        .filter(act -> !act.value().matches("open|closed|locked|unlocked")) // as its verb says
        .filter(act ->
            act.thing().map(Mention::things).orElseGet(() -> said.found().varieties()).stream()
                .flatMap(thing -> thing.property(act.name()).stream())
                .anyMatch(property -> OwnWords.values(property).contains(act.value())))
        .anyMatch(act -> !said.saysOwn(act.value()) && !isOfAProgram(act.value()));
  }

  /** 蒸的程序: one character says it where it is said to be one. */
  private boolean isOfAProgram(String value) {
    return Vocabulary.phrases(value).stream()
        .anyMatch(phrase -> PROGRAMS.stream().anyMatch(it -> said.heard().contains(phrase + it)));
  }

  /** "Put the kettle on" boils, and keeps nothing warm. */
  private boolean switchesWhatIsNotItsStart() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.name()))
        .filter(act -> act.value().equals("true") && !said.isNamed(act.name()))
        .flatMap(Clause::things)
        .anyMatch(thing -> thing.action("start").isPresent() || thing.action("boil").isPresent());
  }

  /** 开焗炉, where it has two plates: which of its own switches was not said. */
  private boolean setsOneOfSeveralSwitches() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.name()))
        .filter(act -> act.value().matches("true|false") && !said.isNamed(act.name()))
        .anyMatch(act ->
            act.things()
                .filter(thing -> switches(thing) > 1 && !Instead.isSwitched(thing))
                .anyMatch(thing -> !StandIns.isTheSwitch(thing, act.name())));
  }

  /**
   * "Microwave for two minutes" is no grill for two minutes: it is the action that takes a length,
   * and the switch was not said.
   */
  private boolean switchesForTheLengthOfAnAction() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && !act.timing().isEmpty())
        .filter(act -> act.value().matches("true|false") && !said.isNamed(act.name()))
        .filter(act -> act.timing().orElseThrow().times().getFirst() instanceof Time.Length)
        .flatMap(Clause::things)
        .anyMatch(thing -> Field.timed(thing).size() == 1);
  }

  private static long switches(Thing thing) {
    return thing.properties().values().stream()
        .filter(it -> !it.readOnly() && it.schema() instanceof ValueSchema.Bool)
        .count();
  }

  /** Whole numbers take no 7.5: another property of the Thing was meant, where one does. */
  private boolean setsARest() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && act.value().matches("\\d+\\.\\d*[1-9]"))
        .anyMatch(act ->
            act.things()
                .filter(thing ->
                    thing
                        .property(act.name())
                        .filter(property -> property.schema() instanceof ValueSchema.Whole)
                        .isPresent())
                .flatMap(thing -> thing.properties().values().stream())
                .anyMatch(
                    other -> !other.readOnly() && other.schema() instanceof ValueSchema.Decimal));
  }

  /** Nothing is two ways at once: 唔好抽濕,轉返製冷 is one mode. */
  private boolean setsTwice() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET && act.timing().isEmpty())
        .filter(Missetting::isOneAtATime)
        .anyMatch(act ->
            acts.stream()
                .filter(other -> other.timing().isEmpty() && other.name().equals(act.name()))
                .filter(Missetting::isOneAtATime)
                .anyMatch(other ->
                    other.target().equals(act.target()) && !other.value().equals(act.value())));
  }

  private static boolean isOneAtATime(Clause act) {
    return isAmount(act) || act.name().equals("mode");
  }

  /** Whether the Thing has another property, and it is that one whose title was said. */
  private boolean setsAnotherProperty() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.SET)
        .anyMatch(act -> act.things().anyMatch(thing -> saysAnother(thing, act.name())));
  }

  /** 点一盏小夜灯 is no brightness of one, and 翻一次 no degree less. */
  private boolean setsACount() {
    return acts.stream()
        .filter(act -> act.value().matches(OwnWords.learnt(act.name()) ? "[+-]?\\d+" : "[+-]\\d+"))
        .anyMatch(act ->
            Pattern.compile("(?<!\\d)" + act.value().replaceFirst("^[+-]", "") + "[盏台扇部张次遍趟]")
                .matcher(said.heard())
                .find());
  }

  /** "Louder in the kitchen" is no matter of its cooker hood. */
  private boolean isNoLouder() {
    return acts.size() == 1
        && acts.getFirst().value().matches("[+-]\\d*")
        && OwnWords.learnt(acts.getFirst().name())
        && !acts.getFirst().name().equals("volume")
        && Words.anyOf("beside", "loudness", said.heard());
  }

  private boolean saysAnother(Thing thing, String name) {
    return thing.property(name).filter(property -> !isSaid(property)).isPresent()
        && thing.properties().values().stream()
            .filter(other -> !other.readOnly() && !other.name().equals("on") && isSaid(other))
            .filter(other -> !name.startsWith(other.name() + "-"))
            .anyMatch(other -> acts.stream().noneMatch(act -> act.name().equals(other.name())));
  }

  private boolean isSaid(Property property) {
    return said.saysOwn(property.name())
        || Stream.concat(Hearing.names(property.names()), Words.of("properties", property.name()))
            .anyMatch(title -> Words.isSaid(title, said.heard()) && !said.isCopied(title));
  }
}
