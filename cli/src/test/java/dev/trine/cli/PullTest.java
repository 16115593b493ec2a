package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class PullTest {

  @Test
  void aSplitModelIsAllItsParts() {
    assertThat(Pull.parts(URI.create("https://hub.example/a/m-00002-of-00003.gguf?download=true")))
        .extracting(URI::toString)
        .containsExactly(
            "https://hub.example/a/m-00001-of-00003.gguf?download=true",
            "https://hub.example/a/m-00002-of-00003.gguf?download=true",
            "https://hub.example/a/m-00003-of-00003.gguf?download=true");
    URI whole = URI.create("https://hub.example/a/m-of-5.gguf");
    assertThat(Pull.parts(whole)).containsExactly(whole);
  }
}
