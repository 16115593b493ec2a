package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.tensor.BlockFormat;
import org.junit.jupiter.api.Test;

/** Expected formats follow llama.cpp's llama-quant.cpp. */
class MixTest {

  private static BlockFormat format(String mix, String tensor, int layer) {
    return Mix.of(mix).format(tensor, new Mix.Place(layer, 32, 1, false));
  }

  @Test
  void theMediumMixGivesSomeLayersMoreBits() {
    assertThat(format("Q4_K_M", "output", 0)).isEqualTo(BlockFormat.Q6_K);
    assertThat(format("q4_k_m", "attn_q", 0)).isEqualTo(BlockFormat.Q4_K);
    assertThat(format("Q4_K_M", "ffn_down", 3)).isEqualTo(BlockFormat.Q6_K);
    assertThat(format("Q4_K_M", "ffn_down", 4)).isEqualTo(BlockFormat.Q4_K);
    assertThat(format("Q4_K_M", "ffn_down", 6)).isEqualTo(BlockFormat.Q6_K);
    assertThat(format("Q4_K_M", "attn_v", 28)).isEqualTo(BlockFormat.Q6_K);
    assertThat(format("Q3_K_M", "attn_v", 1)).isEqualTo(BlockFormat.Q5_K);
    assertThat(format("Q3_K_M", "attn_v", 2)).isEqualTo(BlockFormat.Q4_K);
    assertThat(format("Q3_K_M", "ffn_down", 1)).isEqualTo(BlockFormat.Q5_K);
    assertThat(format("Q2_K", "attn_v", 9)).isEqualTo(BlockFormat.Q3_K);
    assertThat(Mix.of("Q2_K").format("attn_v", new Mix.Place(9, 32, 4, false)))
        .isEqualTo(BlockFormat.Q4_K);
  }

  @Test
  void aTypeOfSeveralMixesIsTheMediumOne() {
    assertThat(Mix.of("Q3_K").name()).isEqualTo("Q3_K_M");
    assertThat(Mix.of("q4_k").name()).isEqualTo("Q4_K_M");
    assertThat(Mix.of("Q5_K").name()).isEqualTo("Q5_K_M");
    assertThat(Mix.of("Q6_K").name()).isEqualTo("Q6_K");
  }

  @Test
  void everyRuleCanBeApplied() {
    for (String name : Mix.names().split(", ", -1)) {
      for (String tensor : new String[] {"output", "token_embd", "attn_v", "ffn_down", "attn_q"}) {
        assertThat(Quantizer.known(format(name, tensor, 1))).isTrue();
      }
    }
    assertThatThrownBy(() -> Mix.of("Q9")).hasMessageContaining("known are F32");
  }

  @Test
  void rowsThatAreNoWholeBlocksFallBack() {
    assertThat(Mix.fitting(BlockFormat.Q4_K, 512)).isEqualTo(BlockFormat.Q4_K);
    assertThat(Mix.fitting(BlockFormat.Q4_K, 192)).isEqualTo(BlockFormat.Q5_0);
    assertThat(Mix.fitting(BlockFormat.Q6_K, 172)).isEqualTo(BlockFormat.F16);
  }
}
