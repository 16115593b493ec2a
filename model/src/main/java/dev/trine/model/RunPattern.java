package dev.trine.model;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as most tokenizers have them, compiled to runs of character classes: several
 * times as fast as Java's. Known are alternatives of classes and characters with how often they
 * come, {@code (?!\S)}, {@code $} and the English contractions; a pattern with anything else is
 * left to Java.
 */
final class RunPattern implements PreSplit.Scanner {
  static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SHORT_CONTRACTIONS = "'(?i:[sdmt]|ll|ve|re)";

  private final List<List<Part>> alternatives;
  private final CharSet begins; // characters that a match may begin with

  private RunPattern(List<List<Part>> alternatives) {
    this.alternatives = alternatives;
    BitSet begins = new BitSet(1 << 16);
    begins.set(Character.MIN_HIGH_SURROGATE, Character.MAX_HIGH_SURROGATE + 1);
    for (List<Part> alternative : alternatives) {
      boolean further = true;
      for (int i = 0; further && i < alternative.size(); i++) {
        further =
            switch (alternative.get(i)) {
              case Run run -> {
                begins.or(run.characters().plane().bits());
                yield run.least() == 0;
              }
              case Contraction contraction -> {
                begins.set('\'');
                yield contraction.optional();
              }
              case Place _ -> true;
            };
      }
    }
    this.begins = new CharSet(begins);
  }

  /** What finds the matches of a pattern of this form, in Oniguruma's syntax. */
  static Optional<PreSplit.Scanner> of(String regex) {
    try {
      return new Parser(regex).alternatives().map(RunPattern::new);
    } catch (PatternSyntaxException e) {
      return Optional.empty(); // who compiles it as it is says what is wrong
    }
  }

  @Override
  public int begin(String text, int from, int to) {
    return begins.next(text, from, to); // most characters of most pieces begin none
  }

  @Override
  public int end(String text, int at, int to) {
    for (List<Part> alternative : alternatives) {
      int end = match(alternative, 0, text, at, to);
      if (end > at) {
        return end;
      }
    }
    return -1;
  }

  /** Where the parts from {@code next} on end, or -1: as often as they can, then less often. */
  private static int match(List<Part> parts, int next, String text, int at, int to) {
    if (next == parts.size()) {
      return at;
    }
    return switch (parts.get(next)) {
      case Run run -> {
        int end = at;
        int times = 0;
        while (times < run.most() && end < to) {
          int width = run.characters().width(text, end);
          if (width == 0) {
            break;
          }
          end += width;
          times++;
        }
        int whole = times < run.least() ? -1 : match(parts, next + 1, text, end, to);
        while (whole < 0 && times > run.least() && !run.possessive()) {
          end -= end - 2 >= at && isPair(text, end - 2) ? 2 : 1;
          times--;
          whole = match(parts, next + 1, text, end, to);
        }
        yield whole;
      }
      case Contraction contraction -> {
        int length = at < to ? WordScanners.contraction(text, at, to, true) : 0;
        int with = length == 0 ? -1 : match(parts, next + 1, text, at + length, to);
        yield with < 0 && contraction.optional() ? match(parts, next + 1, text, at, to) : with;
      }
      case Place place -> {
        boolean here =
            at == to
                || (place == Place.LINE_END
                    ? text.charAt(at) == '\n'
                    : CharClass.isSpace(text.charAt(at)));
        yield here ? match(parts, next + 1, text, at, to) : -1;
      }
    };
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private sealed interface Part permits Run, Contraction, Place {}

  /** Characters of a class, so many times. */
  private record Run(Characters characters, int least, int most, boolean possessive)
      implements Part {}

  private record Contraction(boolean optional) implements Part {}

  private enum Place implements Part {
    LINE_END,
    BEFORE_SPACE
  }

  /** The characters that a class holds; those of the first plane are looked up. */
  private record Characters(Pattern pattern, CharSet plane) {
    private static final int MOST = 256; // classes that are remembered; tokenizers share them
    private static final Map<String, Characters> KNOWN = new ConcurrentHashMap<>();

    static Characters of(String regex) {
      if (KNOWN.size() > MOST) {
        KNOWN.clear();
      }
      return KNOWN.computeIfAbsent(regex, Characters::compiled);
    }

    private static Characters compiled(String regex) {
      Pattern pattern = Oniguruma.compile(regex);
      char[] one = new char[1];
      Matcher matcher = pattern.matcher(CharBuffer.wrap(one));
      BitSet plane = new BitSet(1 << 16);
      for (int c = 0; c < 1 << 16; c++) {
        one[0] = (char) c;
        plane.set(c, matcher.reset().matches());
      }
      return new Characters(pattern, new CharSet(plane));
    }

    /** How many chars the character at a place takes, or 0 if it is none of these. */
    int width(String text, int at) {
      if (isPair(text, at)) {
        return pattern.matcher(text.substring(at, at + 2)).matches() ? 2 : 0;
      }
      return plane.contains(text.charAt(at)) ? 1 : 0;
    }
  }

  /** Takes a pattern apart, as far as it is known here. */
  private static final class Parser {
    private static final String BEFORE_SPACE = "(?!\\S)";
    private static final Pattern ATOM =
        Pattern.compile(
            "\\\\[pP]\\{\\^?\\w+}|\\\\x\\{\\p{XDigit}+}|\\\\u\\p{XDigit}{4}|\\\\[sSdDwWrnt\\W]"
                + "|[^\\\\\\[\\](){}.^$*+?|]");
    private static final Pattern TIMES =
        Pattern.compile("([?*+])(\\+?)(?!\\?)|\\{(\\d{1,4})(?:(,)(\\d{1,4})?)?}(?![?+])");

    private final String regex;
    private int at;

    Parser(String regex) {
      this.regex = regex;
    }

    Optional<List<List<Part>>> alternatives() {
      List<List<Part>> alternatives = new ArrayList<>();
      List<Part> parts = new ArrayList<>();
      while (at < regex.length()) {
        if (regex.charAt(at) == '|') {
          at++;
          alternatives.add(parts);
          parts = new ArrayList<>();
          continue;
        }
        Optional<Part> part = part();
        if (part.isEmpty()) {
          return Optional.empty();
        }
        parts.add(part.get());
      }
      alternatives.add(parts);
      // A match without a length cuts too, which a scanner cannot.
      boolean all = alternatives.stream().allMatch(it -> it.stream().anyMatch(Parser::hasLength));
      return all ? Optional.of(alternatives) : Optional.empty();
    }

    private static boolean hasLength(Part part) {
      return switch (part) {
        case Run run -> run.least() > 0;
        case Contraction contraction -> !contraction.optional();
        case Place _ -> false;
      };
    }

    private Optional<Part> part() {
      if (take(BEFORE_SPACE)) {
        return Optional.of(Place.BEFORE_SPACE);
      }
      if (take("$")) {
        return Optional.of(Place.LINE_END);
      }
      if (take(CONTRACTIONS) || take(SHORT_CONTRACTIONS)) {
        return Optional.of(new Contraction(take("?")));
      }
      int begin = at;
      at = regex.charAt(at) == '[' ? closing() : match(ATOM);
      if (at < 0) {
        return Optional.empty();
      }
      Characters characters = Characters.of(regex.substring(begin, at));
      return times(characters).map(it -> it);
    }

    private boolean take(String text) {
      boolean there = regex.startsWith(text, at);
      at += there ? text.length() : 0;
      return there;
    }

    private int match(Pattern pattern) {
      var matcher = pattern.matcher(regex).region(at, regex.length());
      return matcher.lookingAt() ? matcher.end() : -1;
    }

    /** Behind the bracket that closes the class, or -1. */
    private int closing() {
      int depth = 0;
      for (int i = at; i < regex.length(); i++) {
        switch (regex.charAt(i)) {
          case '\\' -> i++;
          case '[' -> depth++;
          case ']' -> {
            boolean literal = regex.charAt(i - 1) == '[' || regex.startsWith("[^", i - 2);
            if (literal) {
              return -1;
            }
            if (--depth == 0) {
              return i + 1;
            }
          }
          default -> {}
        }
      }
      return -1;
    }

    private Optional<Run> times(Characters characters) {
      var times = TIMES.matcher(regex).region(at, regex.length());
      if (!times.lookingAt()) {
        boolean other = at < regex.length() && "?*+{".indexOf(regex.charAt(at)) >= 0;
        return other ? Optional.empty() : Optional.of(new Run(characters, 1, 1, false));
      }
      at = times.end();
      Optional<String> sign = Optional.ofNullable(times.group(1));
      if (sign.isPresent()) {
        int least = sign.get().equals("+") ? 1 : 0;
        int most = sign.get().equals("?") ? 1 : Integer.MAX_VALUE;
        return Optional.of(new Run(characters, least, most, !times.group(2).isEmpty()));
      }
      int least = Integer.parseInt(times.group(3));
      Optional<Integer> most = Optional.ofNullable(times.group(5)).map(Integer::parseInt);
      int open = times.group(4) == null ? least : Integer.MAX_VALUE;
      return Optional.of(new Run(characters, least, most.orElse(open), false));
    }
  }
}
