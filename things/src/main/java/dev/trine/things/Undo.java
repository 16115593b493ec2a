package dev.trine.things;

import java.util.List;

/**
 * What undoes a journal entry.
 *
 * @param acts the writes that restore what was, last change first
 * @param impossible the acts that no write can take back
 */
public record Undo(String id, List<Act> acts, List<Act> impossible) {}
