package dev.trine.assistant;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a car is led, as far as it was said: Gardens by the Bay, 机场一号客运大楼. */
final class WholeDestination {
  /** What goes on with a name: by the Bay, of London. */
  private static final Pattern MORE_OF_A_NAME =
      Pattern.compile("(?:(?: (?:by|of|on|the|and|at|in|&))* (?!I\\b)\\p{Lu}[\\w'’-]*)+");

  /** What kind of place a name is of, behind it. */
  private static final Pattern KIND = Words.pattern("(?i) ?{place kinds}(?=$|[^\\p{IsHan}\\w'])");

  /** 机场一号客运大楼: which part of it, where nothing else is said. */
  private static final Pattern PART_OF_IT =
      Pattern.compile("(?:[一二三四五六七八九十\\d]+号?|[东南西北東])\\p{IsHan}{1,6}(?:楼|樓|口|门|門|场|場|馆|館|座|厅|廳)");

  private static final Pattern ON_THE_WAY =
      Pattern.compile(
          "^(?:先|中途|途中|路上|半路|中间|中間|顺路|順路)*(?:绕|繞|拐|经过|經過|去|到)+(?:一趟|一下)?(?=\\p{IsHan}{2})"
              + "|(?<=\\p{IsHan}{2})(?:接(?!机口|機口|驳|駁|送)|攞|取|买|買)\\p{IsHan}{1,4}$"
              + "|(?<=\\p{IsHan}{2})(?:(?:但|不过|不過)[是系係]?|可[是系係])$");

  private static final String HOME = "家";

  private WholeDestination() {}

  /** {@return an act with the places where it leads as they were said; mostly as it is} */
  static Clause of(Found found, Clause act) {
    return only("to", only("via", wholeName(found, onItsStreet(found, act))));
  }

  /** "The market on Mill Road" is a place, and no road is avoided of which nobody said so. */
  private static Clause onItsStreet(Found found, Clause act) {
    String heard = found.heard().text();
    String place = act.text("to");
    String street = act.text("avoid");
    int start = heard.indexOf(place);
    int end = heard.indexOf(street, start + place.length()) + street.length();
    boolean isOfIt =
        !street.isEmpty()
            && end > start + place.length() + street.length()
            && Words.is(
                "beside",
                "on a street",
                heard.substring(start + place.length(), end - street.length()).strip());
    if (!isOfIt) {
      return act;
    }
    String whole = found.heard().said(start, end);
    Argument to = new Argument.Text(heard.substring(start, end), whole);
    List<Argument.Named> others =
        act.input().stream().filter(member -> !member.name().equals("avoid")).toList();
    return act.with(others).replacing(new Argument.Named("to", List.of(to)));
  }

  /**
   * Gardens by the Bay, Canterbury East station: a name that is written with capitals goes as far
   * as they do, and any name on to what kind of place it is of.
   */
  private static Clause wholeName(Found found, Clause act) {
    String heard = found.heard().text();
    String place = act.text("to");
    int start = heard.indexOf(place);
    if (place.isEmpty() || start < 0) {
      return act;
    }
    int named = start + place.length();
    String rest = found.heard().said(named, heard.length());
    Matcher more = MORE_OF_A_NAME.matcher(rest);
    String bare = found.heard().said(start, named).replaceFirst("^(?:the|The) ", "");
    boolean isCapital = !bare.isEmpty() && Character.isUpperCase(bare.charAt(0));
    int end = isCapital && more.lookingAt() ? more.end() : 0;
    end = end == 0 && rest.startsWith(HOME) && endsAPerson(found, named) ? HOME.length() : end;
    Matcher part = PART_OF_IT.matcher(rest);
    end = end == 0 && part.matches() ? rest.length() : end;
    Matcher kind = KIND.matcher(rest).region(end, rest.length());
    end = named + (kind.lookingAt() ? kind.end() : end);
    if (end == named || found.isTimed(0, end)) {
      return act;
    }
    String whole = found.heard().said(start, end);
    return act.copying("to", whole);
  }

  /** 阿嬷家 is where she lives. */
  private static boolean endsAPerson(Found found, int at) {
    return found.spans().stream().anyMatch(span -> span.end() == at && span.isAPerson());
  }

  /** 中途先绕去全联, 去机场接嫲嫲: where it leads is no more than the place. */
  private static Clause only(String member, Clause act) {
    if (act.said(member).isEmpty()) {
      return act;
    }
    List<Argument> places =
        act.said(member).stream()
            .map(place ->
                place instanceof Argument.Text(String shown, String text)
                    ? new Argument.Text(
                        ON_THE_WAY.matcher(shown).replaceAll(""),
                        ON_THE_WAY.matcher(text).replaceAll(""))
                    : place)
            .toList();
    return act.replacing(new Argument.Named(member, places));
  }
}
