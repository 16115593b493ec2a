package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.model.Batch;
import dev.trine.runtime.RouterAgreement.Count;
import dev.trine.runtime.RouterAgreement.Routes;
import org.junit.jupiter.api.Test;

class RouterAgreementTest {
  private static final String FIRST = "model.layers.0.mlp.gate" + Batch.ROUTED;
  private static final String THIRD = "model.layers.2.mlp.gate" + Batch.ROUTED;

  private static Routes routes(float[] first, float[] third) {
    Routes routes = new Routes();
    routes.see("model.layers.0.mlp.gate", new float[] {9, 9, 9}, 1); // what enters, not what leaves
    routes.see(FIRST, first, first.length / 3);
    routes.see(THIRD, third, third.length / 3);
    return routes;
  }

  @Test
  void expertsOfTheOriginalAreLookedForInTheModel() {
    Count count = new Count();
    // Two tokens, two of three experts each. By hand: 3 of 4 and 2 of 4 stay.
    count.add(
        routes(new float[] {.5f, .5f, 0, 0, .9f, .1f}, new float[] {.5f, .5f, 0, 0, .9f, .1f}),
        routes(new float[] {.1f, .9f, 0, .2f, .8f, 0}, new float[] {.5f, 0, .5f, .2f, .8f, 0}));
    assertThat(count.agreement()).contains(new RouterAgreement(5 / 8.0, 2 / 4.0, 2));
    count.add(
        routes(new float[] {.5f, .5f, 0}, new float[] {.5f, .5f, 0}),
        routes(new float[] {.5f, .5f, 0}, new float[] {.5f, .5f, 0}));
    assertThat(count.agreement()).contains(new RouterAgreement(9 / 12.0, 4 / 6.0, 2));
  }

  @Test
  void layersWithFewerExpertsAreNotCompared() {
    Count count = new Count();
    count.add(
        routes(new float[] {1, 0, 0}, new float[] {1, 0, 0}),
        routes(new float[] {1, 0}, new float[] {1, 0, 0}));
    assertThat(count.agreement()).contains(new RouterAgreement(1, 1, 2));
  }

  @Test
  void withoutExpertsThereIsNothingToSay() {
    Count count = new Count();
    count.add(new Routes(), new Routes());
    assertThat(count.agreement()).isEmpty();
  }
}
