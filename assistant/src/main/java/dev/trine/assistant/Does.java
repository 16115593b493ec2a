package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Action;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Thing is to do, where no more is said than its name and that: 冷藏库除霜一下. */
final class Does {
  private static final Pattern TOLD =
      Words.pattern(
          " ?(?:开始|帮我|给我|来|即刻|马上|立刻|立即|现在|而家)*(?<what>.+?)(?:一下|下|[一1]次|一阵|一会儿?|先|吧|啦|呀|啊|吖)*");

  /** What a machine is to begin with is the one thing that it does. */
  private static final Pattern STARTS =
      Pattern.compile(" ?(?:给我|帮我)?(?:开始|启动)\\p{IsHan}{0,2}[吧啦]?");

  private static final Pattern COPIES =
      Pattern.compile(
          " ?(?:给我|帮我)?(?:点|讲|说|唱|写|印|念|读|显示|指|对准|对住|瞄准|跟踪)(?:上|出|去|向|到|住)?(?:[一1]?(?:首|个|段|则|篇|遍|张|行))?(?<text>[^,，]{2,20}?)(?:(?:给|俾|畀)\\p{IsHan}{1,3}[听聽睇看])?[吧啦]?");

  private static final String WORD = "(?!(?:and|at|in|on|for|then|please)\\b)[a-z\\d']+";

  private static final Pattern AIMED =
      Pattern.compile(
          "(?:please )?(?:point|aim|swing|slew|turn|train) (?:the |my |our )?[a-z' ]{2,24}? (?:at|to|towards?|onto) (?:the )?"
              + "(?<text>%1$s(?: %1$s){0,2})(?: please)?".formatted(WORD));

  private Does() {}

  /** {@return the plan; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    Optional<Clause> aimed = aimed(found);
    if (aimed.isPresent()) {
      return aimed;
    }
    List<Part> parts = found.parts();
    if (parts.size() < 2 || !(parts.getFirst() instanceof Part.Named(Mention thing, var name))) {
      return Optional.empty();
    }
    Optional<Clause> copied =
        copies(
            found,
            thing,
            COPIES
                .matcher(found.heard().text())
                .region(name.length(), found.heard().text().length()));
    if (copied.isPresent()) {
      return copied;
    }
    Matcher told = TOLD.matcher(found.heard().text().substring(name.length()));
    if (!told.matches() || thing.isPlace() || thing.things().isEmpty()) {
      return Optional.empty();
    }
    Thing first = thing.things().getFirst();
    String what = told.group("what");
    List<String> actions =
        first.actions().values().stream()
            .filter(action -> needsNoMore(first, action))
            .map(Action::name)
            .toList();
    return actions.stream()
        .filter(action -> isCalled(found, action, what))
        .findFirst()
        .or(() ->
            Likeness.nearest(
                actions.stream().filter(it -> !OwnWords.learnt(it)), it -> it, what, 1))
        .map(action -> new Clause(Verb.DO, Optional.of(Target.of(thing)), action, ""));
  }

  /** {@return the plan that starts a machine, 电锅开始煮, whatever else of it is called so} */
  static Optional<Clause> started(Found found) {
    return found.parts().size() > 1
            && found.parts().getFirst() instanceof Part.Named(Mention thing, var name)
            && STARTS.matcher(found.heard().text().substring(name.length())).matches()
        ? thing.things().stream()
            .limit(1)
            .filter(it -> found.parts().stream().noneMatch(part -> isAnother(it, part)))
            .filter(it ->
                it.actions().keySet().stream()
                    .noneMatch(action -> isTold(action, found.heard().text())))
            .flatMap(it -> it.action("start").filter(start -> needsNoMore(it, start)).stream())
            .map(_ -> new Clause(Verb.DO, Optional.of(Target.of(thing)), "start", ""))
            .findFirst()
        : Optional.empty();
  }

  /** {@return whether an order ends with an action of a Thing's own: 开始冷却} */
  static boolean isTold(String action, String heard) {
    return Words.of("actions", action).findAny().isEmpty()
        && Vocabulary.phrases(action).stream()
            .anyMatch(phrase -> Script.endsInHan(phrase) && heard.endsWith("开始" + phrase));
  }

  /** 开始煲粥 says on which programme, 开始保温 what it is to do instead. */
  private static boolean isAnother(Thing thing, Part part) {
    return part instanceof Part.Own(String word, _)
        && thing.properties().values().stream()
            .anyMatch(property ->
                OwnWords.values(property).contains(word)
                    || property.name().equals(word)
                        && property.schema() instanceof ValueSchema.Bool);
  }

  /** 故事机讲三只小猪: the one action that takes no more than a text. */
  private static Optional<Clause> copies(Found found, Mention thing, Matcher said) {
    if (thing.isPlace() || !said.matches()) {
      return Optional.empty();
    }
    String heard = found.heard().said(said.start("text"), said.end("text"));
    Argument text = new Argument.Text(said.group("text"), heard);
    return Only.of(
        thing.things().stream()
            .limit(1)
            .flatMap(it -> it.actions().values().stream().flatMap(a -> copies(it, a).stream()))
            .map(it -> it.act(thing, text)));
  }

  /** "Point the telescope at Saturn". */
  private static Optional<Clause> aimed(Found found) {
    Matcher said = AIMED.matcher(found.heard().text());
    return found.mentions().size() == 1 && said.matches()
        ? copies(found, found.mentions().getFirst(), said)
        : Optional.empty();
  }

  /** An action of a Thing's own, and the one text that it takes. */
  private record Copying(String action, String field) {
    Clause act(Mention thing, Argument text) {
      return new Clause(Verb.DO, Optional.of(Target.of(thing)), action, "").taking(field, text);
    }
  }

  private static Optional<Copying> copies(Thing thing, Action action) {
    List<Field> fields = Field.of(thing, action);
    return !OwnWords.learnt(action.name())
            && fields.size() == 1
            && fields.getFirst().kind() == Field.Kind.TEXT
        ? Optional.of(new Copying(action.name(), fields.getFirst().name()))
        : Optional.empty();
  }

  private static boolean isCalled(Found found, String action, String said) {
    return Vocabulary.phrases(action).contains(said)
        || found.parts().contains(new Part.Own(action, said));
  }

  private static boolean needsNoMore(Thing thing, Action action) {
    return Field.of(thing, action).stream().noneMatch(Field::required);
  }
}
