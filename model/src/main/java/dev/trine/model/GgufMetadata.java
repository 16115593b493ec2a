package dev.trine.model;

/** The metadata of one architecture in a GGUF file: every key begins with its name. */
final class GgufMetadata {
  private final String architecture;
  private final GgufWriter writer;

  GgufMetadata(String architecture, GgufWriter writer) {
    this.architecture = architecture;
    this.writer = writer;
  }

  /** What GGUF files call the architecture. */
  String architecture() {
    return architecture;
  }

  boolean has(String key) {
    return writer.has(full(key));
  }

  void put(String key, int value) {
    writer.put(full(key), value);
  }

  void put(String key, double value) {
    writer.put(full(key), (float) value);
  }

  void put(String key, boolean value) {
    writer.put(full(key), value);
  }

  void put(String key, String value) {
    writer.put(full(key), value);
  }

  void put(String key, int[] values) {
    writer.put(full(key), values);
  }

  void putOnce(String key, int value) {
    if (!has(key)) {
      put(key, value);
    }
  }

  void putOnce(String key, double value) {
    if (!has(key)) {
      put(key, value);
    }
  }

  private String full(String key) {
    return architecture + "." + key;
  }
}
