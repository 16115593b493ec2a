package dev.trine.assistant;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be done only where it is asked whether something is so: 书房灯还亮着吗？亮着就关了, "check which
 * lights are on and turn them off".
 */
final class AskedFirst {
  private static final Pattern WHICH_ARE_SO =
      Words.pattern(
          "(?:{please}|{looks})*(?<where>[^,，]{0,8}?)(?:仲|还)?有?{which ones}(?<what>[^,，]{1,6}?)(?:还|仲|系|是)*(?<so>{it is so}|(?<=[仲还])着(?:紧|住)?)(?:的话|嘅话|嘅|的)?[,，]?(?:[着开亮][着住紧][的嘅]|一次过|一次性|统统|同我|就|都|全|再|给|把它们|{please})*(?<order>(?:全部)?[关熄闩].{0,6})"
              + "|{looks} (?:which|what|if any|whether any|if there are any) (?<things>[a-z ]+?) (?:are )?(?:still )?(?<are>on|open|unlocked)(?<there> [a-z' ]+?)? and (?<do>turn|switch|shut|close|lock) (?:them|those|any|it)(?<off> (?:all )?off)?.*");

  /** "If any lights are still on upstairs, turn them off", "turn off whichever lights are on". */
  private static final Pattern LEFT_ON =
      Pattern.compile(
          "(?:if )?(?:there are )?any (?:of the )?(?<what>[a-z' ]*?(?:lights|lamps))(?: (?:that )?(?:are|got|were)|(?: that)? (?:some|any)body's| someone's)?(?: still| been)?(?: left)? (?:on|burning)(?<where>(?: (?:in|on|at) [a-z' ]+?| upstairs| downstairs)?),? (?:turn|switch|put|shut) (?:them|it|em) (?:off|out)"
              + "|(?:turn|switch|shut) off (?:whichever|whatever|any) (?<those>[a-z' ]*?(?:lights|lamps)) (?:that )?are (?:still )?(?:left )?on(?<there>.*)");

  private AskedFirst() {}

  /** {@return the sentence as an order that says when, or of which; nothing where it is another} */
  static Optional<Heard> plain(Found found) {
    return whichAreSo(found).or(() -> leftOn(found));
  }

  /** {@return whether it is asked which are so, and ordered what is to be done with those} */
  static boolean which(Found found) {
    String heard = found.heard().text();
    return WHICH_ARE_SO.matcher(heard).matches() || LEFT_ON.matcher(heard).matches();
  }

  private static Optional<Heard> leftOn(Found found) {
    Matcher on = LEFT_ON.matcher(found.heard().text());
    if (!on.matches()) {
      return Optional.empty();
    }
    boolean isAny = on.group("what") != null;
    String where = on.group(isAny ? "where" : "there");
    return Optional.of(
        Hearing.hear(
            (where.endsWith("stairs")
                    ? "turn off the %s%s that are on"
                    : "turn off the %1$s that are on%2$s")
                .formatted(on.group(isAny ? "what" : "those").strip(), where)));
  }

  /** 看看一楼还有哪些灯开着，都关掉: those that are on. */
  private static Optional<Heard> whichAreSo(Found found) {
    Matcher said = WHICH_ARE_SO.matcher(found.heard().text());
    if (!said.matches()) {
      return Optional.empty();
    }
    String plain =
        said.group("what") == null
            ? "%s %sall the %s that are %s%s"
                .formatted(
                    said.group("do"),
                    said.group("off") == null ? "" : "off ",
                    said.group("things"),
                    said.group("are"),
                    Objects.requireNonNullElse(said.group("there"), ""))
            : "把%s%s的%s全部关掉"
                .formatted(
                    said.group("where"),
                    said.group("so").startsWith("着") ? "开着" : said.group("so"),
                    said.group("what"));
    return Optional.of(Hearing.hear(plain));
  }
}
