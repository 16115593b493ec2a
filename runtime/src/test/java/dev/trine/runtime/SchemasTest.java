package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * More than 200 schemas and some that cannot be served: whatever a model finds probable, at
 * whatever temperature, an independent validator (networknt) accepts its text.
 */
final class SchemasTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final TinyTokenizer tokens =
      new TinyTokenizer("{\"", "\":", "true", "灯", "12", "\",\"", "}}", "]}", ", ", "null");

  @TestFactory
  Stream<DynamicTest> theWorstModelWritesWhatTheSchemaAsksFor() {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                SchemasTest.class.getResourceAsStream("schemas.jsonl"), StandardCharsets.UTF_8));
    return lines
        .lines()
        .map(line -> {
          JsonNode json = JsonMapper.shared().readTree(line);
          String schema = json.path("schema").toString();
          String name = schema.substring(0, Math.min(90, schema.length()));
          return dynamicTest(
              name,
              () -> {
                if (json.has("refused")) {
                  refuses(schema, json.path("refused").stringValue());
                } else {
                  serves(schema);
                }
              });
        });
  }

  private void refuses(String schema, String why) {
    assertThatThrownBy(() -> JsonSchema.grammar(schema).mask(tokens))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining(why);
  }

  private void serves(String text) {
    Schema schema = REGISTRY.getSchema(text);
    Grammar grammar = JsonSchema.grammar(text);
    int least = grammar.mask(tokens).tokensToFinish();
    for (int seed = 0; seed < 12; seed++) {
      LanguageModel model =
          LanguageModel.of(new RandomTransformer(tokens.size(), 1024, seed), tokens);
      Sampling sampling = Sampling.temperature(seed % 4 * 0.8f, seed);
      Generation generation =
          Generation.greedy(least + seed % 3 * 40).with(sampling).under(grammar);
      String made = model.session().prompt("x").generate(generation);
      assertThat(schema.validate(made, InputFormat.JSON)).as("%s under %s", made, text).isEmpty();
    }
  }
}
