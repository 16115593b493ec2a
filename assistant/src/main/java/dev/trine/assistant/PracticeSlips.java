package dev.trine.assistant;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Slips of fingers and of speech recognizers: {@code practice/slips.txt}, and swapped letters. */
final class PracticeSlips {
  /** Words, and what is typed or heard in their place. */
  private record Slip(String right, List<String> wrong) {}

  private final List<Slip> slips;

  private PracticeSlips(List<Slip> slips) {
    this.slips = slips;
  }

  static PracticeSlips of(String language) {
    List<Slip> slips = new ArrayList<>();
    Tables.table("practice/slips.txt")
        .forEach((right, wrong) -> {
          if (Hearing.language(right).equals(language)) {
            slips.add(new Slip(right, wrong));
          }
        });
    return new PracticeSlips(slips);
  }

  /** A text with one slip in it, if it gives occasion to one. */
  String slip(String text, RandomGenerator random) {
    List<Slip> fit = slips.stream().filter(slip -> text.contains(slip.right())).toList();
    if (fit.isEmpty() || random.nextInt(4) == 0) {
      return swapped(text, random);
    }
    Slip slip = PracticeHousehold.pick(fit, random);
    int at = text.indexOf(slip.right());
    return text.substring(0, at)
        + PracticeHousehold.pick(slip.wrong(), random)
        + text.substring(at + slip.right().length());
  }

  /** Two Latin letters inside a word in each other's place. */
  private static String swapped(String text, RandomGenerator random) {
    int at = 1 + random.nextInt(Math.max(1, text.length() - 2));
    boolean inside =
        at + 2 < text.length()
            && text.substring(at - 1, at + 2).chars().allMatch(c -> c >= 'a' && c <= 'z');
    return inside
        ? text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2)
        : text;
  }
}
