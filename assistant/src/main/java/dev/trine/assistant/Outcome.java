package dev.trine.assistant;

/**
 * What one utterance led to.
 *
 * @param utterance what was said
 * @param reply what is answered
 */
public record Outcome(String utterance, String reply) {}
