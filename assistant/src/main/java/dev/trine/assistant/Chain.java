package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Orders in one breath, without a comma: 拉埋卷帘开小夜灯熄天花灯, 空调开到26度电视关掉. Each has a Thing of its own.
 * Between two Things one order ends and the next begins; where, is known by what the words on both
 * sides mean.
 */
final class Chain {
  private static final int MOST_THINGS = 5;

  /**
   * What holds for more than the order that it is said in: in 主卧窗帘拉上灯全关掉 all lights are those of
   * the bedroom.
   */
  private static final List<String> CHANGING =
      List.of("condition", "except", "stays", "correction", "forbid", "everything");

  private static final Pattern COMMA = Pattern.compile("[,，;；。、]");

  private static final Pattern ARTICLE = Pattern.compile("^ ?(?:the|my|our) ");

  /** 我要看电视喔你把灯调暗 turns on no TV. */
  private static final Pattern WANTS = Pattern.compile("我(?:们|哋)?(?:要|想)");

  private static final Pattern COMMAS = Pattern.compile("[,，;；。、 ]+");

  private final Heard heard;
  private final List<Gap> gaps;

  /** A name alone tells nothing. */
  private final Set<String> names;

  private final BiPredicate<Heard, Boolean> isAnOrder;

  private Chain(Found found, List<Gap> gaps, BiPredicate<Heard, Boolean> isAnOrder) {
    heard = found.heard();
    names = found.mentions().stream().map(Mention::phrase).collect(Collectors.toSet());
    this.gaps = gaps;
    this.isAnOrder = isAnOrder;
  }

  /**
   * What stands between two Things.
   *
   * @param start where it begins
   * @param end where it ends: the place of the second Thing is said with it
   */
  private record Gap(int start, int end) {
    /**
     * Where the second order may begin: with a verb, and where words have no blanks also behind the
     * first Thing or with its own.
     */
    IntStream starts(String text) {
      boolean isHan = Script.endsInHan(text.substring(0, start));
      return IntStream.rangeClosed(start, end)
          .filter(
              at -> isHan && (at == start || at == end) || beginsAnOrder(text.substring(at, end)));
    }

    private static boolean beginsAnOrder(String text) {
      return COMMA.matcher(text).lookingAt()
          || Stream.of("order", "act")
              .flatMap(sign -> Words.of("signs", sign))
              .anyMatch(text::startsWith);
    }
  }

  /**
   * {@return a sentence as orders, where each part of it surely is one}
   *
   * @param isAnOrder whether a part is; told, too, whether it is the last
   */
  static Optional<Apart> of(Found found, BiPredicate<Heard, Boolean> isAnOrder) {
    List<Gap> gaps = gaps(found);
    String text = found.heard().text();
    if (gaps.isEmpty()
        || gaps.size() >= MOST_THINGS
        || found.isTimed(0, gaps.getLast().end)
        || CHANGING.stream().anyMatch(sign -> Words.anyOf("signs", sign, text))) {
      return Optional.empty();
    }
    return Optional.of(new Chain(found, gaps, isAnOrder).from(0, 0))
        .filter(orders -> orders.size() > 1)
        .map(orders -> new Apart(Optional.empty(), orders));
  }

  /** The orders from one of its characters on; none where those are not all orders. */
  private List<Heard> from(int start, int gap) {
    if (gap == gaps.size()) {
      Heard last = heard.part(start, heard.text().length());
      return isAnOrder(last, true) ? List.of(last) : List.of();
    }
    return gaps.get(gap)
        .starts(heard.text())
        .mapToObj(end -> parted(start, end, gap))
        .filter(orders -> !orders.isEmpty())
        .findFirst()
        .orElseGet(() -> from(start, gap + 1)); // "the lamp and the fan" are told the same
  }

  private boolean isAnOrder(Heard part, boolean isLast) {
    String bare = ARTICLE.matcher(part.text()).replaceFirst("").strip();
    return !names.contains(bare)
        && !WANTS.matcher(part.said(0, part.text().length())).find()
        && isAnOrder.test(part, isLast);
  }

  private List<Heard> parted(int start, int end, int gap) {
    boolean isBehindABlank = heard.text().charAt(end - 1) == ' ';
    Heard order = heard.part(start, isBehindABlank ? end - 1 : end);
    if (!isAnOrder(order, false)) {
      return List.of();
    }
    List<Heard> rest = from(behindCommas(end), gap + 1);
    return rest.isEmpty() ? rest : Stream.concat(Stream.of(order), rest.stream()).toList();
  }

  private int behindCommas(int at) {
    var commas = COMMAS.matcher(heard.text()).region(at, heard.text().length());
    return commas.lookingAt() ? commas.end() : at;
  }

  private static List<Gap> gaps(Found found) {
    List<Gap> gaps = new ArrayList<>();
    int behindAThing = -1;
    int place = -1;
    for (Span span : found.spans()) {
      if (span.part() instanceof Part.Named(Mention mention, var phrase)) {
        if (mention.isPlace() && place < 0) {
          place = span.start();
        } else if (!mention.things().isEmpty() && !mention.isPlace()) {
          if (behindAThing >= 0) {
            gaps.add(new Gap(behindAThing, place < 0 ? span.start() : place));
          }
          behindAThing = span.end();
          place = -1;
        }
      } else if (span.part().phrase().strip().length() > 1) { // 的, "the"
        place = -1;
      }
    }
    return gaps;
  }
}
