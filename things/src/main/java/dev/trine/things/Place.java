package dev.trine.things;

import java.util.Optional;

/**
 * A floor, room, garden, car or phone of a household.
 *
 * @param kind floor, room, outdoor, car, phone or another word
 * @param in id of the place that contains this one
 */
public record Place(String id, String kind, Optional<String> in, Names names) {}
