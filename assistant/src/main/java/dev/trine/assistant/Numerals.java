package dev.trine.assistant;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Number words to digits, in Chinese and English: {@code 百分之三十 -> 30%}, {@code 二十六度半 -> 26.5度},
 * {@code 三成 -> 30%}, {@code twenty-five percent -> 25%}. A lone 一 or "one" that does not count
 * anything stays a word.
 */
final class Numerals {
  private Numerals() {}

  private static final String CHINESE_DIGITS = "零一二三四五六七八九";

  /** Words in which 一, 两 or 半 is no number. */
  private static final String NOT_NUMBERS =
      "一点(?![二三四五六七八九]+(?:$|[,，。 吧啦米毫厘度公升倍伏]))|一[下些起直样齐会共定般半旦切边路刻]|一次(?=过|性)|一个(?!度)|零(?=下)|千万|万一"
          + "|(?<=(?:周|星期|礼拜)[一二三四五][至到])[二三四五六日]"
          // 周三十点 is ten on Wednesday, 每周一三五 are three days
          + "|(?<=周|星期|礼拜)[一二三四五六日](?:[一二三四五六日]*+(?![一二三四五六七八九十点时]))?";

  /** A point that parts hours from minutes is not a decimal point: 十点二十, 八点五分, 八点零五. */
  private static final String CLOCK = "(?!零[一二三四五六七八九](?![零一二三四五六七八九度%]))";

  /** 九点一航比赛 is at nine: the one begins a name, unless something is counted or done behind. */
  private static final String OF_A_NAME =
      "(?!(?<=点一)[\\p{IsHan}&&[^度米公克升个倍元块叫提喊响开关去返有的嘅至秒毫千万百安伏瓦起熄闩着]])";

  private static final Pattern CHINESE =
      Pattern.compile(
          NOT_NUMBERS
              + "|百分百"
              + "|(?<parts>[二三四五六七八九十])分(?:之(?<share>[一二两三四五六七八九])|(?<some>[二三])(?![十百点分秒刻半])|一(?![刻半]))"
              + "|(?<percent>百分之)?(?<number>(?:D{1,9}[万亿]){1,2}D{0,9}|D{1,9}(?:点CLOCK[零〇一二三四五六七八九]{1,9}+(?![十分刻楼层号盏台部扇间])OF_A_NAME)?)"
                  .replace("CLOCK", CLOCK)
                  .replace("OF_A_NAME", OF_A_NAME)
                  .replace("D", "[零〇一二两三四五六七八九十百千]")
              + "(?<after>成(?![为了功])[半一二三四五六七八九]?|[度点升斤]半)?");

  /** What a single Chinese numeral must stand before to be a number: 三dB, but not 统一TV. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "[度档级格%楼层号个台盏扇间条次分秒小点时只瓦w成挡倍页集首房室天周月日厘毫公段趴克升米拍火局颗粒勺圈步]|半音"
              + "|(?<!一)(?: ?[a-z]|[下张瓶份杯])");

  /** 3万 is 30000, 3万5 and 3.5万 are 35000. */
  private static final Pattern TEN_THOUSANDS =
      Pattern.compile("(?<![\\d.])(\\d{1,4}(?:\\.\\d{1,4})?)万(\\d?)千?(?!\\d)");

  /** 音量调到二时: 十, as a recogniser hears it; no property is set to an hour. */
  private static final Pattern TENS_MISHEARD =
      Pattern.compile("(?<=[度温量速力][调设升降开加减][到为成至])([二三四五六七八九])[时是](?![\\p{IsHan}\\d])");

  /** 一米二 is 1.2 m, 一米零五 is 1.05 m. */
  private static final Pattern METRES =
      Pattern.compile("([一两二三])米(零[一二三四五六七八九]|[一二三四五六七八九](?![一二三四五六七八九十百个]))");

  /** 37度8, in digits, where nothing is counted by the 8. */
  private static final Pattern AND_TENTHS =
      Pattern.compile("(?<![\\d.])(\\d{1,3})度([1-9])(?=$|[,，。 吧啦喇呀啊就])");

  /** 24度半, in digits. */
  private static final Pattern AND_A_HALF = Pattern.compile("(?<![\\d.])(\\d{1,3})度半");

  /** 百万富翁, 两两: characters of numbers that count nothing. */
  private static final Pattern NO_NUMBER = Pattern.compile("[百千][万亿]?|两两|[零〇]{2,}");

  private static final Pattern TENS = Pattern.compile("[廿卅]");

  /** What comes before a numeral that ends what was said: 音量减五, 加热三, 力道四. */
  private static final String ENDS_AFTER = "调设校较减加热开升降高低风道力";

  private static final Pattern SET_TO = Pattern.compile("[到为成至第是去速量度音温湿档号a-z]");

  /** From zero to nineteen. */
  static final List<String> UNDER_TWENTY =
      List.of(
          ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                  + " fifteen sixteen seventeen eighteen nineteen")
              .split(" "));

  /** From twenty to ninety. */
  static final List<String> ENGLISH_TENS =
      List.of("twenty thirty forty fifty sixty seventy eighty ninety".split(" "));

  private static final Map<String, Integer> ENGLISH_WORDS = englishWords();

  private static final Pattern ENGLISH =
      Pattern.compile(
          "(?<![a-z0-9'-])(?!one(?![a-z -]{0,20}(?:degree|percent|step|notch|level|hundred|thousand)| (?:[ap]\\.?m\\b|o'?clock|(?:fif|eigh|nine)teen|twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety|in the (?:morning|afternoon|night))))(?:a (?=hundred|thousand))?W(?:(?:[ -]| oh |(?<=hundred|thousand) and )W){0,8}(?: point W(?: W){0,8}| and a half)?(?![a-z0-9'])"
              .replace("W", "(?:" + String.join("|", ENGLISH_WORDS.keySet()) + ")"));

  private static final Pattern PERCENT =
      Pattern.compile("(?<=\\d) ?(?:percent|per cent|个?巴仙|个百分点|趴|%)");

  private static final Map<String, String> SHARES =
      Map.of(
          "a third", "33%",
          "one third", "33%",
          "two thirds", "67%",
          "a quarter", "25%",
          "one quarter", "25%",
          "three quarters", "75%",
          "a fifth", "20%",
          "a tenth", "10%");

  /** 54 and a half; a length of time says its halves itself. */
  private static final Pattern HALF =
      Pattern.compile("\\b(\\d+) and a half(?! (?:hour|minute|day|week))\\b");

  /** "The fan on one", where it is no word for a Thing. */
  private static final Pattern TO_ONE =
      Pattern.compile("(?<=\\b(?:to|on|at|up|down|by) )one(?=$|[,.;]| and\\b| please\\b)");

  /** "Heat it too 72 degrees", as a recogniser hears it. */
  private static final Pattern TO_MISHEARD =
      Pattern.compile("\\btoo (?=\\d+(?:%| degrees| percent))");

  private static final Pattern POINT = Pattern.compile("\\b(\\d+) point (\\d)\\b");

  /** Of time there are lengths. */
  private static final Pattern COUPLE =
      Pattern.compile("\\ba couple (?:of )?(?=(?:degree|notch|level|step|percent|%))");

  /** Not the quarters of an hour. */
  private static final Pattern SHARE =
      Pattern.compile(
          "(?<!\\b(?:hour|hours|minute|minutes) and )\\b(?:(?:a|one) (?:third|quarter)|two thirds|three quarters|a fifth|a tenth)\\b(?! (?:past|to \\d|to (?:W)\\b|of an))"
              .replace("W", String.join("|", ENGLISH_WORDS.keySet())));

  static String toDigits(String text) {
    return toDigits(Heard.plain(text)).text();
  }

  static Heard toDigits(Heard text) {
    Heard digits = text;
    if (Hearing.language(text.text()).equals("zh")) {
      Heard tens = digits.replaceAll(TENS, m -> m.group().equals("廿") ? "二十" : "三十");
      tens =
          tens.replaceAll(
              METRES, m -> chineseValue(m.group(1) + "点" + m.group(2)).toPlainString() + "米");
      tens = tens.replaceAll(TENS_MISHEARD, m -> m.group(1) + "十");
      Heard words = tens;
      digits = tens.replaceAll(CHINESE, m -> chinese(words.text(), m));
      digits = digits.replaceAll(AND_A_HALF, m -> m.group(1) + ".5度");
      digits = digits.replaceAll(AND_TENTHS, m -> m.group(1) + "." + m.group(2) + "度");
      digits = digits.replaceAll(TEN_THOUSANDS, m -> tenThousands(m.group(1), m.group(2)));
    }
    if (digits.text().chars().anyMatch(c -> c >= 'a' && c <= 'z')) {
      digits = digits.replaceAll(COUPLE, m -> "2 ");
      digits = digits.replaceAll(SHARE, m -> SHARES.getOrDefault(m.group(), m.group()));
      digits = digits.replaceAll(ENGLISH, m -> english(m.group()));
      digits = digits.replaceAll(TO_ONE, m -> "1");
      digits = digits.replaceAll(HALF, m -> m.group(1) + ".5");
      digits = digits.replaceAll(TO_MISHEARD, m -> "to ");
      digits = digits.replaceAll(POINT, m -> m.group(1) + "." + m.group(2));
    }
    return digits.replaceAll(PERCENT, m -> "%");
  }

  /** Set个timer两个钟: a word of another script does not go on with the number. */
  private static String chinese(String text, MatchResult m) {
    boolean isBehindALetter =
        m.start() > 0 && text.charAt(m.start() - 1) >= 'a' && text.charAt(m.start() - 1) <= 'z';
    boolean isCounted = m.end() < text.length() && Character.isIdeographic(text.charAt(m.end()));
    String digits = digits(text, m);
    return isBehindALetter && isCounted && Character.isDigit(digits.charAt(0))
        ? " " + digits
        : digits;
  }

  private static String digits(String text, MatchResult m) {
    if (m.group().equals("百分百")) {
      return "100%";
    }
    if (m.group("parts") != null) {
      String share =
          Stream.of("share", "some").map(m::group).filter(Objects::nonNull).findFirst().orElse("一");
      return share(chineseValue(share), chineseValue(m.group("parts")));
    }
    String number = m.group("number");
    if (number == null) {
      return m.group();
    }
    boolean percent = m.group("percent") != null;
    String after = m.group("after") == null ? "" : m.group("after");
    boolean counts =
        percent
            || number.length() > 1
            || !after.isEmpty()
            || isCounted(text, m.end())
            || isLast(text, m)
            || m.start() > 0 && SET_TO.matcher(text.substring(m.start() - 1, m.start())).matches();
    if (!counts || isOnce(text, m) || NO_NUMBER.matcher(number).matches()) {
      return m.group();
    }
    BigDecimal value = chineseValue(number);
    if (after.startsWith("成")) {
      String more = after.substring(1).replace('半', '五');
      value = value.multiply(BigDecimal.TEN);
      return (more.isEmpty() ? value : value.add(chineseValue(more))).toPlainString() + "%";
    }
    if (after.endsWith("半")) {
      return value.add(new BigDecimal("0.5")).toPlainString() + after.charAt(0);
    }
    return value.toPlainString() + (percent ? "%" : "") + after;
  }

  /** restart一次 has no number. */
  private static boolean isOnce(String text, MatchResult m) {
    return m.group().equals("一")
        && text.startsWith("次", m.end())
        && m.start() > 0
        && Script.isLatin(text.charAt(m.start() - 1));
  }

  private static boolean isCounted(String text, int end) {
    return COUNTED.matcher(text).region(end, text.length()).useTransparentBounds(true).lookingAt();
  }

  private static String tenThousands(String number, String thousands) {
    BigDecimal value = new BigDecimal(number).movePointRight(4);
    return value.add(new BigDecimal("0" + thousands).movePointRight(3)).toBigInteger().toString();
  }

  private static boolean isLast(String text, MatchResult m) {
    boolean ends = m.end() == text.length() || !Character.isLetterOrDigit(text.charAt(m.end()));
    return ends && m.start() > 0 && ENDS_AFTER.indexOf(text.charAt(m.start() - 1)) >= 0;
  }

  /** Two of three parts are 67 %. */
  private static String share(BigDecimal share, BigDecimal parts) {
    return share.movePointRight(2).divide(parts, 0, RoundingMode.HALF_UP).toPlainString() + "%";
  }

  private static BigDecimal chineseValue(String number) {
    String whole = number.replace('〇', '零').replace('两', '二');
    String fraction = "";
    int point = whole.indexOf('点');
    if (point >= 0) {
      fraction = positional(whole.substring(point + 1));
      whole = whole.substring(0, point);
    }
    long value = 0;
    if (whole.chars().noneMatch(c -> "十百千万亿".indexOf(c) >= 0)) {
      value = Integer.parseInt(positional(whole.substring(0, Math.min(9, whole.length()))));
    } else {
      long below = 0; // what is said since the last 万 or 亿
      int digit = 0;
      long unit = 1;
      for (int i = 0; i < whole.length(); i++) {
        char c = whole.charAt(i);
        int d = CHINESE_DIGITS.indexOf(c);
        if (d >= 0) {
          digit = d;
          unit = d == 0 ? 1 : unit;
        } else if (c == '万' || c == '亿') {
          unit = c == '万' ? 10_000 : 100_000_000;
          value = c == '万' ? value + (below + digit) * unit : (value + below + digit) * unit;
          below = 0;
          digit = 0;
        } else {
          unit = c == '千' ? 1000 : c == '百' ? 100 : 10;
          below += Math.max(1, digit) * unit;
          digit = 0;
        }
      }
      // 一百五 is 150, 九万六 is 96000, 一百零五 is 105.
      value += below + digit * Math.max(1, unit / 10);
    }
    return new BigDecimal(fraction.isEmpty() ? "" + value : value + "." + fraction);
  }

  /** Digits said one by one. */
  private static String positional(String digits) {
    StringBuilder out = new StringBuilder();
    digits.chars().forEach(c -> out.append(CHINESE_DIGITS.indexOf(c)));
    return out.toString();
  }

  private static String english(String words) {
    String half = " and a half";
    if (words.endsWith(half)) {
      return english(words.substring(0, words.length() - half.length())) + ".5";
    }
    int point = words.indexOf(" point ");
    StringBuilder digits = whole(point < 0 ? words : words.substring(0, point));
    if (point >= 0) {
      digits.append('.');
      for (String word : words.substring(point + " point ".length()).split(" ", -1)) {
        digits.append(ENGLISH_WORDS.getOrDefault(word, 0));
      }
    }
    return digits.toString();
  }

  /** "two hundred and five" is one number, "two oh one" and "twenty fifteen" are read in turn. */
  private static StringBuilder whole(String words) {
    StringBuilder digits = new StringBuilder();
    long thousands = 0;
    long value = -1;
    for (String word : words.split("[ -]", -1)) {
      if (word.equals("a") || word.equals("and")) {
        continue;
      }
      int n = ENGLISH_WORDS.getOrDefault(word, 0);
      if (n == 1000) {
        thousands = Math.max(1, value) * 1000;
        value = -1;
      } else if (n == 100 && value < 100) {
        value = Math.max(1, value) * 100;
      } else if (value < 0 || continues(value, n)) {
        value = Math.max(0, value) + n;
      } else {
        digits.append(thousands + value);
        thousands = 0;
        value = n;
      }
    }
    return digits.append(thousands + Math.max(0, value));
  }

  private static boolean continues(long value, int n) {
    boolean afterHundred = value > 0 && value % 100 == 0 && n < 100;
    boolean afterTens = value % 100 >= 20 && value % 10 == 0 && n > 0 && n < 10;
    return afterHundred || afterTens;
  }

  private static Map<String, Integer> englishWords() {
    Map<String, Integer> words = new HashMap<>();
    for (int i = 0; i < UNDER_TWENTY.size(); i++) {
      words.put(UNDER_TWENTY.get(i), i);
    }
    for (int i = 0; i < ENGLISH_TENS.size(); i++) {
      words.put(ENGLISH_TENS.get(i), 20 + 10 * i);
    }
    words.put("fourty", 40);
    words.put("ninty", 90);
    words.put("hundred", 100);
    words.put("thousand", 1000);
    return words;
  }
}
