package dev.trine.runtime;

/**
 * How tokens are guessed ahead, so that one step of the model can confirm several (Leviathan et al.
 * 2022, arXiv:2211.17192). A guess is kept only where the model chooses the same token, so that the
 * text is what it would be without.
 */
public sealed interface Speculation {

  /** Nothing is guessed. */
  record None() implements Speculation {}

  /**
   * What followed the latest tokens where they stood before in the text (prompt lookup).
   *
   * @param most how many tokens are guessed at once
   */
  record Lookup(int most) implements Speculation {
    public Lookup {
      requireSome(most);
    }
  }

  /**
   * What a smaller model of the same vocabulary would write.
   *
   * @param most how many tokens are guessed at once
   */
  record Draft(LanguageModel model, int most) implements Speculation {
    public Draft {
      requireSome(most);
    }
  }

  /**
   * What the model's own layer for multi-token prediction says (Gloeckle et al. 2024,
   * arXiv:2404.19737).
   *
   * @param most how many tokens are guessed at once
   */
  record Own(int most) implements Speculation {
    public Own {
      requireSome(most);
    }
  }

  /** Nothing is guessed. */
  static Speculation none() {
    return new None();
  }

  private static void requireSome(int most) {
    if (most < 1 || most > 64) {
      throw new IllegalArgumentException(
          "the tokens guessed at once are " + most + "; use 1 to 64");
    }
  }
}
