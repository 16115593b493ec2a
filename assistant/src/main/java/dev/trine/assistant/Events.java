package dev.trine.assistant;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words that tell of something yet to happen: "once the lift is down", 等门一开就, 听到门铃就. */
final class Events {
  private static final Pattern ENGLISH =
      Pattern.compile(
          "\\b(?:when(?:ever)?|once|as soon as|the moment|(?:every|each|next) time)"
              + " (?!you|is\\b|are\\b|was\\b|were\\b|did\\b|does\\b|do\\b|will\\b|has\\b|have\\b|more\\b"
              + "|again\\b|a\\b|in\\b|an?other\\b)[a-z]+(?:'s)? [a-z']+");

  private static final Pattern CHINESE =
      Words.pattern(
          "(?:等|每当|每次|只要|一旦|(?<!妥)当)(?!下|会|一下|一会|阵|待|\\d|前|离|家)[^,]{2,14}?(?:就|再|,|的时候|时(?!间|候))"
              + "|(?<![点半刻分])的时候|嗰阵|(?:(?<!小)时|阵|候)就"
              + "|(?<![统第])[1一](?!{behind a one})[^,\\d一]{1,10}就"
              + "|{notices}[^,]{1,12}?(?:就|,|即刻|马上|立刻)|有人[^,]{0,8}就");

  private Events() {}

  /** {@return the words of a heard sentence that tell so} */
  static Stream<String> in(String heard) {
    return Stream.of(ENGLISH, CHINESE)
        .flatMap(pattern -> pattern.matcher(heard).results())
        .map(MatchResult::group);
  }
}
