package dev.trine.assistant;

import dev.trine.things.Household;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Households for tests: those of the evaluation set, one of odd Things, one with a Thing of every
 * kind, one of machines with words of their own, and one of machines whose titles tell them.
 */
final class Households {
  static final Household FLAT = read("evaluation/flat.json");
  static final Household HOUSE = read("evaluation/house.json");
  static final Household WUHAN = read("evaluation/wuhan.json");
  static final Household HEBE = read("evaluation/hebe.json");
  static final Household LEEDS = read("evaluation/leeds.json");
  static final Household HEFEI = read("evaluation/hefei.json");
  static final Household KWUNTONG = read("evaluation/kwuntong.json");
  static final Household ODD = read("odd.json");
  static final Household ALL = read("all.json");
  static final Household MACHINES = read("machines.json");
  static final Household OWN = read("own.json");

  private Households() {}

  private static Household read(String resource) {
    return Household.parse(text(resource), resource);
  }

  /** {@return the Thing Description of what can be turned on, in a place} */
  static String thing(String id, String type, String english, String chinese, String place) {
    return """
    {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:%s", "@type": "%s",
     "titles": {"en": "%s", "zh": "%s"}, "trine:place": "%s",
     "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
     "properties": {"on": {"type": "boolean"}}}
    """
        .formatted(id, type, english, chinese, place);
  }

  static String text(String resource) {
    try (InputStream in = Households.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
