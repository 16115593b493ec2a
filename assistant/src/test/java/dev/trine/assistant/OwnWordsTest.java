package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that only a Thing knows become letters, whatever language they are said in. */
class OwnWordsTest {
  private static final Household HOME =
      Household.parse(
          """
          {"id": "own", "places": [{"id": "hall", "kind": "room", "titles": {"en": "Hall", "zh": "门厅"}}], "things": [
            {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:kiln", "@type": "Kiln",
             "titles": {"en": "Kiln", "zh": "电窑"}, "trine:place": "hall",
             "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
             "properties": {
               "kiln-temperature": {"type": "integer", "minimum": 20, "maximum": 1300, "unit": "celsius"},
               "chamber-temperature": {"type": "number", "readOnly": true},
               "ramp-rate": {"type": "integer", "titles": {"zh": "升温速度"}},
               "light": {"type": "boolean"},
               "heating": {"type": "boolean"},
               "auto-off-minutes": {"type": "integer", "unit": "minute"},
               "clay-level": {"type": "integer", "readOnly": true},
               "glaze": {"type": "string", "enum": ["matt-white", "raku", "strong"]}},
             "actions": {"purge": {"input": {"type": "object", "properties": {"rounds": {"type": "integer"}}}}}},
            {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:lamp", "@type": "Light",
             "titles": {"en": "Lamp", "zh": "灯"}, "trine:place": "hall",
             "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
             "properties": {"on": {"type": "boolean"}, "child-lock": {"type": "boolean"}}}]}
          """,
          "a household of this test");

  private static final Finder FINDER = new Finder(HOME);

  private static Prompt prompt(String said) {
    return Prompt.of(FINDER.find(Hearing.hear(said)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set the kiln temperature to 900 | > set the $a to 900
          kiln ramp rate 150 | > A $a 150
          lamp on, the kids are asleep | > A on, the kids are asleep
          turn on the lamp's kids lock | > turn on the A 's $a
          电窑升温速度调到一百 | > A $a 调到100
          kiln glaze to matt white | > A $a to $b
          kiln glaze strong | > A $a $b
          kiln strong please | > A $a please
          purge the kiln three rounds | > $a the A 3 $b
          ramp the kiln up | > $a the A up
          turn on the kiln's light | > turn on the A 's $a
          电窑的灯打开 | > A 的 $a 打开
          把灯打开 | > 把 A 打开
          purge it | > $a it
          电窑加热打开 | > A $a 打开
          电窑自动关机设成二十 | > A $a 设成20
          how much clay is left in the kiln | > $a is left in the A
          is there enough clay in the kiln | > is there $a in the A
          """)
  void areFoundInTheSentence(String said, String read) {
    assertThat(prompt(said).text()).endsWith("\n" + read + "\n");
  }

  @Test
  void areShownWithWhatTheyCanBe() {
    assertThat(prompt("kiln glaze raku").text())
        .startsWith(
            "A kiln : $c:kiln-temperature~celsius $e:ramp-rate $f:light=true|false"
                + " $g:heating=true|false $h:auto-off-minutes~minute $a:glaze=$j:matt-white|$b:raku|strong"
                + " ! $k:purge($l:rounds) ? $d:chamber-temperature $i:clay-level\n");
  }

  @Test
  void areReadBackFromTheirLetters() {
    Prompt prompt = prompt("kiln glaze raku");
    Clause clause = prompt.clauses("set one A $a $b").getFirst();
    assertThat(clause.name()).isEqualTo("glaze");
    assertThat(clause.value()).isEqualTo("raku");
    assertThat(prompt.answer(java.util.List.of(clause))).isEqualTo("set one A $a $b");
  }

  @Test
  void whatIsNotSaidIsNotMeantOfThingsThatAreNotNamed() {
    Prompt prompt = prompt("turn it up");
    assertThat(new PlanGrammar(prompt).allows(prompt.clauses("set any * ramp-rate +").getFirst()))
        .isFalse();
    Prompt named = prompt("ramp rate up");
    assertThat(new PlanGrammar(named).allows(named.clauses("set any * $a +").getFirst())).isTrue();
  }
}
