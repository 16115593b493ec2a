package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.Optional;
import java.util.regex.Pattern;

/** A question of the world, which a general model is to answer. */
final class OfTheWorld {
  private static final Pattern WHY =
      Pattern.compile(
          "^why (?:do|does|did|are) (?!it\\b|this\\b|that\\b|there\\b|you\\b|we\\b|i\\b|my\\b|the\\b|our\\b|all\\b)"
              + "|^[^,]{2,}(?:点解|为什么|为何)(?!.*[热冷冻暗黑嘈吵闷湿潮臭慢])[^,]*$");

  private static final Pattern WHY_FIRST = Pattern.compile("^(?:点解|为什么|为何|做乜)(?!.*[热冷冻暗黑嘈吵闷湿潮臭慢])");

  /** 你觉得蛋饼配甜豆浆还是咸豆浆, whatever makes soy milk. */
  private static final Pattern OPINION =
      Pattern.compile(
          "^你?(?:觉得|认为|话|说)[^,]+(?:还是|定系|抑或)(?![^,]*[开关熄闩])|^(?:给我|帮我|同我)?[讲说来]一?个笑(?:话|告诉)");

  private OfTheWorld() {}

  /**
   * "Why do chickens need grit" asks nothing of a household; why it is so hot may tell something.
   */
  static Optional<Clause> why(Found found) {
    String heard = found.heard().text();
    boolean namesNothing = found.parts().stream().allMatch(Part.Text.class::isInstance);
    boolean isOfTheWorld =
        found.parts().stream().noneMatch(Part.Timed.class::isInstance)
            && (WHY.matcher(heard).find()
                || OPINION.matcher(heard).find()
                || namesNothing && WHY_FIRST.matcher(heard).find())
            && !Words.anyOf("properties", heard);
    return isOfTheWorld ? Optional.of(Clause.alone(Verb.GENERAL)) : Optional.empty();
  }
}
