package dev.trine.assistant;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as far as it was said: 跟妈妈说我今天上自习九点多回 does not end with its first time, which another
 * order would not follow either without a comma.
 */
final class WholeMessage {
  /** 发消息给爸爸 回来带瓶酱油: behind a blank the message begins. */
  private static final Pattern BEGINNING =
      Pattern.compile("[ ,，:：]+(?!就?[说讲话问]|内容|[跟同叫让话][他她佢])\\p{IsHan}{1,4}");

  /** How many who are spoken of end. */
  private static final String REST_OF_A_NAME = "姨叔伯婶姑舅爷奶哥姐弟妹嫂师生嬷公婆";

  private static final Pattern TELLS =
      Pattern.compile("^(?:[叫让讓喊][他她佢]|[跟同][他她佢](?:说|說|讲|講)|[话話][佢他她][知听聽]|[内內]容(?:就?[是係系]|写|寫)?)");

  /** LINE佳颖跟她说: her is whom it was said of before. */
  private static final Pattern TOLD = Pattern.compile("[跟同]?[她他佢](?:说|說|讲|講|话|話)?");

  private static final Pattern A_MESSAGE =
      Pattern.compile(
          "(?i)(?<whom>[a-z' ]{2,20}?) a (?:message|text|note|line)(?: saying| that| to say)? (?=\\p{L})");

  private WholeMessage() {}

  /** {@return an act with the text that it sends as it was said; mostly as it is} */
  static Clause of(Found found, Clause act) {
    String heard = found.heard().text();
    if (!act.name().equals("send")
        || !(act.said("text") instanceof List<Argument> said && said.size() == 1)
        || !(said.getFirst() instanceof Argument.Text(var shown, String text))) {
      return act;
    }
    int start = heard.indexOf(Hearing.normal(text));
    return toWhom(found, withText(found, itself(act, text), text, start), start);
  }

  /**
   * 传给爷爷，叫他早点回来, "send Owen a message supper's at six": that he is to be told so is no part of it.
   */
  private static Clause itself(Clause act, String text) {
    String whom = act.text("to");
    Matcher sent = A_MESSAGE.matcher(text);
    boolean isToThem =
        sent.lookingAt() && !whom.isEmpty() && Hearing.normal(sent.group("whom")).equals(whom);
    String itself = TELLS.matcher(isToThem ? text.substring(sent.end()) : text).replaceFirst("");
    return itself.isBlank() || itself.equals(text) ? act : act.copying("text", itself);
  }

  /** 告诉刘阿姨明天不用来: what stands between whom it is to and what it says is of the name. */
  private static Clause toWhom(Found found, Clause act, int text) {
    String heard = found.heard().text();
    if (!(act.said("to") instanceof List<Argument> said && said.size() == 1)
        || !(said.getFirst() instanceof Argument.Text(var shown, String name))) {
      return act;
    }
    int start = heard.indexOf(Hearing.normal(name));
    int end = start + Hearing.normal(name).length();
    if (TOLD.matcher(name).matches()) {
      return found.spans().stream()
          .filter(span -> span.isAPerson() && span.end() <= start)
          .findFirst()
          .map(who -> act.copying("to", found.heard().said(who.start(), who.end())))
          .orElse(act);
    }
    if (start >= 0 && text > end && BEGINNING.matcher(heard.substring(end, text)).matches()) {
      String message = act.text("text");
      String whole = found.heard().said(end, text + message.length()).replaceFirst("^[ ,，:：]+", "");
      return act.copying("text", whole);
    }
    boolean isCut = start >= 0 && end == text - 1 && REST_OF_A_NAME.indexOf(heard.charAt(end)) >= 0;
    String whole = isCut ? found.heard().said(start, text) : name;
    return isCut ? act.copying("to", whole) : act;
  }

  private static Clause withText(Found found, Clause act, String text, int start) {
    String heard = found.heard().text();
    int end = start + Hearing.normal(text).length();
    boolean isCut =
        start > 0
            && Words.of("signs", "says").anyMatch(heard.substring(0, start)::endsWith)
            && Segment.of(found).getLast().start() < start
            && found.isTimed(start, heard.length());
    if (!isCut || end == heard.length()) {
      return act;
    }
    String whole = found.heard().said(start, heard.length());
    return act.copying("text", whole);
  }
}
