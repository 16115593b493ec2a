package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose something is, said by a pronoun, and one name for what two have. */
class WhoseTest {
  private static final Whose WHOSE = new Whose(new NameIndex(Household.parse(family(), "family")));

  private static String family() {
    String things =
        List.of(
                thing("she", "Person", "Mum", "妈妈"),
                thing("he", "Person", "Dad", "爸爸"),
                thing("mum", "Light", "Mum's lamp", "妈妈床头灯"),
                thing("dad", "Light", "Dad's lamp", "爸爸的床头灯"),
                thing("v1", "Valve", "Valve one", "一号水阀"),
                thing("v2", "Valve", "Valve two", "二号水阀"),
                thing("table", "Light", "Table two light", "二号桌灯"),
                thing("dog", "Light", "Dog lamp", "豆豉台灯"),
                thing("hall", "Light", "Hall light", "走廊灯"),
                thing("attic", "Light", "Attic light", "阁楼灯"))
            .stream()
            .collect(Collectors.joining(","));
    return """
    {"id": "family", "titles": {"en": "Family"}, "places": [
     {"id": "leo", "kind": "room", "titles": {"en": "Leo's room", "zh": "豆豆的房间"}},
     {"id": "hall", "kind": "room", "titles": {"en": "Hall", "zh": "走廊"}},
     {"id": "attic", "kind": "room", "titles": {"en": "Attic", "zh": "阁楼"}}],
     "things": [%s]}
    """
        .formatted(things);
  }

  private static String thing(String id, String type, String english, String chinese) {
    return Households.thing(id, type, english, chinese, "hall");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Leo's asleep, lights off in his room      | leo's asleep, lights off in leo's room
          Mum is reading, brighten her lamp         | mum is reading, brighten mum's lamp
          豆豆睡了，他房间的灯关掉                        | 豆豆睡了,豆豆房间的灯关掉
          豆豆瞓咗，閂咗佢間房啲燈                        | 豆豆瞓咗,闩咗豆豆间房啲灯
          turn both Mum's and Dad's lamp off        | turn both mum's lamp and dad's lamp off
          Mum and Dad's lamps on                    | mum's lamps and dad's lamps on
          爸爸和妈妈的床头灯都关掉                        | 爸爸的床头灯和妈妈床头灯都关掉
          开一号跟二号水阀                              | 开1号水阀跟2号水阀
          妈妈嗰盏床头灯熄咗佢                            | 妈妈床头灯熄咗佢
          妈妈张床头灯光啲                              | 妈妈床头灯调亮一点
          Dad's lamp to 20 and Mum's off                | dad's lamp to 20 and mum's lamp off
          爸爸那盏床头灯关掉                            | 爸爸的床头灯关掉
          豆豉嗰盏台灯熄咗佢                            | 豆豉台灯熄咗佢
          二号桌的灯关掉                               | 2号桌灯关掉
          二號桌嘅燈開着嗎                              | 2号桌灯开着吗
          爸爸的床头灯调到20，妈妈那盏关掉                   | 爸爸的床头灯调到20,妈妈床头灯关掉
          """)
  void isSaidByName(String said, String told) {
    assertThat(WHOSE.told(Hearing.hear(said)).text()).isEqualTo(told);
  }

  /** Nobody was named, nothing is called so, or rooms are joined, which have all that is there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "除了豆豆房间,其他灯都关",
        "turn off the lights in his room",
        "leo lost his keys",
        "走廊和阁楼的灯关掉",
        "走廊的灯关掉",
        "turn Mum's off",
        "the hall and attic lights off",
        "妈妈和豆豆回来了"
      })
  void staysAsItIs(String said) {
    assertThat(WHOSE.told(Hearing.hear(said)).text()).isEqualTo(Hearing.normal(said));
  }
}
