package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As Hugging Face's tokenizers 0.23.2 normalise. */
class BertNormalizerTest {
  private final BertNormalizer normalizer = BertNormalizer.of(true);

  @Test
  void whatUnicodeHasNotAssignedStays() {
    assertThat(normalizer.apply("a\uffffb")).isEqualTo("a\uffffb");
  }

  @Test
  void controlCharactersGo() {
    assertThat(normalizer.apply("a\u0000\u001f\u00ad\u200b\ue000b")).isEqualTo("ab");
  }
}
