package dev.trine.assistant;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A sentence in the form that the rest understands, which remembers where in the sentence as it was
 * said each of its characters stands: what is copied out of it is copied in its own spelling.
 */
final class Heard {
  private final String said;
  private final String text;
  private final int[] from;
  private final int[] to;

  private Heard(String said, String text, int[] from, int[] to) {
    this.said = said;
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** {@return a text heard as it stands} */
  static Heard plain(String text) {
    Builder builder = new Builder(text);
    for (int i = 0; i < text.length(); i++) {
      builder.add(text.charAt(i), i, i + 1);
    }
    return builder.build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Heard heard
        && said.equals(heard.said)
        && text.equals(heard.text)
        && Arrays.equals(from, heard.from)
        && Arrays.equals(to, heard.to);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** {@return what was heard} */
  String text() {
    return text;
  }

  /** {@return what was said where these characters were heard} */
  String said(int start, int end) {
    return start >= end ? "" : said.substring(from[start], Math.max(from[start], to[end - 1]));
  }

  /** {@return the part from {@code start} to {@code end}} */
  Heard part(int start, int end) {
    return new Heard(
        said,
        text.substring(start, end),
        Arrays.copyOfRange(from, start, end),
        Arrays.copyOfRange(to, start, end));
  }

  /** {@return the first part that was said in these words; nothing where they were not said} */
  Optional<Heard> part(String words) {
    int start = text.isEmpty() ? -1 : said.indexOf(words, from[0]);
    int end = start + words.length();
    int[] at =
        IntStream.range(0, from.length).filter(i -> from[i] >= start && to[i] <= end).toArray();
    return start < 0 || at.length == 0
        ? Optional.empty()
        : Optional.of(part(at[0], at[at.length - 1] + 1));
  }

  /** {@return the same without the characters from {@code start} to before {@code end}} */
  Heard without(int start, int end) {
    Builder builder = new Builder(said);
    builder.copy(this, 0, start);
    builder.copy(this, end, text.length());
    return builder.build();
  }

  /** {@return the same with other characters from {@code start} to before {@code end}} */
  Heard with(int start, int end, String other) {
    Builder builder = new Builder(said);
    builder.copy(this, 0, start);
    builder.replace(this, start, end, other);
    builder.copy(this, end, text.length());
    return builder.build();
  }

  /** {@return the same with every match replaced; what replaces it was said where the match was} */
  Heard replaceAll(Pattern pattern, Function<MatchResult, String> replacement) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return this;
    }
    Builder builder = new Builder(said);
    int done = 0;
    do {
      builder.copy(this, done, matcher.start());
      done = matcher.end();
      builder.replace(this, matcher.start(), done, replacement.apply(matcher));
    } while (matcher.find());
    builder.copy(this, done, text.length());
    return builder.build();
  }

  /** Where what begins at a place of a text ends; there if nothing does. */
  interface Ending {
    int end(String text, int at);
  }

  /** {@return the same with all that is found from left to right replaced} */
  Heard replaceAll(Ending ending, UnaryOperator<String> replacement) {
    Builder builder = new Builder(said);
    int done = 0;
    for (int at = 0, end; at < text.length(); at = Math.max(at + 1, end)) {
      end = ending.end(text, at);
      if (end > at) {
        builder.copy(this, done, at);
        builder.replace(this, at, end, replacement.apply(text.substring(at, end)));
        done = end;
      }
    }
    builder.copy(this, done, text.length());
    return done == 0 ? this : builder.build();
  }

  /** {@return the same with what a match has around its first group replaced} */
  Heard replaceAround(MatchResult match, String before, String after) {
    Builder builder = new Builder(said);
    builder.copy(this, 0, match.start());
    builder.replace(this, match.start(), match.start(1), before);
    builder.copy(this, match.start(1), match.end(1));
    builder.replace(this, match.end(1), match.end(), after);
    builder.copy(this, match.end(), text.length());
    return builder.build();
  }

  /** Puts a heard sentence together, character by character. */
  static final class Builder {
    private final String said;
    private final StringBuilder text = new StringBuilder();
    private int[] from = new int[64];
    private int[] to = new int[64];

    Builder(String said) {
      this.said = said;
    }

    /** Adds a character that was said from {@code first} to before {@code end}. */
    void add(char heard, int first, int end) {
      int at = text.length();
      if (at == from.length) {
        from = Arrays.copyOf(from, 2 * at);
        to = Arrays.copyOf(to, 2 * at);
      }
      from[at] = first;
      to[at] = end;
      text.append(heard);
    }

    void copy(Heard heard, int start, int end) {
      for (int i = start; i < end; i++) {
        add(heard.text.charAt(i), heard.from[i], heard.to[i]);
      }
    }

    /** Adds what stands for the characters from {@code start} to before {@code end}. */
    void replace(Heard heard, int start, int end, String with) {
      if (with.contentEquals(heard.text.substring(start, end))) {
        copy(heard, start, end);
        return;
      }
      int first = Math.min(start, heard.text.length() - 1);
      int last = Math.max(first, end - 1);
      for (int i = 0; i < with.length(); i++) {
        add(with.charAt(i), heard.from[first], heard.to[last]);
      }
    }

    Heard build() {
      int length = text.length();
      return new Heard(
          said, text.toString(), Arrays.copyOf(from, length), Arrays.copyOf(to, length));
    }
  }
}
