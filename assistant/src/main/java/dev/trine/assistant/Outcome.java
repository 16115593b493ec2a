package dev.trine.assistant;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one utterance led to.
 *
 * @param id the utterance's; empty means none
 * @param utterance what was said
 * @param language {@code zh} or {@code en}
 * @param kind what became of it
 * @param acts what was done or read, in order
 * @param proposed what would be done if leave were given
 * @param reply what is answered, in the language of the speaker
 * @param undo the id by which it can be taken back
 * @param millis how long it took
 */
public record Outcome(
    String id,
    String utterance,
    String language,
    Kind kind,
    List<Act> acts,
    List<Act> proposed,
    String reply,
    Optional<String> undo,
    long millis) {

  /** {@return the same, to which another utterance led} */
  Outcome answering(String said) {
    return new Outcome(id, said, Hearing.language(said), kind, acts, proposed, reply, undo, millis);
  }

  /** What became of an utterance. */
  public enum Kind {
    /** At least one act was done. */
    DONE,
    /** The reply is a question; nothing was done. */
    ASKED,
    /** The reply states facts. */
    ANSWERED,
    /** Nothing was done; the reply says why. */
    REFUSED,
    /** It was tried, and no device obeyed. */
    FAILED;

    /** {@return the word of the contract} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A write, call or read.
   *
   * @param thing the Thing's id
   * @param op {@code writeproperty}, {@code invokeaction} or {@code readproperty}
   * @param name the property or action
   * @param value what was written or read
   * @param before the property's value before, or for an action an object of what it changed
   * @param after likewise, as read back
   * @param afterSeconds in how long it is to be done; nothing for now, or for a condition
   * @param status {@code confirmed}, {@code sent}, {@code failed} or {@code planned}
   * @param error why it failed
   */
  public record Act(
      String thing,
      String op,
      String name,
      Optional<JsonNode> value,
      Optional<JsonNode> before,
      Optional<JsonNode> after,
      Optional<Long> afterSeconds,
      String status,
      Optional<String> error) {

    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("thing", thing).put("op", op).put("name", name);
      value.ifPresent(v -> json.set("value", v));
      before.ifPresent(v -> json.set("before", v));
      after.ifPresent(v -> json.set("after", v));
      afterSeconds.ifPresent(s -> json.put("afterSeconds", s));
      json.put("status", status);
      error.ifPresent(e -> json.put("error", e));
      return json;
    }
  }

  /** {@return the outcome of an utterance that could not even be tried} */
  public static Outcome failed(Utterance utterance, String why) {
    return new Outcome(
        utterance.id(),
        utterance.text(),
        Hearing.language(utterance.text()),
        Kind.FAILED,
        List.of(),
        List.of(),
        why,
        Optional.empty(),
        0);
  }

  /** {@return one line of JSON; what is absent is left out} */
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!id.isEmpty()) {
      json.put("id", id);
    }
    json.put("utterance", utterance).put("language", language).put("kind", kind.word());
    json.set("acts", list(acts));
    if (!proposed.isEmpty()) {
      json.set("proposed", list(proposed));
    }
    json.put("reply", reply);
    undo.ifPresent(u -> json.put("undo", u));
    return json.put("millis", millis).toString();
  }

  private static ArrayNode list(List<Act> acts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    acts.forEach(act -> list.add(act.json()));
    return list;
  }
}
