package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An entry with its title from where it begins to where it ends: 提醒爷爷吃药 is of 爷爷吃药, and in
 * 周三复诊，帮我记到日历 the order is no part of it.
 */
final class WholeEntry {
  private static final Pattern REMINDS =
      Pattern.compile("%s(?:一下)?$".formatted(Words.any("signs", "reminds")));

  /** Between whom it is to remind and of what. */
  private static final Pattern TO_DO = Pattern.compile("(?:去|要|记得)?");

  private static final Pattern TO_NOTE =
      Pattern.compile("[ ,，]+(?:请|麻烦)?(?:你)?帮我?(?:记|加|写|放|排|登记)$");

  private WholeEntry() {}

  /** {@return an act with the title of what it adds as it was said; mostly as it is} */
  static Clause of(Found found, Clause act) {
    boolean isEntry = act.name().equals("add") && act.said("title").size() == 1;
    return isEntry && act.said("title").getFirst() instanceof Argument.Text(var shown, String title)
        ? withoutTheOrder(found, withWhom(found, act, Hearing.normal(title)), Hearing.normal(title))
        : act;
  }

  private static Clause withWhom(Found found, Clause act, String title) {
    String heard = found.heard().text();
    int titled = heard.indexOf(title);
    boolean isAReminder =
        act.target().flatMap(Target::thing).filter(it -> it.isOf("Reminders")).isPresent();
    int start = 0;
    for (Part part : found.parts()) {
      int end = start + part.phrase().length();
      if (isAReminder
          && end <= titled
          && part instanceof Part.Named(Mention who, var phrase)
          && who.isOf("Person")
          && REMINDS.matcher(heard.substring(0, start)).find()
          && TO_DO.matcher(heard.substring(end, titled)).matches()) {
        return titled(act, found.heard().said(start, titled + title.length()));
      }
      start = end;
    }
    return act;
  }

  private static Clause withoutTheOrder(Found found, Clause act, String title) {
    int start = found.heard().text().indexOf(title);
    String bare = TO_NOTE.matcher(title).replaceFirst("");
    return start < 0 || bare.equals(title) || bare.isBlank()
        ? act
        : titled(act, found.heard().said(start, start + bare.length()));
  }

  private static Clause titled(Clause act, String title) {
    return act.replacing(new Argument.Named("title", List.of(new Argument.Text(title, title))));
  }
}
