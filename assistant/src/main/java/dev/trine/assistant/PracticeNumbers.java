package dev.trine.assistant;

import java.util.List;
import java.util.random.RandomGenerator;

/** Spells numbers, and words that mean nothing, for practice sentences. */
final class PracticeNumbers {
  private static final String DIGITS = "零一二三四五六七八九";
  private static final String HAN = "云星海木林石光青玉金明华安乐福禄雨雪风花鸟鱼米豆竹松梅兰菊桃";
  private static final List<String> SYLLABLES =
      List.of("ba bo da fi ga go ka lo lu ma mi na no pa pi ra ri sa so ta to va vi zo".split(" "));

  private PracticeNumbers() {}

  /** A number from 0 to 999 as it is said in Chinese: 一百零五, 十八. */
  static String chinese(int number) {
    if (number < 10) {
      return DIGITS.substring(number, number + 1);
    }
    if (number < 100) {
      String tens = number < 20 ? "" : DIGITS.substring(number / 10, number / 10 + 1);
      return tens + "十" + (number % 10 == 0 ? "" : chinese(number % 10));
    }
    int rest = number % 100;
    String hundreds = chinese(number / 100) + "百";
    return rest == 0
        ? hundreds
        : hundreds + (rest < 10 ? "零" : rest < 20 ? "一" : "") + chinese(rest);
  }

  /** An hour as it is said in Chinese: 两点. */
  static String hour(int hour) {
    return hour == 2 ? "两" : chinese(hour);
  }

  /** A number from 0 to 100 as it is said in English. */
  static String english(int number) {
    if (number < 20) {
      return Numerals.UNDER_TWENTY.get(number);
    }
    if (number == 100) {
      return "a hundred";
    }
    String tens = Numerals.ENGLISH_TENS.get(number / 10 - 2);
    String ones = Numerals.UNDER_TWENTY.get(number % 10);
    return number % 10 == 0 ? tens : tens + (number % 3 == 0 ? " " : "-") + ones;
  }

  /** A name that no vocabulary contains. */
  static String nonsense(String language, RandomGenerator random) {
    StringBuilder name = new StringBuilder();
    int length = 2 + random.nextInt(2);
    for (int i = 0; i < length; i++) {
      name.append(
          language.equals("zh")
              ? HAN.charAt(random.nextInt(HAN.length()))
              : SYLLABLES.get(random.nextInt(SYLLABLES.size())));
    }
    return name.toString();
  }
}
