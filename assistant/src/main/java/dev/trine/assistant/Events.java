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
      Pattern.compile(
          "(?:等|每当|每次|只要|一旦|(?<!妥)当)(?!下|会|一下|一会|阵|待|\\d|前|离|家)[^,]{2,14}?(?:就|再|,|的时候|时(?!间|候))"
              + "|的时候|嗰阵|(?:(?<!小)时|阵|候)就"
              + "|(?<![统第])[1一](?!下|点|会|些|档|个|盏|直|起|楼|层|定|样|半|共|般|切|号|键|级|分|小|日|天|份|杯|度|成|路|边|早|晚|旦|道|张|首|条|台|部|把|间)[^,\\d一]{1,10}就"
              + "|(?:听到|听见|听倒|检测到|侦测到|感应到|发现|探测到)[^,]{1,12}?(?:就|,|即刻|马上|立刻)"
              + "|有人[^,]{0,8}就");

  private Events() {}

  /** {@return the words of a heard sentence that tell so} */
  static Stream<String> in(String heard) {
    return Stream.of(ENGLISH, CHINESE)
        .flatMap(pattern -> pattern.matcher(heard).results())
        .map(MatchResult::group);
  }
}
