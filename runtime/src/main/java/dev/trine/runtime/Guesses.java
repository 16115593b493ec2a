package dev.trine.runtime;

import dev.trine.model.Drafter;
import java.util.Arrays;

/** Guesses the tokens that follow a text. */
interface Guesses {

  /** Up to {@code most} tokens; none where nothing comes to mind. */
  int[] after(int[] tokens, int most);

  /** Gives back what was kept for guessing; there are no more guesses. */
  default void free() {}

  /** Guesses for the text of a session. */
  static Guesses of(Speculation speculation, Session session) {
    int capacity = session.capacity();
    int vocabularySize = session.model().transformer().vocabularySize();
    return switch (speculation) {
      case Speculation.None _ -> (_, _) -> new int[0];
      case Speculation.Own own -> own(session, own);
      case Speculation.Lookup lookup ->
          (tokens, most) -> lookup(tokens, Math.min(most, lookup.most()));
      case Speculation.Draft draft -> {
        int theirs = draft.model().transformer().vocabularySize();
        if (theirs != vocabularySize) {
          throw new IllegalArgumentException(
              "the draft model has %d tokens but the model has %d; choose one of its family"
                  .formatted(theirs, vocabularySize));
        }
        yield new Written(draft.model().session(capacity), draft.most());
      }
    };
  }

  /** What the model's own layer for further tokens predicts. */
  private static Guesses own(Session session, Speculation.Own own) {
    if (!(session.model().transformer() instanceof Drafter drafter)) {
      throw new IllegalArgumentException(
          "the model has no layer that predicts further tokens; guess by lookup or a draft model");
    }
    session.keepForDrafting(drafter);
    return (tokens, most) -> {
      boolean oneWaits = session.cache().length() == tokens.length - 1;
      int count = Math.min(most, own.most());
      return oneWaits
          ? drafter.draft(session.cache(), tokens[tokens.length - 1], count)
          : new int[0];
    };
  }

  /** What another model finds most probable, token by token. */
  record Written(Session session, int atOnce) implements Guesses {
    @Override
    public int[] after(int[] tokens, int most) {
      session.prompt(tokens);
      int room = session.capacity() - tokens.length;
      int[] guess = new int[Math.min(room, Math.min(most, atOnce))];
      for (int i = 0; i < guess.length; i++) {
        guess[i] = best(session.logits());
        session.feed(guess[i]);
      }
      return guess;
    }

    @Override
    public void free() {
      session.free();
    }
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  /** The tokens behind the latest earlier place that ends as the text does, in 4 to 2 tokens. */
  private static int[] lookup(int[] tokens, int most) {
    for (int length = 4; length >= 2; length--) {
      int end = tokens.length - length;
      for (int at = end - 1; at >= 0; at--) {
        if (Arrays.equals(tokens, at, at + length, tokens, end, tokens.length)) {
          int from = at + length;
          return Arrays.copyOfRange(tokens, from, Math.min(from + most, tokens.length));
        }
      }
    }
    return new int[0];
  }
}
