package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry with its title from where it begins to where it ends: 提醒爷爷吃药 is of 爷爷吃药, and in
 * 周三复诊，帮我记到日历 the order is no part of it.
 */
final class WholeEntry {
  private static final Pattern REMINDS = Words.pattern("{signs: reminds}(?:一下)?$");

  /** Between whom it is to remind and of what. */
  private static final Pattern TO_DO = Pattern.compile("(?:去|要|记得)?\\p{IsHan}{0,2}");

  private static final Pattern TO_NOTE =
      Words.pattern("[ ,，]+(?:请|麻烦)?你?帮我?{notes down}$|(?<=\\p{IsHan}{2})你$");

  private static final String NOT_TO_FORGET = "(?:[可千萬万]*[别別]|唔好|不要)[让讓畀俾]?我?(?:忘[了记記]|唔[记記]得|漏了)";

  private static final String TO_REMIND =
      "(?:到[时時]候?|[记記]得|要|再|就)*(?:提醒|提|叫)(?:返?我|一?[下声聲]我?|一?提我?|醒我)";

  /** Behind a title: 别让我忘了, 到时提一提, 呢件事, "don't let me forget". */
  private static final Pattern AND_REMIND =
      Pattern.compile(
          "(?i)(?<=\\p{IsHan}{2})(?:[ ,，]*(?:%s|%s|[呢这這]件事| [帮幫]手)[啊呀喔哦吧啦]?)+$"
                  .formatted(NOT_TO_FORGET, TO_REMIND)
              + "|(?<=[a-z]{2})[ ,]+(?:and |so |please |can you )*(?:remind(?: me| us)?|(?:don't|do not|dont) let me forget)$");

  /** "Pop Nan's appointment in the diary": how it is noted, at the head of the sentence. */
  private static final Pattern HOW =
      Pattern.compile(
          "(?i)^(?:pop|put|stick|bung|chuck|book(?! (?:club|fair|launch|signing|group|week)\\b)) (?=[^ ]+ )");

  /** 提我量血压: that the speaker is to be reminded is no part of it. */
  private static final Pattern REMINDS_ME = Pattern.compile("^(?:记得)?提醒?我(?=\\p{IsHan}{2})");

  /** 写张笔记话咖喱今日识讲早晨, 写低喺笔记度话, 帮我写一句. */
  private static final Pattern SAYS =
      Pattern.compile(
          "^(?:度?[话話](?![剧劇费費题題筒说說音])|低(?=[下呢这這那])|我?[写寫記记](?:一句|低|下)(?=\\p{IsHan}{2}))");

  /** What ends a sentence and no title. */
  private static final Pattern SOFTENS = Pattern.compile("(?<=\\p{IsHan}{2})[哦喔噢喎㗎]+$");

  /** What goes on behind a name that a title ends with: 修烘干室的门, 上天台收衫. */
  private static final Pattern GOES_ON =
      Pattern.compile("(?:的|去)?(?![加记放写入到进提叫啦喇吧了呀啊好唔谢拜就请帮给要在这呢事])\\p{IsHan}{1,3}(?=$|[,，。])");

  /** Behind an entry: who is to note it. */
  private static final Pattern FOR_ME = Pattern.compile("(?:给|帮|替)我.*");

  /** What belongs to a title in Latin script that stands behind it, but for what books it. */
  private static final Pattern LATIN =
      Words.pattern("\\p{IsHan} ?(?:{books} )?(?<more>(?:(?!{books} )[a-z']+ ){1,3})$");

  /** Between when it is and what: 周三下午我们有. */
  private static final Pattern IT_IS = Words.pattern("[ ,，]*(?:{we}|有|要|会|是|的|个|约了|那天| )*");

  /** What is no part of a title: the order, or another part of the sentence. */
  private static final Pattern ORDERS = Words.pattern("[,，。]|{notes down}|{books}");

  /** 提醒我们幫小孩刷牙: for whom it is done belongs to what is to be done. */
  private static final Pattern FOR_WHOM =
      Words.pattern("{signs: reminds}(?:{we}|大家)(?<whom>[帮给替陪带和跟同把将])$");

  /** Between whom it reminds and a title that is cut: a verb. */
  private static final Pattern CUT =
      Words.pattern(
          "{signs: reminds}返?{we}(?:要|记得|去|一定要|到时)?(?<cut>去|[\\p{IsHan}&&[^要去的嘅了在今明后听每早晚上下中午点半]])$");

  /** "An alarm for seven called pigeon race". */
  private static final Pattern CALLED = Words.pattern(".* {called} (?<title>[^,，]+)");

  private WholeEntry() {}

  /** {@return an act with the title of what it adds as it was said; mostly as it is} */
  static Clause of(Found found, Clause act) {
    if (act.name().equals("add") && !act.said("item").isEmpty()) {
      return goingOn(found, act, "item");
    }
    boolean isEntry = act.name().equals("add") && act.said("title").size() == 1;
    if (act.name().equals("add") && act.said("title").isEmpty() && isOf(act, "AlarmClock")) {
      return called(found, act);
    }
    if (!isEntry || !(act.said("title").getFirst() instanceof Argument.Text(var _, String title))) {
      return act;
    }
    String heard = Hearing.normal(title);
    Clause whole =
        withWhomItIs(found, withWhom(found, fromTheVerb(found, act, heard), heard), heard);
    return itself(
        found,
        behindItsTime(
            found,
            goingOn(
                found,
                withoutTheOrder(
                    found, inLatin(found, fromItsTime(found, whole, heard), heard), heard),
                "title")));
  }

  /** 提醒我于星期五上午十点致电银行 is of what stands behind the time. */
  private static Clause behindItsTime(Found found, Clause act) {
    String title = act.text("title");
    int start = title.isEmpty() ? -1 : found.heard().text().indexOf(title);
    int end = start + title.length();
    return found.spans().stream()
        .filter(it -> start >= 0 && it.part() instanceof Part.Timed)
        .filter(it -> it.start() >= start && it.start() <= start + 1 && it.end() < end)
        .findFirst()
        .map(time -> titled(act, found.heard().said(time.end(), end).strip()))
        .orElse(act);
  }

  /** A text that ends with a name, with what goes on behind it. */
  private static Clause goingOn(Found found, Clause act, String member) {
    String heard = found.heard().text();
    String text = act.text(member);
    int start = heard.indexOf(text);
    if (text.isEmpty() || start < 0) {
      return act;
    }
    int end = start + text.length();
    boolean endsWithAName =
        found.spans().stream().anyMatch(it -> it.end() == end && it.part() instanceof Part.Named);
    Matcher more = GOES_ON.matcher(heard).region(end, heard.length());
    return endsWithAName && more.lookingAt()
        ? act.copying(member, found.heard().said(start, more.end()))
        : act;
  }

  private static Clause itself(Found found, Clause act) {
    if (!(act.said("title").getFirst() instanceof Argument.Text(var _, String title))) {
      return act;
    }
    boolean isAtTheHead = found.heard().text().startsWith(Hearing.normal(title));
    String told = isAtTheHead ? HOW.matcher(title).replaceFirst("") : title;
    Pattern before = isOf(act, "Notes") ? SAYS : REMINDS_ME;
    String bare = AND_REMIND.matcher(before.matcher(told).replaceFirst("")).replaceFirst("");
    String itself = SOFTENS.matcher(bare).replaceFirst("");
    return itself.isBlank() || itself.equals(title) ? act : titled(act, itself);
  }

  private static Clause called(Found found, Clause act) {
    Matcher called = CALLED.matcher(found.heard().text());
    if (!called.matches() || found.isTimed(called.start("title"), called.end("title"))) {
      return act;
    }
    String title = found.heard().said(called.start("title"), called.end("title"));
    return act.with(new Argument.Named("title", List.of(new Argument.Text(title, title))));
  }

  /** "Driving lesson with Poppy": with whom it is belongs to what it is. */
  private static Clause withWhomItIs(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    int end = titled + title.length();
    return found.spans().stream()
        .filter(span -> titled >= 0 && span.start() > end && span.isAPerson())
        .filter(span -> heard.substring(end, span.start()).equals(" with "))
        .findFirst()
        .map(who -> titled(act, found.heard().said(titled, who.end())))
        .orElse(act);
  }

  /** 加个team meeting: words of another language between Chinese ones are a title together. */
  private static Clause inLatin(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    Matcher more = LATIN.matcher(heard).region(0, Math.max(0, titled));
    return titled > 0 && !Script.endsInHan(title) && more.find()
        ? titled(act, found.heard().said(more.start("more"), titled + title.length()))
        : act;
  }

  /** 周三下午三点全家饮茶加入日历 is of 全家饮茶: in Chinese nothing else stands between. */
  private static Clause fromItsTime(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    if (titled < 0 || !isOf(act, "Calendar") || !Script.endsInHan(title)) {
      return act;
    }
    int timed =
        found.spans().stream()
            .filter(span -> span.part() instanceof Part.Timed && span.end() <= titled)
            .mapToInt(Span::end)
            .max()
            .orElse(0);
    Matcher between = IT_IS.matcher(heard).region(timed, titled);
    int begins = between.lookingAt() ? between.end() : timed;
    return timed == 0 || begins == titled || ORDERS.matcher(heard.substring(begins, titled)).find()
        ? act
        : titled(act, found.heard().said(begins, titled + title.length()));
  }

  /** 提我量血压 is of 量血压: what stands behind whom it reminds is what is to be done. */
  private static Clause fromTheVerb(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    Matcher cut = CUT.matcher(heard).region(0, Math.max(0, titled));
    return titled > 0 && isOf(act, "Reminders") && Script.endsInHan(title) && cut.find()
        ? titled(act, found.heard().said(cut.start("cut"), titled + title.length()))
        : act;
  }

  private static Clause withWhom(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    Matcher whom = FOR_WHOM.matcher(heard).region(0, Math.max(0, titled));
    if (titled > 0 && whom.find()) {
      return titled(act, found.heard().said(whom.start("whom"), titled + title.length()));
    }
    return reminded(found)
        .filter(who -> isOf(act, "Reminders") && who.end() <= titled)
        .filter(who -> TO_DO.matcher(heard.substring(who.end(), titled)).matches())
        .map(who -> titled(act, found.heard().said(who.start(), titled + title.length())))
        .orElse(act);
  }

  /** {@return whom a sentence says to remind: 提醒爷爷吃药} */
  static Optional<Span> reminded(Found found) {
    return found.spans().stream()
        .filter(Span::isAPerson)
        .filter(who -> REMINDS.matcher(found.heard().text().substring(0, who.start())).find())
        .findFirst();
  }

  private static Clause withoutTheOrder(Found found, Clause act, String title) {
    int start = found.heard().text().indexOf(title);
    String bare = TO_NOTE.matcher(title).replaceFirst("");
    boolean isWhole =
        title.endsWith("你")
            && !FOR_ME.matcher(found.heard().text().substring(start + title.length())).matches();
    return start < 0 || isWhole || bare.equals(title) || bare.isBlank()
        ? act
        : titled(act, found.heard().said(start, start + bare.length()));
  }

  /** Whether an act is of Things of a type, or of the service that is one of those first. */
  private static boolean isOf(Clause act, String type) {
    return act.thing()
        .filter(thing ->
            thing.isOf(type)
                || Services.types(Services.word(thing)).stream()
                    .findFirst()
                    .equals(Optional.of(type)))
        .isPresent();
  }

  /** {@return an act with another title} */
  static Clause titled(Clause act, String title) {
    return act.copying("title", title);
  }
}
