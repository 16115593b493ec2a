package dev.trine.runtime;

/**
 * How the next token is chosen from the logits, step by step: repetition penalty, top-k, top-p,
 * min-p, temperature.
 *
 * @param temperature 0 takes the most probable token; 1 leaves the model's distribution
 * @param topK keeps this many tokens; 0 keeps all
 * @param topP keeps the most probable tokens that together reach this probability; 1 keeps all
 * @param minP drops tokens less probable than this fraction of the most probable one; 0 drops none
 * @param repetitionPenalty divides the positive logits of recent tokens and multiplies the negative
 *     ones (Keskar et al. 2019, CTRL); 1 is none
 * @param recent how many tokens count as recent
 * @param seed the same seed gives the same choices
 */
public record Sampling(
    float temperature,
    int topK,
    float topP,
    float minP,
    float repetitionPenalty,
    int recent,
    long seed) {

  public Sampling {
    require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    require(topK >= 0, "top-k", topK, "0 or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "more than 0, at most 1");
    require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    require(
        repetitionPenalty > 0 && repetitionPenalty <= 100,
        "repetition penalty",
        repetitionPenalty,
        "more than 0, at most 100");
    require(recent >= 0, "recent tokens", recent, "0 or more");
  }

  /** Always the most probable token. */
  public static Sampling greedy() {
    return temperature(0, 0);
  }

  /** The model's distribution at a temperature. */
  public static Sampling temperature(float temperature, long seed) {
    return new Sampling(temperature, 0, 1, 0, 1, 64, seed);
  }

  public Sampling withTemperature(float other) {
    return new Sampling(other, topK, topP, minP, repetitionPenalty, recent, seed);
  }

  public Sampling withSeed(long other) {
    return new Sampling(temperature, topK, topP, minP, repetitionPenalty, recent, other);
  }

  public Sampling withTopK(int tokens) {
    return new Sampling(temperature, tokens, topP, minP, repetitionPenalty, recent, seed);
  }

  public Sampling withTopP(float probability) {
    return new Sampling(temperature, topK, probability, minP, repetitionPenalty, recent, seed);
  }

  public Sampling withMinP(float fraction) {
    return new Sampling(temperature, topK, topP, fraction, repetitionPenalty, recent, seed);
  }

  public Sampling withRepetitionPenalty(float penalty, int tokens) {
    return new Sampling(temperature, topK, topP, minP, penalty, tokens, seed);
  }

  private static void require(boolean holds, String name, Number value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + "; use " + range);
    }
  }
}
