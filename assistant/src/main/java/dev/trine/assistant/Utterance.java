package dev.trine.assistant;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A sentence, and what is known of the one who said it.
 *
 * @param id what the outcome repeats; empty means none
 * @param text the sentence, in Chinese or English
 * @param in where the speaker is: id or name of a place
 * @param now the speaker's clock
 * @param confirm whether leave is given in advance for what would be asked
 * @param dryRun whether to say only what would be done
 */
public record Utterance(
    String id,
    String text,
    Optional<String> in,
    LocalDateTime now,
    boolean confirm,
    boolean dryRun) {

  /** {@return a sentence of which nothing else is known} */
  public static Utterance of(String text) {
    return new Utterance(
        "", text, Optional.empty(), LocalDateTime.now(ZoneId.systemDefault()), false, false);
  }
}
