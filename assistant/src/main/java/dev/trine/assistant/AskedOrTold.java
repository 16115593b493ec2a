package dev.trine.assistant;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An order that is put as a question, and a question that is put as an order is: "could we have the
 * lamp on", "side gate shut?"
 */
final class AskedOrTold {
  /** "Could we have the bedside lamp on?" */
  private static final Pattern HAVE_ON =
      Pattern.compile(
          "(?:could|can|may) (?:we|i) have (?<what>(?:the |my |our |[a-z]+'s )[a-z' ]+?) on(?: please)?\\??");

  /** "Side gate shut?" */
  private static final Pattern HOW_IT_IS =
      Pattern.compile(
          "(?!(?:turn|switch|put|leave|keep|get|have|make|can|could|would|will|shall|is|are|was|were|did|do|does|any|what|which|who) )(?:the |my |our )?(?<what>[a-z' ]+?) (?<so>shut|closed|open|locked|unlocked|on|off|running|empty|full)\\?");

  /** 楼下哪些灯还亮着，亮着的都关掉. */
  private static final Pattern THOSE_ON =
      Pattern.compile(
          "(?:看看|看下|看一下|睇下|睇睇)?(?<where>[^,，]{0,8}?)(?:有)?(?:哪些|哪几台|哪台|哪盏|哪个|边啲|边部|边盏)(?<what>[^,，]{1,8}?)(?:还|仲)?(?:亮着|开着|没关|着紧|开紧|着住|未熄|未关)的?[,，]+"
              + "(?:亮着的|开着的|没关的|开紧嘅|着紧嘅)?(?:给我|帮我|同我|都|全部|全|就|通通|统统)*(?:关|熄|闩)(?:掉|了|喽|咗|佢|上|晒)*");

  private AskedOrTold() {}

  /** {@return the sentence as it was meant; nothing where it is none of these} */
  static Optional<Heard> plain(Found found) {
    return howItIs(found).or(() -> haveOn(found)).or(() -> thoseOn(found));
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

  private static Optional<Heard> thoseOn(Found found) {
    Matcher on = THOSE_ON.matcher(found.heard().text());
    return on.matches()
        ? Optional.of(Hearing.hear("把" + on.group("where") + "开着的" + on.group("what") + "都关掉"))
        : Optional.empty();
  }

  /** {@return whether what was asked for, those that are on, is then told to be off} */
  static boolean turnsThoseOff(String heard) {
    return THOSE_ON.matcher(heard).matches();
  }

  /** {@return whether it is told, though it sounds asked, that something is to be on} */
  static boolean tellsToTurnOn(String heard) {
    return HAVE_ON.matcher(heard).matches();
  }
}
