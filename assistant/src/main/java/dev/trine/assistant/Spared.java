package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What was to be left as it is by the acts of a plan, and what was not. */
record Spared(Said said, List<Clause> acts) {
  private static final Pattern KEPT = Pattern.compile("[就只净][留剩][着下低返]?$");

  private static final Pattern LEFT_ON =
      Pattern.compile("[,，][^,，]{2,8}(?:留着|留低|留返|留住|别关|不要关|不用关|唔使熄|唔好熄|唔使闩)(?:吧|就行|就好|就得)?$");

  private static final Pattern AND = Words.pattern(" ?(?:{and}|、) ?");

  /** {@return whether what is spared and what is meant are taken for each other} */
  boolean isMistaken() {
    return sparesWhatIsMeant() || turnsOffWhatIsKept() || turnsOffOneOfThoseOn() || keepsNothing();
  }

  /** "The lights on the first floor except the landing": what comes before "except" is meant. */
  private boolean sparesWhatIsMeant() {
    int except =
        Words.of("signs", "except for")
            .mapToInt(said.heard()::indexOf)
            .filter(at -> at >= 0)
            .min()
            .orElse(0);
    return acts.stream()
        .flatMap(act -> act.target().stream())
        .flatMap(target ->
            target.except().stream()
                .map(Mention::phrase) // of the lights the first is one of those named before
                .filter(it -> target.thing().map(Mention::phrase).filter(it::equals).isEmpty()))
        .mapToInt(said.heard()::lastIndexOf)
        .anyMatch(at -> at >= 0 && at < except);
  }

  /** 地下的灯都开，工作台灯就唔使 turns nothing off that it turns on. */
  private boolean turnsOffOneOfThoseOn() {
    return SaidBehind.sparesSomething(said.heard())
        && acts.stream()
            .filter(act -> act.value().equals("true"))
            .anyMatch(all ->
                acts.stream()
                    .filter(act -> act.value().equals("false") && act.name().equals(all.name()))
                    .anyMatch(one -> isOneOf(one, all)));
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

  private static boolean isOneOf(Clause one, Clause all) {
    return all.target().filter(it -> it.except().isEmpty()).isPresent()
        && one.thing().stream()
            .anyMatch(it ->
                all.thing().stream().anyMatch(those -> those.things().containsAll(it.things())));
  }

  /** 都关了，就留玄关灯和月亮灯: what is to be left is not turned off. */
  private boolean turnsOffWhatIsKept() {
    List<Part> parts = said.found().parts();
    return IntStream.range(1, parts.size())
        .filter(i -> KEPT.matcher(parts.get(i - 1).phrase()).find())
        .boxed()
        .flatMap(i -> parts.subList(i, parts.size()).stream().takeWhile(Spared::isNameOrJoint))
        .anyMatch(part ->
            part instanceof Part.Named(Mention kept, _)
                && acts.stream().anyMatch(act -> act.value().equals("false") && act.isOf(kept)));
  }

  private static boolean isNameOrJoint(Part part) {
    return part instanceof Part.Named || AND.matcher(part.phrase()).matches();
  }
}
