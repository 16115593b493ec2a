package dev.trine.assistant;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An order that is put as a question, and a question that is put as an order is: "could we have the
 * lamp on", "side gate shut?" So is an order that is put as a statement: 座椅加热不用了.
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

  /** 副驾的座椅加热不用了. */
  private static final Pattern NO_MORE =
      Pattern.compile("(?<what>[^,，]{3,16}?)(?:先|就|都)?(?:不用|不要|唔使|唔要|不必|免)(?:了|喇|啦|咯)");

  private AskedOrTold() {}

  /** {@return the sentence as it was meant; nothing where it is none of these} */
  static Optional<Heard> plain(Found found) {
    return howItIs(found).or(() -> haveOn(found)).or(() -> noMore(found));
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

  private static Optional<Heard> noMore(Found found) {
    Matcher what = NO_MORE.matcher(found.heard().text());
    return what.matches() && !found.mentions().isEmpty()
        ? Optional.of(Hearing.hear(what.group("what") + "关掉"))
        : Optional.empty();
  }

  /** {@return whether what is named is not wanted any more} */
  static boolean wantsNoMore(String heard) {
    return NO_MORE.matcher(heard).matches();
  }

  /** {@return whether it is told, though it sounds asked, that something is to be on} */
  static boolean tellsToTurnOn(String heard) {
    return HAVE_ON.matcher(heard).matches();
  }
}
