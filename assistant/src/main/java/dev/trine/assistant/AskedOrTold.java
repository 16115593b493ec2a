package dev.trine.assistant;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Orders that are put as questions, and a question that is put as an order is: "could we have the
 * lamp on", 看看哪个灯还亮着，都给关了, "side gate shut?"
 */
final class AskedOrTold {
  /** "Could we have the bedside lamp on?" */
  private static final Pattern HAVE_ON =
      Pattern.compile(
          "(?:could|can|may) (?:we|i) have (?<what>(?:the |my |our |[a-z]+'s )[a-z' ]+?) on(?: please)?\\??");

  /** 看看哪个灯还亮着，都给关了, "any lights still on downstairs, put them out". */
  private static final Pattern STILL_ON =
      Pattern.compile(
          "(?:瞅瞅|看看|看下|看一下|睇下|睇睇|检查下|查查)?(?:屋企|家里|屋里)?有?[哪边][个盏些啲几]*(?<han>\\p{IsHan}{1,3}?)(?:还|仲|还在)?(?:亮着|开着|着住|着紧|开紧|开住|亮住)[的嘅]?[,，]?(?:着住嘅|亮着的|开着的)?[都就全]*(?:给我?|同我|帮我)?都?[关熄灭闩][了掉咗晒佢埋]*"
              + "|(?:if )?any (?<what>[a-z ]+?) (?:that are |that's |which are |got |were |are )?(?:still |left )*on(?<where>[a-z ]*?),? (?:put|turn|switch|knock|shut) them (?:all )?(?:out|off)");

  /** "Side gate shut?" */
  private static final Pattern HOW_IT_IS =
      Pattern.compile(
          "(?!(?:turn|switch|put|leave|keep|get|have|make|can|could|would|will|shall|is|are|was|were|did|do|does|any|what|which|who) )(?:the |my |our )?(?<what>[a-z' ]+?) (?<so>shut|closed|open|locked|unlocked|on|off|running|empty|full)\\?");

  private AskedOrTold() {}

  /** {@return the sentence as it was meant; nothing where it is none of these} */
  static Optional<Heard> plain(Found found) {
    return Stream.of(howItIs(found), haveOn(found), stillOn(found))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** {@return whether it is asked how something is, in no more words than that} */
  static boolean asksHowItIs(String heard) {
    return HOW_IT_IS.matcher(heard).matches();
  }

  private static Optional<Heard> howItIs(Found found) {
    Matcher asked = HOW_IT_IS.matcher(found.heard().text());
    return asked.matches()
        ? Optional.of(Hearing.hear("is the " + asked.group("what") + " " + asked.group("so")))
        : Optional.empty();
  }

  private static Optional<Heard> haveOn(Found found) {
    Matcher have = HAVE_ON.matcher(found.heard().text());
    return have.matches()
        ? Optional.of(Hearing.hear("turn on " + have.group("what")))
        : Optional.empty();
  }

  private static Optional<Heard> stillOn(Found found) {
    Matcher on = STILL_ON.matcher(found.heard().text());
    return !on.matches()
        ? Optional.empty()
        : Optional.of(
            Hearing.hear(
                on.group("han") != null
                    ? "把开着的" + on.group("han") + "关掉"
                    : "turn off the " + on.group("what") + on.group("where") + " that are on"));
  }

  /** {@return whether how things are is only asked, and what to do with them is told} */
  static boolean tellsOfWhatIsOn(String heard) {
    return STILL_ON.matcher(heard).matches() || HAVE_ON.matcher(heard).matches();
  }
}
