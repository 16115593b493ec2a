package dev.trine.compress;

import dev.trine.model.Gguf;
import java.util.List;

/** How many layers and heads a GGUF model has; heads may differ from layer to layer. */
record Heads(int layers, List<Long> queries, List<Long> keys) {

  static Heads of(Gguf file) {
    String architecture = file.string("general.architecture").orElse("");
    int layers = file.integer(architecture + ".block_count").orElse(1L).intValue();
    List<Long> queries = perLayer(file, architecture + ".attention.head_count", List.of(1L));
    return new Heads(
        Math.max(1, layers),
        queries,
        perLayer(file, architecture + ".attention.head_count_kv", queries));
  }

  private static List<Long> perLayer(Gguf file, String key, List<Long> otherwise) {
    Object value = file.metadata().get(key);
    if (value instanceof Long one) {
      return List.of(one);
    }
    return value instanceof List<?>
        ? file.numbers(key).orElse(List.of()).stream().map(Number::longValue).toList()
        : otherwise;
  }

  int queriesPerKey(int layer) {
    long keyHeads = at(keys, layer);
    return keyHeads <= 0 ? 1 : Math.toIntExact(Math.min(1 << 20, at(queries, layer) / keyHeads));
  }

  long queries(int layer) {
    return at(queries, layer);
  }

  long keys(int layer) {
    return at(keys, layer);
  }

  private static long at(List<Long> counts, int layer) {
    return counts.isEmpty() ? 1 : counts.get(Math.min(layer, counts.size() - 1));
  }
}
