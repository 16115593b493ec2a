package dev.trine.assistant;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How people tell why, or what else is going on, beside what they want done: "we've got company",
 * 我去冲凉, "so Aunt Carol can get online".
 */
final class Asides {
  /** "The bathroom's all steamy". */
  private static final String IS_SO =
      "(?:the|my|our|his|her) [a-z]+(?:'s| is| are) (?:(?:all|too|so|really|still|getting) [a-z]+|[a-z]+ing)";

  /** "So Aunt Carol can get online". */
  private static final String SO_THAT = "so (?:that )?(?:[a-z']+ ){1,3}?{may}";

  /** "Before the whole block gets a show", "before Kiri has her shower". */
  private static final String BEFORE_IT =
      "before (?:(?:the|my|our|his|her|its|any|some|every|all)[a-z' ]* [a-z' ]+ [a-z]+|(?:they|we|i|you|he|she|it)(?:'[a-z]+)? [a-z' ]+"
          + "|[a-z]+(?:'s)? (?:has|have|had|is|gets|comes|goes|wakes|starts|leaves|arrives|sees|eats|does|needs|takes)\\b[a-z' ]*)";

  /**
   * "Turn the heating up it's freezing": English tells why behind an order, without a comma; but
   * "make sure it's locked" goes on.
   */
  private static final String BEFORE_A_REASON =
      "| (?=(?:so (?:i|we|he|she|they|that)|%s|{because}) )|(?<!(?:^| ){goes on}) (?=(?:{i am}) |%s$|[a-z]+ {has said} )| (?=%s)"
          .formatted(SO_THAT, IS_SO, BEFORE_IT);

  /** "I'm heading to bed can you turn it off": and before one. */
  private static final String BEHIND_A_REASON =
      "|(?<=^(?:okay |ok |right |hey |hi |well |)(?:so |)(?:{i am}) [a-z' ]{2,50})"
          + " (?=(?:(?:can|could|would) you |please |so |just ){0,3}(?:{signs: order}|start|stop|run|crank) )";

  /** 后车厢打开我要搬黄豆. */
  private static final String CHINESE_REASON =
      "|(?<=[开关掉上下好了啦吧喇吖啊呀佢度档%])(?={we}(?:要|想|准备|在|正|赶|再|{these days}?放假)|太[^,，]{1,3}[了喇啦]$|[没冇]人[看用睇在喺]|{must not}(?:让|给|俾|畀)[^,，]{1,6}(?:看|睇|玩))"
          + "|(?<=^(?:{we}|去)[^,，]{1,7}[喇啦了])(?=[开关锁闩熄较调把帮])"
          + "|(?<=\\p{IsHan})(?={we}(?:就|即刻)去|{lest})|(?<=\\p{IsHan}[晒喇啦了呀啊])(?=帮我|唔该|麻烦)"
          + "|(?<=[点啦了吧喇])(?=\\p{IsHan}{1,3}在(?:睡觉|睡|做题|写作业|做功课|上课|开会))";

  /** Where a part of a sentence ends that tells why, or what is to be done, and another begins. */
  static final String SEPARATOR =
      Words.form(
          BEFORE_A_REASON
              + BEHIND_A_REASON
              + CHINESE_REASON
              + "| but (?={signs: order} )|但(?:是|系)(?=\\p{IsHan}{2})");

  /** 我五分钟后落嚟 tells no time for what is to be done. */
  private static final Pattern COMING = Words.pattern("{who comes}[^,]*{comes}[啦喇了]?");

  /** 今晚好冻 says no time for what is to be done. */
  private static final Pattern WEATHER = Words.pattern("{around the weather}*{weather}[了啊呀啦喇呢]?");

  /** 我听紧电话. */
  private static final Pattern BUSY = Words.pattern("{who comes}?{busy}[了啊呀啦喇呢]?");

  /** 我们要回台南一个礼拜: how long somebody is away is no time for what is to be done. */
  private static final Pattern AWAY =
      Words.pattern("{who comes}(?:要|会|准备|打算)?{away for}[^,]*(?:[天日周月]|礼拜|星期)");

  /** 石头好像裂了, 阿公在睡觉: how something is, and what somebody does. */
  private static final Pattern SEEMS =
      Words.pattern(
          "[^,]{1,5}(?:好像|好似|似乎|可能|怕是)[^,]{1,5}[了咗啦喇]|\\p{IsHan}{1,3}(?:正?在|喺度|喺|紧)(?:做题|做功课|写作业|温书|上网课|{daily life})[了呢啊呀喔]?");

  /** 吵着奶奶了, 别吵醒宝宝: of whom is spoken is nothing to be acted on. */
  private static final Pattern DISTURBS = Words.pattern("{disturbs}[^,]*");

  /** "Biscuit's not going out tonight" tells why, and no time for what is to be done. */
  private static final Pattern STATEMENT =
      Words.pattern(
          "(?:(?:the|my|our) )?(?!let's|what's|who's|how's|where's|when's)[a-z]+'s {is so}\\b.*");

  /** "So Aunt Carol can get online" tells what for, whatever it names. */
  private static final Pattern PURPOSE =
      Words.pattern(
          SO_THAT
              + " .*|(?:等|好让|方便)(?:{we}|{they}){may}.*"
              + "|{we}?(?:等阵|一阵|到时)?(?:落到去|去到|返到去|上到车|上车)(?:就|都)?(?:唔使|不用|唔会|不会|唔好)[^,]{1,4}");

  /** "Priya says it's chilly", "because we're driving up on Saturday", 要帮妹妹洗澡. */
  private static final Pattern REASON =
      Words.pattern(
          "[a-z]+ {has said} .*|{because} .*|%s|{we}?要(?:帮(?!我)|给(?!我)|陪|带)[^,]*|{lest}.*"
              .formatted(BEFORE_IT));

  /** 我就去冲凉, 我再塞双袜子, 我今天放假: what the speaker does. */
  private static final Pattern OWN_BUSINESS =
      Words.pattern(
          "{we}(?:(?:(?:这|呢)?{soon}|而家)去[^,]*|(?:再|仲要|还要)(?!要|加)[^,]*|{these days}?放假)|{we}?去{daily life}[了啦喇]");

  /** 我去开门, 我上去收衣服, 今日唔返工: where the speaker goes, or not. */
  private static final Pattern GOES =
      Words.pattern(
          "{we}要?去(?:开|接|拿|攞|倒|取|收|换|应)[^,]{1,4}|{we}(?:上|落|下|出|入|进)去[^,]*"
              + "|{these days}?(?:不|唔|就不)(?:去|返工|上班|出门|出街)[了啦喇]?");

  /** 我要装面粉, 我站着背会儿书: what is done by hand, and no order to a machine. */
  private static final Pattern BY_HAND =
      Words.pattern(
          "{we}要(?:装|搬|拿(?!铁)|卸|晒|切(?!歌|换)|画|缝|换鞋|换衫|出门|走|开窗|开门)[^,]{0,4}"
              + "|{we}(?:站|坐|躺|趴|企|瞓)(?:着|住|喺)[^,]*");

  /** 催他睡觉, 叫她起来背书: what somebody else is to do. */
  private static final Pattern HURRIES =
      Words.pattern(
          "[催哄](?:{they}|\\p{IsHan}{1,3}?)?{daily life}[了啦喇]?|(?:叫|喊){they}(?:起|出|下|落|过|睡|去|返|回)[^,]*");

  /** 个客五分钟后打嚟. */
  private static final Pattern COMES_LATER =
      Words.pattern("\\p{IsHan}{1,4}\\d[^,]{1,6}后就?{calls or comes}[啦喇了]?");

  /** 外卖到了. */
  private static final Pattern ARRIVED =
      Pattern.compile("\\p{IsHan}{1,5}(?:到|来|嚟)(?:了|咗|啦|喇)|\\p{IsHan}{1,4}(?:好多|太多|很多)[了啊呀]?");

  /** 买咗好多饺子, 包了一堆饺子要冻. */
  private static final Pattern HAS_DONE =
      Words.pattern("{we}?[买包煮做带摘收钓订拿囤](?:了|咗)(?:好多|很多|好些|一堆|一大堆|几|一箱|一袋|\\d)[^,]*");

  /** 累了一天, 衣服晒三天还没干: how long something has gone on is no time for what is to be done. */
  private static final Pattern ALREADY =
      Words.pattern(
          "(?!.*后)[^,]{0,6}(?:了|咗|足|晒)(?:整整|足足|成|快|差不多)?[\\d一两三半几成]+(?:天|日|夜|晚|个?小时|个?钟头?|分钟|年|个月|个?星期|个?礼拜|周)(?:了|啦|喇|都|呀|啊)?"
              + "|[^,]{0,8}[\\d一两三半几成]+(?:天|日|夜|晚|个?小时|个?钟头?|分钟|年|个月|个?星期|个?礼拜|周)(?:了|都|还|也|仲|都还|都仲)+(?:没|未|冇|不|唔)[^,]*");

  /** 明天补假, "it's Friday night, folks": what day it is, or what is on, is no time for it either. */
  private static final Pattern OF_A_DAY =
      Words.pattern(
          "\\p{IsHan}{0,3}?(?:{these days}|后天)(?:要|有|就|系|是|唔使|不用|都|得)*{is on}[了喇啦啊呀]?"
              + "|(?:it's|it is|today's|today is|tomorrow's|tomorrow is|tonight's) (?:a |the )?(?:[a-z]+day|holiday|weekend|bank holiday|school night)\\b(?!.* to )[a-z' ]*");

  /** 30%就好，不要全开. */
  private static final Pattern NOT_ALL =
      Pattern.compile("(?:不要|别|唔好|不用|唔使|不必)(?:给我)?(?:全部?|开到?太|开到?)(?:开|关|大|满|尽|到底|光)[了啦喇啊呀]?");

  /** What only tells why. */
  private static final List<Pattern> ALL =
      List.of(
          HAS_DONE,
          ALREADY,
          NOT_ALL,
          OF_A_DAY,
          COMING,
          COMES_LATER,
          ARRIVED,
          AWAY,
          OWN_BUSINESS,
          GOES,
          BY_HAND,
          HURRIES,
          WEATHER,
          BUSY,
          DISTURBS,
          SEEMS,
          STATEMENT,
          PURPOSE,
          REASON);

  private Asides() {}

  /** {@return whether a part of a sentence only tells why, whatever it names} */
  static boolean areAll(String text) {
    return ALL.stream().anyMatch(aside -> aside.matcher(text).matches());
  }
}
