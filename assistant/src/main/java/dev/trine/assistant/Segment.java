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
  /** What a reason may be a part of: "make sure it's locked" tells none. */
  private static final String GOES_ON =
      "when|if|that|while|until|till|once|whether|says?|said|think|where|since|unless|what|how|and|but"
          + "|or|as|because|cause|cos|so|sure|check|see|note|know|than|like|hope|bet|heard|which|who|the way";

  /** How one begins to tell why. */
  private static final String TELLS_WHY =
      "it's|i'm|we're|he's|she's|they're|there's|there is|there are|i've|we've";

  /** "The bathroom's all steamy". */
  private static final String IS_SO =
      "(?:the|my|our|his|her) [a-z]+(?:'s| is| are) (?:(?:all|too|so|really|still|getting) [a-z]+|[a-z]+ing)";

  /** "Turn the heating up it's freezing": English tells why behind an order, without a comma. */
  private static final String BEFORE_A_REASON =
      "| (?=(?:so (?:i|we|he|she|they|that|(?:[a-z']+ ){1,3}?(?:can|could|don't|doesn't|won't))|because|cause|cos) )"
          + "|(?<!(?:^| )(?:%s)) (?=(?:%s) |%s$|[a-z]+ (?:says|said|reckons|thinks) )"
              .formatted(GOES_ON, TELLS_WHY, IS_SO);

  /** "I'm heading to bed can you turn it off": and before one. */
  private static final String BEHIND_A_REASON =
      "|(?<=^(?:okay |ok |right |hey |hi |well |)(?:so |)(?:%s) [a-z' ]{2,50}) (?=(?:(?:can|could|would) you |please |so |just ){0,3}(?:turn|switch|put|set|open|close|shut|lock|start|stop|dim|pause|run|crank) )"
          .formatted(TELLS_WHY);

  /** 后车厢打开我要搬黄豆. */
  private static final String CHINESE_REASON =
      "|(?<=[开关掉上下好了啦吧喇吖啊呀佢度档%])(?=(?:我|我们|我哋)(?:要|想|准备|在|正|赶|再|(?:今日|今天|明天|听日)?放假)|太[^,，]{1,3}[了喇啦]$|[没冇]人[看用睇在喺]|(?:不要|别|不能|唔好|咪)(?:让|给|俾|畀)[^,，]{1,6}(?:看|睇|玩))"
          + "|(?<=^(?:我|我们|我哋|去)[^,，]{1,7}[喇啦了])(?=[开关锁闩熄较调把帮])"
          + "|(?<=\\p{IsHan})(?=(?:我|我哋)(?:就|即刻)去|免得|省得|以免|废事|费事)";

  static final Pattern SEPARATOR =
      Pattern.compile(
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
  private static final Pattern COMING = pattern("%s[^,]*%s[啦喇了]?", "who comes", "comes");

  /** 爸爸快到了. */
  private static final Pattern COMES_SOON = pattern(".*%s(?:到|%s)[了啦喇喎啊呀]?", "soon", "comes");

  /** 今晚好冻 says no time for what is to be done. */
  private static final Pattern WEATHER = pattern("%s*%s[了啊呀啦喇呢]?", "around the weather", "weather");

  /** 我听紧电话. */
  private static final Pattern BUSY = pattern("%s?%s[了啊呀啦喇呢]?", "who comes", "busy");

  /** 我们要回台南一个礼拜: how long somebody is away is no time for what is to be done. */
  private static final Pattern AWAY =
      pattern("%s(?:要|会|准备|打算)?%s[^,]*(?:[天日周月]|礼拜|星期)", "who comes", "away for");

  /** 吵着奶奶了, 别吵醒宝宝: of whom is spoken is nothing to be acted on. */
  private static final Pattern DISTURBS = pattern("%s[^,]*", "disturbs");

  /** "Biscuit's not going out tonight" tells why, and no time for what is to be done. */
  private static final Pattern STATEMENT =
      pattern(
          "(?:(?:the|my|our) )?(?!let's|what's|who's|how's|where's|when's)[a-z]+'s %s\\b.*",
          "is so");

  /** "A load on the airer" turns nothing on. */
  private static final Pattern WHERE =
      Pattern.compile("\\b(?:on|off) (?=(?:the|a|my|our|his|her|their) )");

  /** "So Aunt Carol can get online" tells what for, whatever it names. */
  private static final Pattern PURPOSE =
      Pattern.compile(
          "so (?:that )?(?:[a-z']+ ){1,3}?(?:can|could|don't|doesn't|won't) .*"
              + "|(?:等|好让|方便)(?:我|我们|我哋|她|他|他们|佢|佢哋|大家|孩子)(?:可以|能|好|有得|唔使|不用).*");

  /** "Priya says it's chilly", "because we're driving up on Saturday", 要帮妹妹洗澡. */
  private static final Pattern REASON =
      Pattern.compile(
          "[a-z]+ (?:says|said|reckons|thinks) .*|(?:because|cause|cos) .*|(?:我|我们|我哋)?要(?:帮(?!我)|给(?!我)|陪|带)[^,]*|(?:免得|省得|以免|废事|费事).*");

  /** 我就去冲凉, 我再塞双袜子, 我今天放假: what the speaker does. */
  private static final Pattern OWN_BUSINESS =
      Pattern.compile(
          "(?:我|我们|我哋)(?:(?:(?:这|呢)?就|即刻|马上|准备|而家)去[^,]*|(?:再|仲要|还要)(?!要|加)[^,]*|(?:今日|今天|明天|听日)?放假)"
              + "|(?:我|我们|我哋)?去(?:睡觉|睡|洗澡|冲凉|上班|返工|买菜|吃饭|食饭|跑步|开会)[了啦喇]");

  /** 个客五分钟后打嚟. */
  private static final Pattern COMES_LATER =
      Pattern.compile("\\p{IsHan}{1,4}\\d[^,]{1,6}后就?(?:打嚟|打过来|打来|打电话来|到|来|过来|嚟)[啦喇了]?");

  /** 六点叫我起床. */
  private static final Pattern REMINDS =
      Pattern.compile("%s我|\\b(?:wake|remind) me\\b".formatted(Words.any("signs", "reminds")));

  /** 外卖到了. */
  private static final Pattern ARRIVED =
      Pattern.compile("\\p{IsHan}{1,5}(?:到|来|嚟)(?:了|咗|啦|喇)|\\p{IsHan}{1,4}(?:好多|太多|很多)[了啊呀]?");

  /** "Because it's hot and close the blinds" does not end with why. */
  private static final Pattern AND_AN_ORDER =
      Pattern.compile(" and (?:then |also )?" + Words.any("signs", "order") + "\\b");

  /** What only tells why. */
  private static final List<Pattern> ASIDES =
      List.of(
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

  /** A pattern with the words of the lexicons' {@code [beside]} for its gaps. */
  private static Pattern pattern(String form, String... keys) {
    Object[] words = Stream.of(keys).map(key -> Words.any("beside", key)).toArray();
    return Pattern.compile(form.formatted(words));
  }

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
    String text = text().strip();
    return Words.of("signs", "order").anyMatch(text::startsWith)
        || REMINDS.matcher(text).find() && parts.stream().anyMatch(Part.Timed.class::isInstance);
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
