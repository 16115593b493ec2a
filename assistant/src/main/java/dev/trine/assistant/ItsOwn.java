package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * "The night light on the litter box", "the light in Owen's fish tank": what a Thing has itself is
 * no other Thing that is called so.
 *
 * @param own the name by which another would be meant
 * @param plain the sentence with what is the Thing's own behind its name
 */
record ItsOwn(Mention own, Heard plain) {
  private static final Pattern ON_THE =
      Pattern.compile(" (?:speed |level )?(?:on|of|in) (?:(?:the|my|our) )?");

  /** 鱼缸关灯: the light of the tank. */
  private static final Pattern SWITCHED = Pattern.compile("[开关闩熄着亮]|打开|关掉|熄掉");

  private static final Pattern ITS =
      Pattern.compile("[佢它](?:的|嘅|盏|个|支|那个|那盏)$|\\b(?:its|with the) $");

  /** "With the fan on 2" tells how it is to blow; "the heater with the fan" names both. */
  private static final Pattern SET_TO = Pattern.compile(" (?:on|at|to|set to) .*");

  private static final Set<String> LIGHTS = Set.of("light", "lamp", "lighting");

  static Optional<ItsOwn> of(Found found) {
    List<Part> parts = found.parts();
    int start = 0;
    for (int i = 0; i + 2 < parts.size(); start += parts.get(i++).phrase().length()) {
      int name = nameOf(parts, i + 2);
      if (parts.get(i) instanceof Part.Named(Mention own, String said)
          && ON_THE.matcher(parts.get(i + 1).phrase()).matches()
          && isItsOwn(own, parts.get(name))) {
        int from = start + said.length() + parts.get(i + 1).phrase().length();
        int end = from;
        for (Part part : parts.subList(i + 2, name + 1)) {
          end += part.phrase().length();
        }
        return plain(found.heard(), own, start, from, end, end, said);
      }
      Optional<ItsOwn> its = itsOwn(found.heard(), parts, i, start);
      if (its.isPresent()) {
        return its;
      }
      if (parts.get(i + 1) instanceof Part.Text(String verb)
          && SWITCHED.matcher(verb).matches()
          && parts.get(i + 2) instanceof Part.Named(Mention own, String said)
          && isItsOwn(own, parts.get(i))) {
        int from = start + parts.get(i).phrase().length();
        int end = from + verb.length() + said.length();
        return plain(found.heard(), own, start, start, from, end, said + verb);
      }
    }
    return Optional.empty();
  }

  /** 佢盏灯: what the last Thing named before has itself. */
  private static Optional<ItsOwn> itsOwn(Heard heard, List<Part> parts, int at, int start) {
    if (!(parts.get(at + 1) instanceof Part.Text(String text))
        || !(parts.get(at + 2) instanceof Part.Named(Mention own, var said))) {
      return Optional.empty();
    }
    Matcher its = ITS.matcher(text);
    int from = start + parts.get(at).phrase().length();
    boolean isSet =
        !text.endsWith("the ")
            || at + 3 < parts.size() && SET_TO.matcher(parts.get(at + 3).phrase()).matches();
    return its.find() && isSet
        ? parts.subList(0, at + 1).reversed().stream()
            .filter(part -> isItsOwn(own, part))
            .findFirst()
            .map(whole ->
                new ItsOwn(
                    own,
                    Hearing.hear(
                        heard.said(0, from + its.start())
                            + (text.endsWith(" ") ? "the " : "")
                            + whole.phrase()
                            + (text.endsWith(" ") ? " " : "的")
                            + heard.said(from + text.length(), heard.text().length()))))
        : Optional.empty();
  }

  /** Where the name ends that begins with a place there: Owen's fish tank. */
  private static int nameOf(List<Part> parts, int at) {
    boolean isPlaced =
        at + 2 < parts.size()
            && parts.get(at) instanceof Part.Named(Mention place, var phrase)
            && place.isPlace()
            && parts.get(at + 1).phrase().isBlank();
    return isPlaced ? at + 2 : at;
  }

  private static boolean isItsOwn(Mention own, Part part) {
    return !own.isPlace()
        && part instanceof Part.Named(Mention whole, var name)
        && whole.things().stream()
            .flatMap(thing -> thing.properties().values().stream())
            .anyMatch(it ->
                Vocabulary.phrases(it.name()).contains(own.phrase())
                    || own.isOf("Light") && LIGHTS.contains(it.name())
                    || it.name().startsWith(own.phrase() + "-")
                    || it.name().replace('-', ' ').equals(own.phrase()));
  }

  /** From {@code start} to {@code end} only the name remains, and what is its own behind it. */
  private static Optional<ItsOwn> plain(
      Heard heard, Mention own, int start, int name, int nameEnd, int end, String said) {
    String gap = Script.isLatin(said.charAt(0)) ? " " : "";
    return Optional.of(
        new ItsOwn(
            own,
            Hearing.hear(
                heard.said(0, start)
                    + heard.said(name, nameEnd)
                    + gap
                    + said
                    + heard.said(end, heard.text().length()))));
  }
}
