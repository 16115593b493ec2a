package dev.trine.assistant;

import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A part of a sentence: what stands between commas.
 *
 * @param start where it begins in what was heard
 * @param end where it ends
 * @param parts what was found in it
 */
record Segment(int start, int end, List<Part> parts) {
  /** "The bathroom's all steamy". */
  private static final String IS_SO =
      "(?:the|my|our|his|her) [a-z]+(?:'s| is| are) (?:(?:all|too|so|really|still|getting) [a-z]+|[a-z]+ing)";

  /** "So Aunt Carol can get online". */
  private static final String SO_THAT = "so (?:that )?(?:[a-z']+ ){1,3}?{may}";

  /**
   * "Turn the heating up it's freezing": English tells why behind an order, without a comma; but
   * "make sure it's locked" goes on.
   */
  private static final String BEFORE_A_REASON =
      "| (?=(?:so (?:i|we|he|she|they|that)|%s|{because}) )|(?<!(?:^| ){goes on}) (?=(?:{i am}) |%s$|[a-z]+ {has said} )"
          .formatted(SO_THAT, IS_SO);

  /** "I'm heading to bed can you turn it off": and before one. */
  private static final String BEHIND_A_REASON =
      "|(?<=^(?:okay |ok |right |hey |hi |well |)(?:so |)(?:{i am}) [a-z' ]{2,50})"
          + " (?=(?:(?:can|could|would) you |please |so |just ){0,3}(?:{signs: order}|start|stop|run|crank) )";

  /** 后车厢打开我要搬黄豆. */
  private static final String CHINESE_REASON =
      "|(?<=[开关掉上下好了啦吧喇吖啊呀佢度档%])(?={we}(?:要|想|准备|在|正|赶|再|{these days}?放假)|太[^,，]{1,3}[了喇啦]$|[没冇]人[看用睇在喺]|{must not}(?:让|给|俾|畀)[^,，]{1,6}(?:看|睇|玩))"
          + "|(?<=^(?:{we}|去)[^,，]{1,7}[喇啦了])(?=[开关锁闩熄较调把帮])"
          + "|(?<=\\p{IsHan})(?={we}(?:就|即刻)去|{lest})|(?<=\\p{IsHan}[晒喇啦了呀啊])(?=帮我|唔该|麻烦)";

  static final Pattern SEPARATOR =
      Words.pattern(
          "[,，;；。!！]|[.:](?= )|(?<=\\p{IsHan}) (?=\\p{IsHan}|$)"
              + BEFORE_A_REASON
              + BEHIND_A_REASON
              + CHINESE_REASON);

  /** What stands around a name that is all there is. */
  private static final Pattern BARE = Pattern.compile(" *(?:the|my|our|and|还有|和|跟|同埋)? *");

  private static final Pattern WORD = Pattern.compile("[a-z']+");

  /** 风小一点 tells how it is to be. */
  private static final Pattern STEP = Pattern.compile("(?<![有太])[大小高低亮暗强弱快慢响轻][一小]?[点些啲]");

  /** 力道四 sets something. */
  private static final Pattern NUMBER = Pattern.compile("\\d|[一二三四五六七八九十]$");

  /** "We don't need it" forbids nothing. */
  private static final Pattern SOMEONE = Pattern.compile("(?:i|we|he|she|they|it|nobody) ");

  /** 我五分钟后落嚟 tells no time for what is to be done. */
  private static final Pattern COMING = Words.pattern("{who comes}[^,]*{comes}[啦喇了]?");

  /** 爸爸快到了. */
  private static final Pattern COMES_SOON = Words.pattern(".*{soon}(?:到|{comes})[了啦喇喎啊呀]?");

  /** 今晚好冻 says no time for what is to be done. */
  private static final Pattern WEATHER = Words.pattern("{around the weather}*{weather}[了啊呀啦喇呢]?");

  /** 我听紧电话. */
  private static final Pattern BUSY = Words.pattern("{who comes}?{busy}[了啊呀啦喇呢]?");

  /** 我们要回台南一个礼拜: how long somebody is away is no time for what is to be done. */
  private static final Pattern AWAY =
      Words.pattern("{who comes}(?:要|会|准备|打算)?{away for}[^,]*(?:[天日周月]|礼拜|星期)");

  /** 吵着奶奶了, 别吵醒宝宝: of whom is spoken is nothing to be acted on. */
  private static final Pattern DISTURBS = Words.pattern("{disturbs}[^,]*");

  /** "Biscuit's not going out tonight" tells why, and no time for what is to be done. */
  private static final Pattern STATEMENT =
      Words.pattern(
          "(?:(?:the|my|our) )?(?!let's|what's|who's|how's|where's|when's)[a-z]+'s {is so}\\b.*");

  /** "A load on the airer" turns nothing on. */
  private static final Pattern WHERE =
      Pattern.compile("\\b(?:on|off) (?=(?:the|a|my|our|his|her|their) )");

  /** "So Aunt Carol can get online" tells what for, whatever it names. */
  private static final Pattern PURPOSE =
      Words.pattern(SO_THAT + " .*|(?:等|好让|方便)(?:{we}|{they}){may}.*");

  /** "Priya says it's chilly", "because we're driving up on Saturday", 要帮妹妹洗澡. */
  private static final Pattern REASON =
      Words.pattern("[a-z]+ {has said} .*|{because} .*|{we}?要(?:帮(?!我)|给(?!我)|陪|带)[^,]*|{lest}.*");

  /** 我就去冲凉, 我再塞双袜子, 我今天放假: what the speaker does. */
  private static final Pattern OWN_BUSINESS =
      Words.pattern(
          "{we}(?:(?:(?:这|呢)?{soon}|而家)去[^,]*|(?:再|仲要|还要)(?!要|加)[^,]*|{these days}?放假)|{we}?去{daily life}[了啦喇]");

  /** 个客五分钟后打嚟. */
  private static final Pattern COMES_LATER =
      Words.pattern("\\p{IsHan}{1,4}\\d[^,]{1,6}后就?{calls or comes}[啦喇了]?");

  /** 六点叫我起床. */
  private static final Pattern REMINDS =
      Words.pattern("{signs: reminds}我|\\b(?:wake|remind) me\\b");

  /** Before a time. */
  private static final Pattern AT = Pattern.compile(" (?:at|on|in) ?$");

  private static final Pattern OF_A_TIME = Pattern.compile(" ?(?:at |on |in )?");

  /** "And at ten to lock the gate". */
  private static final Pattern TO_DO = Pattern.compile("^.* to [a-z]");

  /** 主人房潮湿呀, 客厅太暗了. */
  private static final Pattern IS_A_STATE =
      Words.pattern("[^,]{0,6}(?:[太好很真咁][^,]{1,3}|[^,]{2}[呀啊啦喇了喔耶哦])");

  /** 外卖到了. */
  private static final Pattern ARRIVED =
      Pattern.compile("\\p{IsHan}{1,5}(?:到|来|嚟)(?:了|咗|啦|喇)|\\p{IsHan}{1,4}(?:好多|太多|很多)[了啊呀]?");

  /** "Because it's hot and close the blinds" does not end with why. */
  private static final Pattern AND_AN_ORDER =
      Words.pattern(" and (?:then |also )?{signs: order}\\b");

  /** 买咗好多饺子, 包了一堆饺子要冻. */
  private static final Pattern HAS_DONE =
      Words.pattern("{we}?[买包煮做带摘收钓订拿囤](?:了|咗)(?:好多|很多|好些|一堆|一大堆|几|一箱|一袋|\\d)[^,]*");

  /** What only tells why. */
  private static final List<Pattern> ASIDES =
      List.of(
          HAS_DONE,
          COMING,
          COMES_LATER,
          ARRIVED,
          AWAY,
          OWN_BUSINESS,
          WEATHER,
          BUSY,
          DISTURBS,
          STATEMENT,
          PURPOSE,
          REASON);

  /** What is told to a Thing; where none of it is said, nothing is told. */
  private static final List<String> TOLD_IN =
      List.of("modes", "colors", "properties", "actions", "fractions", "scales");

  /** What needs no name, and is asked for by a verb at the head: 放点音乐. */
  private static final List<String> SERVICES =
      List.of("media", "message", "phone", "announcer", "navigation", "calendar", "timer", "note");

  private static final List<String> SIGNS =
      List.of(
          "on",
          "off",
          "step",
          "most",
          "least",
          "double",
          "halve",
          "notch",
          "condition",
          "later",
          "except",
          "stays",
          "forbid",
          "back",
          "then",
          "correction",
          "avoid",
          "order",
          "start",
          "find",
          "remaining",
          "as well");

  /** What changes what other parts of a sentence tell. */
  private static final List<String> CHANGING =
      SIGNS.stream()
          .filter(sign -> !List.of("on", "off", "forbid", "order", "start", "find").contains(sign))
          .toList();

  /** {@return the parts of a sentence} */
  static List<Segment> of(Found found) {
    return of(found, SEPARATOR);
  }

  /** {@return the parts of a sentence between these separators} */
  static List<Segment> of(Found found, Pattern separators) {
    String heard = found.heard().text();
    List<Segment> segments = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int at = 0;
    for (Part part : found.parts()) {
      if (part instanceof Part.Text(String text)) {
        int end = at + text.length();
        int done = at;
        Matcher separator = // which sees what was named before and behind the text
            separators
                .matcher(heard)
                .region(at, end)
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
        while (separator.find()) {
          parts.add(new Part.Text(heard.substring(done, separator.start())));
          segments.add(new Segment(start, separator.start(), List.copyOf(parts)));
          parts.clear();
          done = separator.end();
          start = done;
        }
        parts.add(new Part.Text(heard.substring(done, end)));
      } else {
        parts.add(part);
      }
      at += part.phrase().length();
    }
    segments.add(new Segment(start, at, List.copyOf(parts)));
    segments.removeIf(segment -> segment.text().isBlank());
    return segments;
  }

  /** {@return what begins with this one and ends with another} */
  Segment upTo(Segment last) {
    return new Segment(
        start, last.end, Stream.concat(parts.stream(), last.parts.stream()).toList());
  }

  /** {@return another part, heard as if the last Thing that this one names were named in it} */
  Heard named(Heard heard, Segment other) {
    int at = start;
    int nameStart = start;
    int nameEnd = start;
    for (Part part : parts) {
      int end = at + part.phrase().length();
      if (part instanceof Part.Named(Mention mention, var phrase) && !mention.things().isEmpty()) {
        nameStart = at;
        nameEnd = end;
      }
      at = end;
    }
    boolean isAfterABlank = heard.text().charAt(other.start - 1) == ' ';
    return heard
        .part(nameStart, other.end)
        .without(nameEnd - nameStart, other.start - (isAfterABlank ? 1 : 0) - nameStart);
  }

  /** {@return the same without what it begins with, if that is so} */
  Segment without(Pattern joint) {
    String text = text();
    Matcher beginning = joint.matcher(text);
    if (!beginning.lookingAt()
        || beginning.end() == text.length()
        || !Words.ends(text, beginning.end())
        || !(parts.getFirst() instanceof Part.Text(String first))
        || beginning.end() > first.length()) {
      return this;
    }
    List<Part> rest = new ArrayList<>(parts);
    rest.set(0, new Part.Text(first.substring(beginning.end())));
    return new Segment(start + beginning.end(), end, List.copyOf(rest));
  }

  /** {@return whether it tells of another time what else another is to remind of} */
  boolean isAnotherTimeOf(Segment other) {
    return REMINDS.matcher(other.text().substring(0, other.timed())).find()
        && OF_A_TIME.matcher(text().substring(0, timed())).matches()
        && (TO_DO.matcher(text()).find() || !namesAThing() && timed() < text().length());
  }

  /** {@return another part, heard as if it began as this one does before its time} */
  Heard at(Heard heard, Segment other) {
    Matcher at = AT.matcher(heard.text()).region(start, start + timed());
    int head = at.find() ? at.start() + 1 : start + timed();
    return heard.part(start, other.end).without(head - start, other.start - start);
  }

  /** Where the first time in it is told; at its end where none is. */
  private int timed() {
    int at = 0;
    for (Part part : parts) {
      if (part instanceof Part.Timed) {
        return at;
      }
      at += part.phrase().length();
    }
    return at;
  }

  /** {@return its words} */
  String text() {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.phrase()));
    return text.toString();
  }

  /** {@return what it names} */
  Stream<Mention> mentions() {
    return parts.stream()
        .flatMap(
            part -> part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.of());
  }

  /** {@return whether it names a Thing of which is not only spoken by the way} */
  boolean namesAThing() {
    return mentions().anyMatch(mention -> !mention.things().isEmpty() && !isByTheWay(mention));
  }

  /** {@return whether it names a Thing and tells nothing: "and the heat tape"} */
  boolean isJustAThing() {
    return mentions().count() == 1
        && namesAThing()
        && parts.stream()
            .filter(Part.Text.class::isInstance)
            .allMatch(text -> BARE.matcher(text.phrase()).matches());
  }

  /** {@return whether it says of what something is to be done} "Everything off in the den" does. */
  boolean saysOfWhat() {
    return namesAThing()
        || parts.stream().anyMatch(Part.Own.class::isInstance)
        || mentions().anyMatch(Mention::isPlace) && Words.anyOf("signs", "everything", text());
  }

  /** {@return whether it is an order by how it begins, "lock the car", or tells when to wake} */
  boolean beginsAnOrder() {
    return Words.of("signs", "order").anyMatch(text().strip()::startsWith) || reminds();
  }

  /** {@return whether it tells when to wake or remind the speaker} */
  boolean reminds() {
    return REMINDS.matcher(text()).find() && parts.stream().anyMatch(Part.Timed.class::isInstance);
  }

  /** {@return whether it tells nothing that is to be done, but why} */
  boolean isAside() {
    String text = text().strip();
    if (text.startsWith("for ") && parts.stream().anyMatch(Part.Timed.class::isInstance)) {
      return false;
    }
    boolean isEnglish = WORD.matcher(text).lookingAt();
    String told = WHERE.matcher(text).replaceAll("");
    if (Words.anyOf("beside", "asks the time", text) || names(text)) {
      return false;
    }
    if (!AND_AN_ORDER.matcher(text).find()
        && (ASIDES.stream().anyMatch(it -> it.matcher(text).matches()) || isOfWhoComes(text))) {
      return true;
    }
    return parts.stream().noneMatch(part -> isTold(part, isEnglish))
        && !NUMBER.matcher(text).find()
        && !STEP.matcher(text).find()
        && (isEnglish ? begins(text) || beginsWithAName() : !Words.anyOf("signs", "forbid", text))
        && SERVICES.stream().flatMap(it -> Words.of("uses", it)).noneMatch(text::startsWith)
        && SIGNS.stream()
            .filter(sign -> !sign.equals("forbid") || !SOMEONE.matcher(text).lookingAt())
            .noneMatch(sign -> Words.anyOf("signs", sign, told))
        && TOLD_IN.stream().noneMatch(section -> Words.anyOf(section, told));
  }

  /** {@return whether it only tells how it is somewhere: 主人房潮湿呀} */
  boolean tellsHowItIs() {
    String text = text().strip();
    return mentions().allMatch(mention -> mention.isPlace() || isByTheWay(mention))
        && parts.stream().noneMatch(Part.Timed.class::isInstance)
        && IS_A_STATE.matcher(text).matches()
        && !NUMBER.matcher(text).find()
        && !Words.anyOf("signs", "order", text)
        && !Words.heard("beside", "asks what", text)
        && !Words.heard("signs", "question", text);
  }

  /** {@return whether it may tell nothing that is to be done, beside a part that surely does} */
  boolean mayBeAside() {
    String text = text().strip();
    boolean isTimed = parts.stream().anyMatch(Part.Timed.class::isInstance);
    boolean isOfATime = isTimed && parts.stream().anyMatch(Segment::isText);
    return isAside()
        || !names(text)
            && parts.stream().noneMatch(part -> isTold(part, isOfATime))
            && (isTimed || !NUMBER.matcher(text).find())
            && (isTimed ? SIGNS : CHANGING)
                .stream().noneMatch(sign -> Words.anyOf("signs", sign, text))
            && !Words.anyOf("signs", "act", text)
            && !Words.anyOf("actions", text);
  }

  /** "Called pasta" goes on with the part before. */
  private static boolean names(String text) {
    return Words.of("beside", "called").anyMatch(text::startsWith);
  }

  private static boolean isText(Part part) {
    return part instanceof Part.Text(String text) && text.strip().length() > 1;
  }

  private boolean isOfWhoComes(String text) {
    return mentions().findAny().isPresent()
        && mentions().allMatch(mention -> mention.isOf("Person"))
        && COMES_SOON.matcher(text).matches();
  }

  /** "We won't need it tonight" tells no time where it begins as what only tells why. */
  private static boolean isTold(Part part, boolean isEnglish) {
    return switch (part) {
      case Part.Text text -> false;
      case Part.Named named -> !isByTheWay(named.mention());
      case Part.Own own -> !OwnWords.isState(own.word()); // 碗放好了
      case Part.Timed timed -> !isEnglish;
    };
  }

  /** Of a person and of the weather is spoken, and nothing is done with them. */
  private static boolean isByTheWay(Mention mention) {
    return mention.isOf("Person")
        || mention.isOf("Weather")
        || mention.isPlace() && mention.phrase().endsWith("'s");
  }

  /** "Nana's sleeping". */
  private boolean beginsWithAName() {
    return parts.stream()
        .filter(part -> !part.phrase().isBlank())
        .findFirst()
        .filter(part -> part instanceof Part.Named && part.phrase().endsWith("'s"))
        .isPresent();
  }

  /** English tells why by whom it is of ("we've got company"), and orders by a verb. */
  private static boolean begins(String text) {
    return Words.of("signs", "aside")
        .anyMatch(word -> text.startsWith(word + " ") || text.equals(word));
  }
}
