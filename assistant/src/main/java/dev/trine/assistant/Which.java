package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the Things or places that a name fits: the words beside it that say so, as the second,
 * the last two, the first and the third, lights 1 and 3, the left one of the lamps.
 *
 * @param start where the words before the name begin; where the name does, if there are none
 * @param end where the words behind it end
 * @param ordinals 1 is the first, -1 the last
 * @param sides the sides or rows that were said; empty where none was
 * @param count how many were said to be meant; 0 where it was not said
 */
record Which(int start, int end, List<Integer> ordinals, Set<Side> sides, int count) {
  private static final List<String> ORDINALS =
      List.of("first", "second", "third", "fourth", "fifth", "sixth");
  private static final String HAN = "一二三四五六七八九十";
  private static final String NUMBER = "(?:\\d{1,2}|[两" + HAN + "])";

  private static final String ONE =
      "(?:第"
          + NUMBER
          + "\\p{IsHan}?|\\d{1,2}号|number \\d{1,2}|最后(?:那|这)?1?一?\\p{IsHan}?|(?:the )?(?:"
          + String.join("|", ORDINALS)
          + "|last)(?: one)?)";
  private static final String OF = "(?: (?:of|in) (?:the|my|our))?[ 的嘅]?$";

  /** 第二盏, the second, the first and third of the, 1号2号; just before a name. */
  private static final Pattern EACH =
      Pattern.compile(ONE + "(?:(?:, ?| and |和|跟|同|与|、|(?<=号)(?=\\d))" + ONE + ")*" + OF);

  /** 前两个, the last two; just before a name. 十分钟后两盏 are not the last two. */
  private static final Pattern RANGE =
      Pattern.compile(
          "(?:(?<first>前面?|头|(?:the )?first )|最后|(?<![之以时秒]|[分个刻半]钟)后|(?:the )?last )(?<count>"
              + NUMBER
              + ")\\p{IsHan}?"
              + OF);

  /** 两盏, the two; just before a name. */
  private static final Pattern COUNT =
      Pattern.compile(
          "(?<count>[两二三四]|\\d)(?:盏|个|扇|台|部|道|张|把|只)$|(?:the |both )(?<number>two|three|four|[2-4])"
              + " $");

  /** Lights one and two, 灯1和3; just behind a name, and no amount. */
  private static final Pattern LIST =
      Pattern.compile(
          "\\G ?(?:numbers? )?(?:one|\\d{1,2})(?:号)?(?:(?:, ?(?:and )?| and |和|跟|同|、)"
              + "(?:one|\\d{1,2})(?:号)?)+(?![\\d.%°度:点分小楼层]| ?(?:percent|degree|min|sec|hour))");

  /** 床头灯第二盏; just behind a name. */
  private static final Pattern ONE_BEHIND =
      Pattern.compile("\\G(?:的|嘅)?第" + NUMBER + "[盏个扇台部道张把只幅块支](?!钟)");

  private static final Pattern SINGLE =
      Pattern.compile(
          "(?<word>last|"
              + String.join("|", ORDINALS)
              + ")(?: one)?|最后(?:那|这)?1?一?|(?<number>one|"
              + NUMBER
              + ")");

  /** 左边那盏, the left one of the, the left; just before a name. */
  private static final Pattern SIDE_BEFORE =
      Pattern.compile(
          "(?:(?<side>左右|右左|[左右中])(?<!其中)[边侧手间]*(?:的|嘅)?(?:那|这|嗰)?[两2]?[个盏扇张]?|(?:the )?(?<hand>left and"
              + " (?:the )?right|right and (?:the )?left|left|right|middle)(?:-hand)?(?: one"
              + " (?:of|in) (?:the|my|our))? )$");

  /** 前排的两个, both front; just before a name. */
  private static final Pattern ROW_BEFORE =
      Pattern.compile(
          "(?:[前后](?:排|座)(?:的|嘅)?(?:(?:两|2)[个张只扇])?"
              + "|(?:both |the |two |2 |all )*\\b(?:front|back|rear) (?:two |2 )?)$");

  /** 左边那个, on the left; just behind a name. */
  private static final Pattern SIDE_BEHIND =
      Pattern.compile(
          "\\G(?: (?:on|to|in) the (?<hand>left|right|middle)(?:-hand)?(?: side)?"
              + "|(?<side>左右|[左右中])[边侧手间]+(?:的|嘅)?(?:那|这|嗰)?[个盏扇张]?)");

  /**
   * {@return what is said beside a name}
   *
   * @param from where what may belong to the name begins
   * @param at where the name begins
   * @param end where it ends
   */
  static Which around(String heard, int from, int at, int end) {
    Matcher range = RANGE.matcher(heard).region(from, at);
    if (range.find()) {
      int count = number(range.group("count"));
      boolean first = range.group("first") != null;
      return new Which(
          range.start(),
          end,
          IntStream.rangeClosed(1, count).mapToObj(i -> first ? i : i - count - 1).toList(),
          Set.of(),
          0);
    }
    Matcher each = EACH.matcher(heard).region(from, at);
    if (each.find()) {
      return new Which(each.start(), end, numbers(each.group()), Set.of(), 0);
    }
    Matcher list = LIST.matcher(heard).region(end, heard.length());
    if (list.find()) {
      return new Which(at, list.end(), numbers(list.group()), Set.of(), 0);
    }
    Matcher one = ONE_BEHIND.matcher(heard).region(end, heard.length());
    if (one.find()) {
      return new Which(at, one.end(), numbers(one.group()), Set.of(), 0);
    }
    Matcher before = SIDE_BEFORE.matcher(heard).region(from, at);
    if (before.find()) {
      return new Which(before.start(), end, List.of(), side(before), 0);
    }
    Matcher row = ROW_BEFORE.matcher(heard).region(from, at);
    if (row.find()) {
      return new Which(row.start(), end, List.of(), Side.in(row.group()), 0);
    }
    Matcher behind = SIDE_BEHIND.matcher(heard).region(end, heard.length());
    if (behind.find()) {
      return new Which(at, behind.end(), List.of(), side(behind), 0);
    }
    Matcher counted = COUNT.matcher(heard).region(from, at);
    if (counted.find()) {
      String said =
          counted.group("count") == null ? counted.group("number") : counted.group("count");
      return new Which(counted.start(), end, List.of(), Set.of(), number(said));
    }
    return nothing(at, end);
  }

  /** {@return what is said without a name: second, 左边; all of it where that begins at 0} */
  static Which alone(String said) {
    String before = said.matches(".*[a-z]") ? said + " " : said;
    return around(before, 0, before.length(), before.length());
  }

  /** {@return the same beside another name} */
  Which besideName(int at, int end) {
    return new Which(at, end, ordinals, sides, count);
  }

  /** {@return that nothing is said beside a name} */
  static Which nothing(int at, int end) {
    return new Which(at, end, List.of(), Set.of(), 0);
  }

  /** {@return those that ordinals mean, of things in their order} */
  static <T> List<T> of(List<T> things, List<Integer> ordinals) {
    return ordinals.stream()
        .map(ordinal -> ordinal < 0 ? things.size() + ordinal : ordinal - 1)
        .filter(index -> index >= 0 && index < things.size())
        .map(things::get)
        .toList();
  }

  /** {@return those whose names say the side; nothing where that tells none of them apart} */
  Optional<List<Thing>> onSide(List<Thing> things) {
    List<Thing> there =
        things.stream().filter(thing -> sides.stream().anyMatch(side -> side.isOf(thing))).toList();
    boolean tells = there.size() < things.size() || sides.size() > 1;
    return there.isEmpty() || !tells ? Optional.empty() : Optional.of(there);
  }

  /** {@return whether all are meant that are there: left and right, 后排座椅, the front seats} */
  boolean saysAllOfSide(Mention mention) {
    boolean areMany = Script.endsInHan(mention.phrase()) || mention.plural();
    return sides.size() > 1 || areMany && sides.stream().anyMatch(Side::isRow);
  }

  /**
   * {@return where a side is said before a name that begins with the other, and the name of that
   * side} The left and right lamp are two.
   */
  static Optional<Map.Entry<Integer, String>> pair(String heard, int from, int at, String name) {
    Matcher one = ONE_SIDE_AND.matcher(heard).region(from, at);
    Matcher other = SIDE_FIRST.matcher(name);
    if (!one.find() || !other.find()) {
      return Optional.empty();
    }
    String side = one.group(1) == null ? one.group(2) : one.group(1);
    return Optional.of(Map.entry(one.start(), side + name.substring(other.end())));
  }

  private static final Pattern SIDE_FIRST = Pattern.compile("^(?:left|right|middle)(?= )|^[左右]");

  private static final Pattern ONE_SIDE_AND =
      Pattern.compile("(left|right|middle) and (?:the )?$|([左右])(?:边|侧)?[和跟与同、]?$");

  private static Set<Side> side(Matcher said) {
    return Side.in(said.group("side") == null ? said.group("hand") : said.group("side"));
  }

  private static final Pattern SIDE = Pattern.compile("left|right|middle|[左右中][边侧手间]*");

  /** {@return whether a word says a side} */
  static boolean isSide(String word) {
    return SIDE.matcher(word).matches();
  }

  /** {@return a name without what tells it from others that are called so} */
  static String withoutNumberAndSide(String name) {
    return NUMBER_OR_SIDE.matcher(name).replaceAll("").strip();
  }

  private static final Pattern NUMBER_OR_SIDE =
      Pattern.compile("\\d+号?|[" + HAN + "]号?$|\\b(?:left|right|middle)\\b ?|[左右中][边侧间]?");

  /** {@return so many, from the first on} */
  static List<Integer> all(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }

  /** {@return a name with the numeral at its end in digits} 壁灯一 is 壁灯1. */
  static String inDigits(String name) {
    int last = name.length() - 1;
    int number = last < 1 ? 0 : HAN.indexOf(name.charAt(last)) + 1;
    return number == 0 || HAN.indexOf(name.charAt(last - 1)) >= 0
        ? name
        : name.substring(0, last) + number;
  }

  /** {@return a name with the digit at its end as a numeral} 壁灯1 is also 壁灯一. */
  static String inHan(String name) {
    int last = name.length() - 1;
    int digit = last < 1 ? -1 : Character.digit(name.charAt(last), 10);
    return digit < 1 || !Character.isIdeographic(name.charAt(last - 1))
        ? name
        : name.substring(0, last) + HAN.charAt(digit - 1);
  }

  /** {@return a name with the digit at its end as an English word} */
  static String inWords(String name) {
    int last = name.length() - 1;
    int digit = last < 2 ? -1 : Character.digit(name.charAt(last), 10);
    return digit < 1 || name.charAt(last - 1) != ' '
        ? name
        : name.substring(0, last) + WORDS.get(digit - 1);
  }

  private static final List<String> WORDS =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  /** 2号, number 2, the second one; of Things that were named before. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "\\G(?:第?"
              + NUMBER
              + "号|第"
              + NUMBER
              + "\\p{IsHan}|number "
              + NUMBER
              + "|the (?:"
              + String.join("|", ORDINALS)
              + "|last)(?: one)?)(?![a-z\\d]| floor)");

  /** {@return which of the Things named before is said by its number alone} */
  static Optional<Which> numbered(String heard, int at) {
    Matcher number = NUMBERED.matcher(heard).region(at, heard.length());
    return number.find()
        ? Optional.of(new Which(at, number.end(), numbers(number.group()), Set.of(), 0))
        : Optional.empty();
  }

  /** The right one, 右边的; of two Things of which the other was named before. */
  private static final Pattern OTHER_SIDE =
      Pattern.compile("\\G(?:the )?(?:(left|right|middle) one\\b|([左右中])(?:边|侧)(?:的|那个|那盏|嗰盏|嗰个))");

  /** {@return the name of another side than the one named before, and where it ends} */
  static Optional<Map.Entry<String, Integer>> otherSide(String heard, int at, String before) {
    Matcher side = OTHER_SIDE.matcher(heard).region(at, heard.length());
    if (!side.find()) {
      return Optional.empty();
    }
    boolean latin = side.group(1) != null;
    String other =
        latin
            ? before.replaceFirst("left|right|middle", side.group(1))
            : before.replaceFirst("[左右中]", side.group(2));
    return Optional.of(Map.entry(other, side.end()));
  }

  /** One and three, 1和3: the name before is of both. */
  private static final Pattern LISTED =
      Pattern.compile(
          "(\\b(?:one|two|three|four|five|six|\\d)|["
              + HAN
              + "]号?)(?:, ?(?:and )?| and |和|跟|同|、)(?:one|two|three|four|five|six|\\d|["
              + HAN
              + "])");

  /** Of a numeral in words, and of what joins it to another. */
  private static final int MOST_LETTERS = 5;

  /** {@return whether a numeral goes on there, or is none: 射灯二十, 台灯一起} */
  static boolean breaksANumeral(String heard, int end) {
    return LISTED
            .matcher(heard)
            .region(
                Math.max(0, end - MOST_LETTERS), Math.min(heard.length(), end + 3 * MOST_LETTERS))
            .results()
            .anyMatch(list -> list.end(1) == end)
        || end < heard.length()
            && HAN.indexOf(heard.charAt(end - 1)) >= 0
            && "一二三四五六七八九十百千万点半起直下会共些样齐次律概并".indexOf(heard.charAt(end)) >= 0;
  }

  private static List<Integer> numbers(String said) {
    List<Integer> numbers = new ArrayList<>();
    for (Matcher one = SINGLE.matcher(said); one.find(); ) {
      String number = one.group("number");
      numbers.add(number == null ? ordinal(one.group("word")) : number(number));
    }
    return List.copyOf(numbers);
  }

  /** The last, 最后 as well, comes first from the end. */
  private static int ordinal(@Nullable String word) {
    int index = word == null ? -1 : ORDINALS.indexOf(word);
    return index < 0 ? -1 : index + 1;
  }

  private static int number(String said) {
    if (Character.isDigit(said.charAt(0))) {
      return Integer.parseInt(said);
    }
    return switch (said) {
      case "one" -> 1;
      case "两", "two" -> 2;
      case "three" -> 3;
      case "four" -> 4;
      default -> HAN.indexOf(said) + 1;
    };
  }
}
