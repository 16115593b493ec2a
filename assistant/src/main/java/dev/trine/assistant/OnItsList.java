package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An item goes on the list that is named beside it: 买菜单加冻豆腐，活儿清单加焊鹅圈门. */
final class OnItsList {
  /** Behind it something else begins. */
  private static final Pattern PAUSE =
      Pattern.compile("[,，;；。]|(?<=\\p{IsHan}) (?=\\p{IsHan})| and |还有|然后|顺便|跟住|仲有|同埋");

  private OnItsList() {}

  /** {@return an act that adds to the list beside its item, where several lists were named} */
  static Clause of(Found found, Clause act) {
    String heard = found.heard().text();
    String item = act.text("item");
    int start = item.isEmpty() ? -1 : heard.indexOf(item);
    List<Span> lists = found.spans().stream().filter(OnItsList::isAList).toList();
    if (start < 0 || !act.name().equals("add") || lists.size() < 2) {
      return act;
    }
    List<Mention> beside =
        lists.stream()
            .filter(
                list -> !PAUSE.matcher(between(heard, list, start, start + item.length())).find())
            .flatMap(OnItsList::named)
            .distinct()
            .toList();
    return beside.size() == 1
        ? act.target().map(target -> act.with(target.with(beside.getFirst()))).orElse(act)
        : act;
  }

  private static String between(String heard, Span list, int start, int end) {
    return list.end() <= start
        ? heard.substring(list.end(), start)
        : heard.substring(Math.min(end, list.start()), list.start());
  }

  private static boolean isAList(Span span) {
    return named(span).anyMatch(it -> it.isOf("ShoppingList") || it.isOf("TodoList"));
  }

  private static Stream<Mention> named(Span span) {
    return span.part() instanceof Part.Named(Mention named, var phrase)
        ? Stream.of(named)
        : Stream.empty();
  }
}
