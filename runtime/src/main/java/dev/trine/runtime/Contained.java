package dev.trine.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an array must contain, as items that follow each other: the first ones, or further ones
 * where the first have schemas of their own. Several schemas have items each, or some items fit
 * them together. Where a number is bounded no other item is like them.
 */
final class Contained {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final int MOST = 1000;
  private static final int MOST_STARTS = 8;

  /**
   * One {@code contains} and how many items are like it.
   *
   * @param unlike what is not like it; empty if no schema says it
   */
  private record Wanted(JsonNode schema, int least, int most, Optional<JsonNode> unlike) {
    boolean isBounded() {
      return most < Grammar.UNLIMITED;
    }
  }

  private final ObjectNode rest;
  private final String at;
  private final List<Wanted> wanted = new ArrayList<>();
  private final List<JsonNode> own;
  private final JsonNode items;

  private Contained(ObjectNode schema, String at) {
    this.at = at;
    rest = schema.deepCopy();
    for (JsonNode entry : rest.remove(SchemaKeywords.CONTAINED)) {
      int least = ScalarSchema.count(entry, "minContains", 1, at);
      int most = ScalarSchema.count(entry, "maxContains", Grammar.UNLIMITED, at);
      JsonNode one = entry.path("contains");
      wanted.add(
          new Wanted(
              one, least, most, most < Grammar.UNLIMITED ? Negation.of(one) : Optional.empty()));
    }
    own = rest.path("prefixItems").valueStream().toList();
    items = rest.path("items");
  }

  /** The keywords about what is contained, as an entry of {@link SchemaKeywords#CONTAINED}. */
  static ObjectNode entry(ObjectNode schema) {
    ObjectNode entry = NODES.objectNode();
    for (String keyword : List.of("contains", "minContains", "maxContains")) {
      if (schema.has(keyword)) {
        entry.set(keyword, schema.path(keyword));
      }
    }
    return entry;
  }

  /**
   * A schema without {@link SchemaKeywords#CONTAINED}.
   *
   * @throws GrammarException if what must not be contained cannot be said
   */
  static JsonNode placed(ObjectNode schema, String at) {
    return new Contained(schema, at).alternatives();
  }

  private JsonNode alternatives() {
    if (wanted.stream().anyMatch(it -> it.least() > it.most())) {
      return rest.put("minItems", 1).put("maxItems", 0); // no array fits
    }
    if (wanted.size() == 1 && wanted.getFirst().isBounded() && bounded().isEmpty()) {
      return only(wanted.getFirst());
    }
    Set<JsonNode> made = new LinkedHashSet<>();
    for (int start : starts()) {
      made.add(placed(start, apart()));
      made.add(placed(start, together()));
    }
    return SchemaRewrite.anyOf(List.copyOf(made));
  }

  private List<Integer> starts() {
    return own.size() > MOST_STARTS
        ? List.of(0, own.size())
        : IntStream.rangeClosed(0, own.size()).boxed().toList();
  }

  /** What other items than the wanted ones must be. */
  private List<JsonNode> bounded() {
    return wanted.stream().flatMap(it -> it.unlike().stream()).toList();
  }

  /** Arrays of wanted items alone, where what is not like them cannot be said. */
  private JsonNode only(Wanted one) {
    int max = Math.min(one.most(), ScalarSchema.count(rest, "maxItems", Grammar.UNLIMITED, at));
    rest.put("minItems", Math.max(one.least(), ScalarSchema.count(rest, "minItems", 0, at)));
    rest.put("maxItems", max);
    return placed(0, Stream.generate(() -> List.of(one.schema())).limit(few(max)).toList());
  }

  /** An item for each schema, as often as it is wanted. */
  private List<List<JsonNode>> apart() {
    List<List<JsonNode>> slots = new ArrayList<>();
    for (Wanted one : wanted) {
      List<JsonNode> slot = new ArrayList<>(List.of(one.schema()));
      wanted.stream().filter(it -> it != one).forEach(it -> slot.addAll(unlike(it)));
      for (int i = 0; i < few(one.least()); i++) {
        slots.add(slot);
      }
    }
    return slots;
  }

  /** Items that fit all schemas that still want some. */
  private List<List<JsonNode>> together() {
    int most = few(wanted.stream().mapToInt(Wanted::least).max().orElse(0));
    List<List<JsonNode>> slots = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      List<JsonNode> slot = new ArrayList<>();
      for (Wanted one : wanted) {
        slot.addAll(i < one.least() ? List.of(one.schema()) : unlike(one));
      }
      slots.add(slot);
    }
    return slots;
  }

  private List<JsonNode> unlike(Wanted one) {
    if (one.isBounded() && one.unlike().isEmpty()) {
      throw SchemaKeywords.refused(
          at, "'maxContains' beside another 'contains' cannot be kept here; leave it out");
    }
    return one.unlike().stream().toList();
  }

  private int few(int count) {
    if (count > MOST) {
      throw SchemaKeywords.refused(
          at, "'contains' more than " + MOST + " times cannot be kept; ask for fewer");
    }
    return count;
  }

  /** The schema with items that must be at places from a start on. */
  private JsonNode placed(int start, List<List<JsonNode>> slots) {
    ObjectNode made = rest.deepCopy();
    List<JsonNode> unlike = bounded();
    int end = slots.isEmpty() ? 0 : start + slots.size();
    ArrayNode first = NODES.arrayNode();
    for (int i = 0; i < Math.max(end, own.size()); i++) {
      first.add(
          both(
              i < own.size() ? own.get(i) : items,
              i < start || i >= end ? unlike : slots.get(i - start)));
    }
    if (!first.isEmpty()) {
      made.set("prefixItems", first);
    }
    made.put("minItems", Math.max(end, ScalarSchema.count(rest, "minItems", 0, at)));
    if (!unlike.isEmpty()) {
      made.set(
          "items", both(items.isMissingNode() ? rest.path("unevaluatedItems") : items, unlike));
    }
    return made;
  }

  private static JsonNode both(JsonNode item, List<JsonNode> more) {
    List<JsonNode> all = new ArrayList<>(more);
    if (!item.isMissingNode()) {
      all.addFirst(item);
    }
    return all.isEmpty()
        ? NODES.booleanNode(true)
        : all.size() == 1 ? all.getFirst() : SchemaRewrite.allOf(all);
  }
}
