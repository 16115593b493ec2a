package dev.trine.assistant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence part by part: "the desk lamp off, and lower the desk" are two orders, and
 * 水位不到50的话，水泵打开 is one with what it waits for. So a plan can be found where the whole is too much
 * for the model.
 *
 * @param when what the orders wait for
 * @param orders what is to be done, one after the other
 */
record Apart(Optional<Clause> when, List<Heard> orders) {
  private static final String BETWEEN_SENTENCES =
      Segment.SEPARATOR
          + Words.form(
              "|(?<=\\b(?:under|below|over|above|than) \\d{1,4}%?) (?=(?:{signs: order}|start|stop|charge|run|plug) )"
                  + "|(?<={at that time})|(?=就)|(?<={is finished}) (?!tell|let|remind)| and then |(?:,? and)? then ");

  /** Where another order may begin without a comma. */
  private static final String BETWEEN_ORDERS =
      Words.form(
          "|(?:^|(?<=\\p{IsHan})) (?=\\d*\\p{IsHan}|$)"
              + "|(?<=\\d) (?=(?!{counted by})\\p{IsHan}{2})" // 温度24 风小一点
              + "|(?<=\\d[%度档级]?)(?=(?:亮度|色温|风速|音量|温度|转速|湿度|火力|时间)\\d)"
              + "|(?<=\\p{IsHan})之后(?=(?:再|就|帮我|同我)?[熄关闩开着拉锁停调播])"
              + "| and |(?<={takes off})(?=再?[加添补换])|(?<!后)(?={next})|(?<={wakes})(?=再|\\d)");

  /**
   * "Add eggs and bacon and remind me": what copies a text hardly is one more of what came before.
   */
  private static final String BEFORE_A_TEXT =
      Words.form("| and (?=(?:then |also |please )*(?:{begins another act} ))");

  /** First what parts sentences alone: what "and" and a blank join may be one order. */
  private static final List<Pattern> SEPARATORS =
      Stream.of("", BEFORE_A_TEXT, BETWEEN_ORDERS)
          .map(more -> Pattern.compile(BETWEEN_SENTENCES + more))
          .toList();

  /** What only joins an order to the one before: 然后开始洗. */
  private static final Pattern JOINT =
      Words.pattern(" ?(?:and then|then|and|also|然后|接着|跟住|跟着|最后|还有|仲有|还要|仲要|另外|和|同埋) ?");

  /** What begins another act, whatever text came before. */
  private static final Pattern ANOTHER =
      Words.pattern(
          "^ ?(?:and |then |also )*(?:remind me|wake me|add |put .* on )|^ ?(?:再|同时|{next})+(?:把|将|帮我|往|在|计|设|加|提)"
              + "|^[^,]{1,8}[再也]加|^ ?(?:计时|倒数|倒计时)|^ ?再?[^,]{0,6}清单.?[加记写添]|^ ?[^,]{1,10}(?:写落|写到|写入|加到|加入|加进|放到|放入).{0,3}清单|{signs: another act}");

  /** Between two questions. */
  private static final Pattern QUESTIONS =
      Pattern.compile(
          BETWEEN_SENTENCES
              + Words.form(
                  "|\\?+|,? and (?:also )?|(?<=几点[了啦喇]|[吗呢]|咗未)(?=\\p{IsHan}{2})|、|{next}[,，]?"));

  /**
   * {@return the ways to part a sentence, the plainest first; none where it has but one part, or
   * one that is not clear}
   */
  static Stream<Apart> of(Found found) {
    return SEPARATORS.stream()
        .map(separator -> Segment.of(found, separator))
        .distinct()
        .flatMap(segments -> of(found.heard(), segments))
        .distinct();
  }

  /** {@return the ways to part a sentence, whatever its parts are; none where it has but one} */
  static Stream<List<Heard>> parts(Found found) {
    return SEPARATORS.stream()
        .map(separator -> Segment.of(found, separator))
        .map(segments ->
            segments.stream()
                .filter(it -> !isJoint(it) && !it.isAside())
                .map(it -> it.heard(found.heard()))
                .toList())
        .filter(parts -> parts.size() > 1)
        .distinct();
  }

  /** {@return the parts of a sentence between which one question may end and another begin} */
  static List<Heard> questions(Found found) {
    return Segment.of(found, QUESTIONS).stream()
        .map(segment -> segment.heard(found.heard()))
        .toList();
  }

  /** What a part is that names no Thing. */
  private enum Unnamed {
    /** More of the order before: 空调开到26度，风速3档. */
    MORE,
    /** An order of its own to the Thing before. */
    TO_THE_SAME,
    /** The same order at another time: "remind me at nine to feed the fish, and at ten to ..." */
    AT_ANOTHER_TIME,
    /** An order of its own: "lock the car and stop it charging". */
    ALONE
  }

  private static Stream<Apart> of(Heard heard, List<Segment> segments) {
    List<Piece> pieces = segments.stream().map(Piece::of).toList();
    return Stream.of(Unnamed.values()).flatMap(unnamed -> of(heard, pieces, unnamed).stream());
  }

  /** A part of a sentence, without what joins it to the one before, and what it waits for. */
  private record Piece(Segment segment, Optional<Clause> awaited, boolean isJoint) {
    static Piece of(Segment joined) {
      Segment segment = joined.without(JOINT);
      return new Piece(segment, Awaited.read(segment), Apart.isJoint(segment));
    }
  }

  private static Optional<Apart> of(Heard heard, List<Piece> pieces, Unnamed unnamed) {
    List<Heard> orders = new ArrayList<>();
    Optional<Clause> when = Optional.empty();
    Segment last = pieces.getFirst().segment();
    for (Piece piece : pieces) {
      Segment segment = piece.segment();
      if (piece.awaited().isPresent()) {
        if (when.isPresent()) {
          return Optional.empty();
        }
        when = piece.awaited();
      } else if (piece.isJoint()) {
        continue;
      } else if (segment.isJustAThing() && !orders.isEmpty() && last.namesAThing()) {
        last = last.upTo(segment);
        orders.set(orders.size() - 1, last.heard(heard));
      } else if (unnamed == Unnamed.AT_ANOTHER_TIME && segment.isAnotherTimeOf(last)) {
        orders.add(last.at(heard, segment));
      } else if (segment.namesAThing()
          || segment.reminds()
          || when.isPresent() && orders.isEmpty()) {
        last = segment;
        orders.add(segment.heard(heard));
      } else if (!segment.isAside()) {
        boolean mayBegin = unnamed == Unnamed.ALONE || unnamed == Unnamed.AT_ANOTHER_TIME;
        if (orders.isEmpty() && !(mayBegin && segment.beginsAnOrder())
            || unnamed == Unnamed.TO_THE_SAME && !last.namesAThing()) {
          return Optional.empty();
        }
        switch (orders.isEmpty() ? Unnamed.ALONE : unnamed) {
          case MORE -> {
            last = last.upTo(segment);
            orders.set(orders.size() - 1, last.heard(heard));
          }
          case TO_THE_SAME -> orders.add(last.named(heard, segment));
          case AT_ANOTHER_TIME -> {
            return Optional.empty();
          }
          case ALONE -> {
            last = segment;
            orders.add(segment.heard(heard));
          }
        }
      }
    }
    boolean isApart = !orders.isEmpty() && (when.isPresent() || orders.size() > 1);
    return isApart ? Optional.of(new Apart(when, List.copyOf(orders))) : Optional.empty();
  }

  /**
   * {@return whether a text ends with an order: it is the last, or another surely begins behind it}
   */
  static boolean endsBefore(List<Heard> orders, Heard order) {
    int next = orders.indexOf(order) + 1;
    return next == orders.size() || ANOTHER.matcher(orders.get(next).text()).find();
  }

  private static boolean isJoint(Segment segment) {
    return Words.onlyOf("beside", "at that time", segment.text().strip());
  }
}
