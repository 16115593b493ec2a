package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Settings that lie are refused as {@link Mutants} are, or change nothing that costs much. */
class SettingsMutationTest {
  private static final List<Object> VALUES =
      List.of(
          -1,
          0,
          1,
          2,
          3,
          7,
          8,
          64,
          1000,
          2147483647,
          9223372036854775807L,
          Double.POSITIVE_INFINITY,
          Double.NaN,
          0.5,
          1e-30,
          1e30,
          "",
          "full_attention",
          "gelu",
          List.of(),
          List.of(1, 2),
          Map.of(),
          true,
          false);

  /** Every setting of every architecture and way of setting it up, each with a lie. */
  @ParameterizedTest
  @FieldSource("dev.trine.model.PaperTest#CASES")
  void settings(PaperTest.Case reference) {
    Weights whole = PaperTest.weights(reference.json());
    Random random = new Random(reference.toString().hashCode());
    for (String setting : whole.config().keySet()) {
      if (setting.equals("model_type")) {
        continue;
      }
      for (int i = 0; i < Mutants.COUNT / 80; i++) {
        Map<String, Object> config = new LinkedHashMap<>(whole.config());
        lie(config, setting, random);
        Weights mutant = new Weights("lies", whole.naming(), config, whole.tensors());
        long before = Mutants.allocated();
        try {
          Transformer model = Architectures.open(mutant);
          model.forward(new int[] {3, 1}, model.newCache(2), true);
        } catch (ModelException e) {
          assertThat(e.getMessage()).startsWith("lies: ").satisfies(Mutants::isOneClearLine);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(setting + " " + config.get(setting) + " is not refused well", e);
        }
        assertThat(Mutants.allocated() - before).as(setting).isLessThan(Mutants.MEMORY);
      }
    }
  }

  /** Of a value, or of one that stands in it. */
  @SuppressWarnings("unchecked")
  private static void lie(Map<String, Object> config, String setting, Random random) {
    Object value = config.get(setting);
    if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(4) > 0) {
      Map<String, Object> inner = new LinkedHashMap<>((Map<String, Object>) map);
      lie(
          inner,
          inner.keySet().stream().skip(random.nextInt(inner.size())).findFirst().orElseThrow(),
          random);
      config.put(setting, inner);
    } else if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
      List<Object> inner = new ArrayList<>(list);
      int at = random.nextInt(inner.size());
      inner.set(at, VALUES.get(random.nextInt(VALUES.size())));
      config.put(setting, random.nextBoolean() ? inner : inner.subList(0, at));
    } else {
      config.put(setting, VALUES.get(random.nextInt(VALUES.size())));
    }
  }
}
