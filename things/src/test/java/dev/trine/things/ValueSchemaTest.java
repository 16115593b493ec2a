package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values follow the definitions of JSON Schema (draft 7), which TD 1.1 refers to. */
class ValueSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'integer', 'minimum': 0, 'maximum': 100} | 0 100 30.0 | -1 101 30.5 '30' true null 1e30",
        "{'type': 'integer', 'minimum': 0.5, 'maximum': 2.5} | 1 2 | 0 3",
        "{'type': 'integer', 'exclusiveMinimum': 0, 'exclusiveMaximum': 3} | 1 2 | 0 3",
        "{'type': 'integer', 'exclusiveMinimum': 0.5} | 1 | 0",
        "{'type': 'integer', 'multipleOf': 2.5} | 0 5 -10 | 2 3",
        "{'type': 'integer', 'multipleOf': 0.5} | 0 1 2 | 0.5",
        "{'type': 'integer', 'maximum': 18446744073709551615} | 9223372036854775807 | 9223372036854775808 1e19",
        "{'type': 'integer', 'minimum': 9007199254740993} | 9007199254740993 | 9007199254740992",
        "{'type': 'number', 'exclusiveMinimum': 0, 'maximum': 1} | 0.001 1 | 0 1.01",
        "{'type': 'number', 'multipleOf': 0.1} | 0.3 22.7 | 0.35",
        "{'minimum': 16, 'maximum': 30} | 16 22.5 | 15 'x' true",
        "{'enum': ['low', 'high']} | 'low' | 'mid' 1",
        "{'enum': [1, 2, 3]} | 1 3.0 | 4 'low'",
        "{'const': 'auto'} | 'auto' | 'cool'",
        "{'type': 'string', 'pattern': '^#[0-9a-f]{6}$'} | '#00ff00' | '#00ff0' 'red'",
        "{'items': {'type': 'string'}} | [] ['a'] | [1] 'a'",
        "{'properties': {'seconds': {'minimum': 1}}, 'required': ['seconds']} | {'seconds':2} | {} {'seconds':0}",
        "{} | 1 'a' [] null | "
      })
  void valuesAreHeldToTheSchema(String schema, String good, String bad) {
    ValueSchema read = read(schema);
    for (String value : good.split(" ")) {
      assertThat(read.violation(Homes.json(value.replace('\'', '"')))).as(value).isEmpty();
    }
    for (String value : bad == null ? new String[0] : bad.split(" ")) {
      assertThat(read.violation(Homes.json(value.replace('\'', '"')))).as(value).isPresent();
    }
  }

  @Test
  void anIntegerIsWrittenAsOne() {
    ValueSchema whole = read("{'type': 'integer'}");
    assertThat(whole.canonical(Homes.json("30.0"))).isEqualTo(Homes.json("30"));
    assertThat(whole.canonical(Homes.json("3e10"))).isEqualTo(Homes.json("30000000000"));
    assertThat(read("{'type': 'number'}").canonical(Homes.json("30.5")))
        .isEqualTo(Homes.json("30.5"));
  }

  @Test
  void aPatternThatBacktracksForEverEnds() {
    ValueSchema nested = read("{'type': 'string', 'pattern': '^(a+)+$'}");
    assertThat(nested.violation(Homes.json("\"" + "a".repeat(60) + "b\""))).isPresent();
    ValueSchema deep = read("{'type': 'string', 'pattern': '^(a|b)*$'}");
    deep.violation(Homes.json("\"" + "ab".repeat(100_000) + "\""));
    assertThatThrownBy(() -> read("{'pattern': '" + "(".repeat(100_000) + "'}"))
        .isInstanceOf(ThingException.class);
  }

  private static ValueSchema read(String schema) {
    return SchemaReader.schema(new Spot("test", "", "", Homes.json(schema.replace('\'', '"'))));
  }
}
