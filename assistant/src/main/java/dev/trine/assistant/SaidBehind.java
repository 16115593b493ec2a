package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said behind, and tells which was meant before: 都关了，就留玄关灯 spares one, 射灯里面最后那个 is one of
 * them.
 */
final class SaidBehind {
  /** 全家的灯都关了，就留玄关灯; 地下的灯都开，工作台灯就唔使. */
  private static final List<Pattern> SPARED =
      List.of(
          Pattern.compile(
              "(?<all>[^,，]+)[,，](?:就|只|净系|净|单单|单|仅)[留剩][着下低返]?(?<kept>[^,，]+?)(?:就行|就好|就得)?[了喇啦]?"),
          Pattern.compile(
              "(?<all>[^,，]+?(?:晒|[打开关拉]开|[关熄拉合亮]上|关掉|关了|拉埋|拉好|亮起来|[着开]齐|[开着熄关]))(?:[,，]|[,，]?(?:就|但系?|但是))"
                  + "(?<kept>[^,，就但]{2,10}?)就?(?:唔使|不用|唔好|不必|不要|别|別|免)[着开熄关闩碰动郁掂拉]?[了喇啦]?(?:[,，][^,，]+)?"));

  /** Behind a name: 里面最后那个. */
  private static final Pattern WHICH_OF_THEM =
      Pattern.compile("(?:里面|里头|里|入面|当中)的?(?<which>最后|第[一二三四五六七八九\\d])[那嗰一]?(?<one>[个盏部台扇把条张])");

  private SaidBehind() {}

  /** {@return the sentence with that before; nothing where nothing is said so} */
  static Optional<Heard> plain(Found found) {
    return whichOfThem(found).or(() -> sparing(found));
  }

  /** {@return whether what is not to be done to all is said behind} */
  static boolean sparesSomething(String heard) {
    return SPARED.stream().anyMatch(form -> form.matcher(heard).matches());
  }

  private static Optional<Heard> sparing(Found found) {
    return SPARED.stream()
        .map(form -> form.matcher(found.heard().text()))
        .filter(Matcher::matches)
        .findFirst()
        .map(said -> Hearing.hear("除了" + said.group("kept") + "，" + said.group("all")));
  }

  /** {@return whether one of several is said behind what they are} */
  static boolean saysWhichOf(String heard) {
    return WHICH_OF_THEM.matcher(heard).find();
  }

  private static Optional<Heard> whichOfThem(Found found) {
    Matcher of = WHICH_OF_THEM.matcher(found.heard().text());
    return of.find()
        ? found.spans().stream()
            .filter(span -> span.end() == of.start() && span.part() instanceof Part.Named)
            .findFirst()
            .map(span ->
                Hearing.again(
                    found
                        .heard()
                        .with(
                            span.start(),
                            of.end(),
                            of.group("which") + "那" + of.group("one") + span.part().phrase())))
        : Optional.empty();
  }
}
