package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What scores come to is tested against transformers (PaperTest: bloom, mpt, falcon_alibi). */
class AlibiTest {
  private static final int TOKENS = 600;
  private static final int DIM = 3;

  @Test
  void keysMoveBackOnceThoseBeforeThemAreForgotten() {
    Attention plain = Attention.of(2, 2, DIM);
    Alibi alibi = Alibi.of(2, DIM, 8, plain.scale());
    KvCache cache = new AttentionCache(List.of(plain.withAlibi(alibi)), TOKENS, Precision.EXACT);
    Batch batch = Batch.of(new int[TOKENS], cache, false);
    float[] keys = alibi.keys(new float[TOKENS * 2 * DIM], 2, batch);
    int width = 2 * alibi.keyDim();
    float[] later = Arrays.copyOfRange(keys, 523 * width, 524 * width);
    alibi.turnBack(later, 2, 514);
    assertThat(later).isEqualTo(Arrays.copyOfRange(keys, 9 * width, 10 * width));
  }
}
