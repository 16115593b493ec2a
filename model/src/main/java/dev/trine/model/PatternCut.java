package dev.trine.model;

import dev.trine.model.PreSplit.Match;
import dev.trine.model.PreSplit.Pieces;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts pieces at the matches of a regular expression, or, inverted, at what lies between them. */
final class PatternCut implements Pieces {
  private final Matcher matcher;
  private final Match behavior;
  private final boolean invert;
  private final Pieces next;

  // The piece that is being collected begins here; nothing is known of its end yet.
  private int begin;
  private boolean kept;
  private boolean before; // whether the last part was a match

  private String text = "";
  private int from;
  private boolean first;

  PatternCut(Pattern pattern, Match behavior, boolean invert, Pieces next) {
    this.matcher = pattern.matcher("");
    this.behavior = behavior;
    this.invert = invert;
    this.next = next;
  }

  @Override
  public void add(String text, int from, int to, boolean first) {
    this.text = text;
    this.from = from;
    this.first = first;
    begin = from;
    kept = false;
    before = false;
    matcher.reset(text).region(from, to); // what is outside the piece is not seen
    int end = from;
    while (find()) {
      if (matcher.start() > end) {
        part(end, invert);
      }
      part(matcher.start(), !invert); // one without a length cuts too
      end = matcher.end();
    }
    if (end < to) {
      part(end, invert);
    }
    flush(to);
  }

  private boolean find() {
    try {
      boolean found = matcher.find();
      while (found && splitsCharacter(matcher.start())) {
        found = matcher.find();
      }
      return found;
    } catch (StackOverflowError e) { // groups within repetitions recurse
      throw new ModelException(
          "%d characters without a cut are too many for the tokenizer's pattern %s; give shorter texts"
              .formatted(matcher.regionEnd() - matcher.regionStart(), matcher.pattern()),
          e);
    }
  }

  /** A match without a length may lie between the two halves of a character. */
  private boolean splitsCharacter(int at) {
    return at > from
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /** The next part begins at {@code at}, and so the one before ends. */
  private void part(int at, boolean match) {
    boolean join =
        switch (behavior) {
          case REMOVED, ISOLATED -> false;
          case CONTIGUOUS -> match == before;
          case MERGED_WITH_PREVIOUS -> match && !before;
          case MERGED_WITH_NEXT -> !match && before;
        };
    if (!join) {
      flush(at);
    }
    kept = behavior != Match.REMOVED || !match;
    before = match;
  }

  private void flush(int end) {
    if (kept && end > begin) {
      next.add(text, begin, end, first && begin == from);
    }
    begin = end;
  }
}
