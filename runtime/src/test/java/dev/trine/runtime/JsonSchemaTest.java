package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether output is valid is decided by an independent validator (networknt). */
final class JsonSchemaTest {
  private final TinyTokenizer tokens = new TinyTokenizer("{\"", "\":", "true", "灯", "12", "\",\"");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{}",
        "{'type':'boolean'}",
        "{'type':'null'}",
        "{'type':['integer','null']}",
        "{'type':'integer','minimum':0,'maximum':100}",
        "{'type':'integer','minimum':-17,'exclusiveMaximum':3}",
        "{'type':'integer','minimum':2700,'maximum':6500}",
        "{'type':'number','minimum':16.5,'maximum':30}",
        "{'type':'number','exclusiveMinimum':-0.25,'exclusiveMaximum':0.5}",
        "{'type':'number'}",
        "{'type':'string'}",
        "{'type':'string','minLength':2,'maxLength':4}",
        "{'enum':['开','关',3,null,{'a':[1]}]}",
        "{'const':{'灯':'\\u5ba2\\u5385 \\\"x\\\"'}}",
        "{'type':'array','items':{'type':'boolean'},'minItems':1,'maxItems':3}",
        "{'type':'array','prefixItems':[{'const':1},{'type':'string'}],'items':{'type':'null'}}",
        "{'type':'array','prefixItems':[{'const':1},{'const':2}],'minItems':1,'maxItems':2}",
        "{'type':'object'}",
        "{'type':'object','properties':{'亮度':{'type':'integer','minimum':0,'maximum':9},"
            + "'on':{'type':'boolean'},'名':{'type':'string'}},'required':['on']}",
        "{'type':'object','properties':{'a':{'const':1},'b':{'const':2},'c':{'const':3}},"
            + "'additionalProperties':false}",
        "{'type':'object','properties':{'ab':{'const':1}},'additionalProperties':{'const':2}}",
        "{'type':'object','required':['x'],'additionalProperties':{'type':'boolean'}}",
        "{'anyOf':[{'type':'string'},{'type':'array','items':{'const':0}}]}",
        "{'oneOf':[{'type':'integer'},{'type':'object'}]}",
        "{'$ref':'#/$defs/tree','$defs':{'tree':{'type':'object','properties':{'v':{'type':"
            + "'integer'},'children':{'type':'array','items':{'$ref':'#/$defs/tree'}}},"
            + "'required':['v','children'],'additionalProperties':false}}}",
        "{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},"
            + "'required':['next']}"
      })
  void theWorstModelWritesValidJsonWithinTheBudget(String quoted) {
    String text = quoted.replace('\'', '"');
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
    Grammar grammar = JsonSchema.grammar(text);
    for (int seed = 0; seed < 40; seed++) {
      LanguageModel model =
          LanguageModel.of(new RandomTransformer(tokens.size(), 256, seed), tokens);
      Sampling sampling = Sampling.temperature(seed % 4 * 0.7f, seed);
      String made =
          model.session().prompt("x").generate(Generation.greedy(60).with(sampling).under(grammar));
      assertThat(schema.validate(made, InputFormat.JSON)).as("%s under %s", made, text).isEmpty();
    }
  }

  @Test
  void whatCannotBeKeptIsRefusedWithItsPlace() {
    assertThatThrownBy(() ->
            JsonSchema.grammar("{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^x\"}}}"))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("#/properties/a")
        .hasMessageContaining("'pattern'");
    assertThatThrownBy(() -> JsonSchema.grammar("{\"type\":\"int\"}"))
        .hasMessageContaining("type 'int' is unknown");
    assertThatThrownBy(() -> JsonSchema.grammar("{")).hasMessageContaining("not JSON");
  }
}
