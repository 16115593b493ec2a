package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What sentences must lead to when they are said otherwise follows from what they lead to. */
class OtherwiseTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNode LAMP = order("1", "on-off", "台灯关了。", "urn:a:lamp on false");
  private static final JsonNode FAN = order("2", "set", "风扇三档", "urn:a:fan fan-level 3");

  private static JsonNode order(String id, String kind, String said, String act) {
    String[] words = act.split(" ");
    return JSON.readTree(
        """
        {"id": "%s", "utterance": "%s", "language": "zh-CN", "kind": "%s", "household": "a.json", "expect":
         {"kind": "done", "acts": [{"thing": "%s", "op": "writeproperty", "name": "%s", "value": %s}]}}
        """
            .formatted(id, said, kind, words[0], words[1], words[2]));
  }

  private static List<JsonNode> otherwise(String kind, JsonNode... sentences) {
    return Otherwise.of(List.of(sentences), 1).stream()
        .filter(it -> it.path("kind").asString().equals(kind))
        .toList();
  }

  private static String said(JsonNode sentence) {
    return sentence.path("utterance").asString();
  }

  private static String brief(JsonNode sentence) {
    return Accepted.of(sentence.path("expect")).getFirst().brief();
  }

  @Test
  void anOrderWithATimeIsDoneAtThatTime() {
    assertThat(otherwise("later", LAMP))
        .singleElement()
        .satisfies(later -> {
          assertThat(said(later)).endsWith("台灯关了").hasSizeGreaterThan(4);
          assertThat(brief(later)).startsWith("done [urn:a:lamp on=false after ");
        });
  }

  @Test
  void twoOrdersInOneAreBoth() {
    assertThat(otherwise("together", LAMP, FAN))
        .isNotEmpty()
        .allSatisfy(both -> {
          assertThat(said(both)).contains("台灯关了").contains("风扇三档").doesNotContain("。风扇三档。");
          assertThat(brief(both)).isEqualTo("done [urn:a:fan fan-level=3, urn:a:lamp on=false]");
        });
    assertThat(otherwise("together", LAMP, LAMP)).as("one lamp off and off").isEmpty();
  }

  @Test
  void withoutItsCommasItIsTheSame() {
    JsonNode sentence = order("3", "on-off", "太亮了，台灯关了", "urn:a:lamp on false");
    assertThat(otherwise("unpaused", sentence))
        .singleElement()
        .satisfies(unpaused -> {
          assertThat(said(unpaused)).isEqualTo("太亮了台灯关了");
          assertThat(unpaused.path("expect")).isEqualTo(sentence.path("expect"));
        });
    assertThat(otherwise("unpaused", order("4", "note", "记一下：盐，糖", "urn:a:notes text \"盐，糖\"")))
        .as("a comma of what is written down stays")
        .isEmpty();
  }

  @Test
  void aRemarkOrATimeOfItsOwnTakesNoOther() {
    JsonNode told = order("5", "on-off", "太亮了，台灯关了", "urn:a:lamp on false");
    JsonNode now = order("6", "on-off", "马上关台灯", "urn:a:lamp on false");
    assertThat(Stream.of(told, now).flatMap(it -> otherwise("later", it).stream())).isEmpty();
  }

  @Test
  void theSameSeedSaysTheSame() {
    List<JsonNode> sentences = List.of(LAMP, FAN);
    assertThat(Otherwise.of(sentences, 7)).isEqualTo(Otherwise.of(sentences, 7));
  }
}
