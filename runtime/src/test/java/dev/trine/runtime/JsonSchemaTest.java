package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether output is valid is decided by an independent validator (networknt). */
final class JsonSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

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
            + "'required':['next']}",
        "{'enum':[1,'a',null,2.5,'b'],'type':['string','integer']}",
        "{'const':'a','enum':['a','b'],'title':'fixed'}",
        "{'type':'integer','multipleOf':7}",
        "{'type':'integer','multipleOf':5,'minimum':-12,'maximum':100000}",
        "{'type':'number','multipleOf':0.25,'minimum':0,'exclusiveMaximum':12.5}",
        "{'type':'integer','multipleOf':86400,'minimum':0,'maximum':1000000}",
        "{'type':'number','minimum':0}",
        "{'type':'integer','maximum':-1000}",
        "{'type':'string','pattern':'^[A-Z]{2}-\\\\d{1,3}(?:[a-f\\\"\\\\\\\\]|灯)?$'}",
        "{'type':'string','pattern':'ab+'}",
        "{'type':'string','pattern':'^a|[^x-z]$'}",
        "{'type':'string','pattern':'^\\\\w+$','minLength':3,'maxLength':5}",
        "{'type':'string','pattern':'^(?:\\\\S{2}){1,9}!$|^q{7}$','maxLength':8}",
        "{'type':'string','format':'date'}",
        "{'type':'string','format':'time'}",
        "{'type':'string','format':'date-time'}",
        "{'type':'string','format':'duration'}",
        "{'type':'string','format':'email'}",
        "{'type':'string','format':'hostname'}",
        "{'type':'string','format':'ipv4'}",
        "{'type':'string','format':'ipv6'}",
        "{'type':'string','format':'uri'}",
        "{'type':'string','format':'uuid'}",
        "{'type':'string','format':'json-pointer'}",
        "{'type':'integer','format':'int32','x-unit':'W'}",
        "{'allOf':[{'type':'integer','minimum':3},{'maximum':9},{'multipleOf':2}],'multipleOf':3}",
        "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},{'properties':"
            + "{'a':{'minimum':5},'b':{'type':'boolean'}},'required':['b']}],'type':'object'}",
        "{'allOf':[{'properties':{'a':{'const':1}},'additionalProperties':{'type':'integer'}},"
            + "{'properties':{'b':{'minimum':4}}}],'type':'object','required':['b']}",
        "{'allOf':[{'prefixItems':[{'type':'integer'}]},{'items':{'minimum':7}}],"
            + "'type':'array','minItems':1,'maxItems':2,'items':{'type':'integer'}}",
        "{'$ref':'#/$defs/n','maximum':5,'$defs':{'n':{'type':'integer','minimum':2}}}",
        "{'anyOf':[{'minimum':5},{'maximum':-5}],'type':'integer'}",
        "{'anyOf':[{'type':'string'},{'type':'null'}],'allOf':[{'anyOf':[{'maxLength':2},"
            + "{'type':'null'}]}]}",
        "{'oneOf':[{'$ref':'#/$defs/on'},{'$ref':'#/$defs/dim'}],'$defs':{'on':{'type':'object',"
            + "'properties':{'op':{'const':'on'}},'required':['op']},'dim':{'type':'object',"
            + "'properties':{'op':{'const':'dim'},'to':{'type':'integer','minimum':0,'maximum':100}}"
            + ",'required':['op','to']}}}",
        "{'type':'object','required':['a'],'oneOf':[{'properties':{'a':{'type':'string'}},"
            + "'required':['a']},{'properties':{'a':{'type':'null'}},'required':['a']}]}",
        "{'$ref':'#/$defs/a~1b%25','$defs':{'a/b%':{'type':'array','maxItems':2,'items':{'anyOf':"
            + "[{'$ref':'#/$defs/a~1b%25','minItems':1},{'type':'boolean'}]}}}}",
        "{'type':'object','properties':{'a':false,'b':true},'additionalProperties':true}"
      })
  void theWorstModelWritesValidJsonWithinTheBudget(String quoted) {
    String text = quoted.replace('\'', '"');
    Schema schema = REGISTRY.getSchema(text);
    Grammar grammar = JsonSchema.grammar(text);
    for (int seed = 0; seed < 40; seed++) {
      LanguageModel model =
          LanguageModel.of(new RandomTransformer(tokens.size(), 256, seed), tokens);
      Sampling sampling = Sampling.temperature(seed % 4 * 0.7f, seed);
      String made =
          model.session().prompt("x").generate(Generation.greedy(90).with(sampling).under(grammar));
      assertThat(schema.validate(made, InputFormat.JSON)).as("%s under %s", made, text).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'properties':{'a':{'not':{'format':'regex'}}}} | #/properties/a: 'not'",
        "{'items':{'uniqueItems':true,'minItems':2,'items':{'type':'object'}}} | #/items: 'uniqueItems'",
        "{'$defs':{'x':{'$dynamicRef':'#a'}},'items':{'$ref':'#/$defs/x'}} | #/$defs/x: '#a'"
            + " is not in the schema",
        "{'type':'int'} | #: type \"int\" is unknown",
        "{'type':7} | #: type 7 is unknown",
        "{'properties':[]} | #: 'properties' is no object",
        "{'required':'a'} | #: 'required' is no list",
        "{'anyOf':[]} | #: 'anyOf' is no list",
        "{'allOf':[{'type':'string'},7]} | #/allOf/1: is not a schema",
        "{'minLength':-1} | #: 'minLength' is -1",
        "{'type':'number','minimum':1e400} | #: 'minimum' is",
        "{'multipleOf':1e-999999999} | the number 1E-999999999 has more than 1000 digits",
        "{'enum':[1,1e999999999]} | the number 1E+999999999 has more than 1000 digits",
        "{'multipleOf':0} | #: 'multipleOf' is 0",
        "{'type':'string','pattern':'(?i:a)b'} | #/pattern: at character",
        "{'type':'object','properties':{'a':{'type':'array','minItems':1,'items':{'type':'number',"
            + "'minimum':2,'maximum':1}}},'required':['a']} | #/properties/a/items: no text",
        "{'$ref':'#/$defs/a','$defs':{'a':{'type':'object','properties':{'b':{'$ref':'#/$defs/a'}},"
            + "'required':['b']}}} | no text fits",
        "{'type':'string','pattern':'(a)\\\\1'} | #/pattern: at character 4: a back reference",
        "{'type':'string','pattern':'a++'} | #/pattern: at character",
        "{'type':'string','pattern':'[z-a]'} | #/pattern: at character",
        "{'minProperties':9} | #: 'minProperties' more",
        "{'$ref':'other.json'} | 'other.json' lies outside",
        "{'$ref':'#/$defs/x'} | '#/$defs/x' is not in the schema",
        "{'$ref':'#/%'} | '#/%' is no JSON Pointer",
        "{ | the JSON Schema cannot be read"
      })
  void whatCannotBeKeptIsRefusedWithItsPlace(String quoted, String message) {
    assertThatThrownBy(() -> JsonSchema.grammar(quoted.replace('\'', '"')))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'#'}",
        "{'allOf':[{'$ref':'#'}]}",
        "{'$ref':'#','minimum':1}",
        "{'anyOf':[{'type':'null'},{'$ref':'#'}]}",
        "{'type':'integer','minimum':3,'maximum':2}",
        "{'type':'string','minLength':3,'maxLength':2}",
        "{'type':'object','required':['a'],'additionalProperties':false}",
        "{'type':'array','items':false,'minItems':1}",
        "false"
      })
  void whatNoTextFitsIsRefused(String quoted) {
    assertThatThrownBy(() -> JsonSchema.grammar(quoted.replace('\'', '"')).mask(tokens))
        .isInstanceOf(GrammarException.class);
  }

  @Test
  void alternativesThatMultiplyAreRefusedInTime() {
    StringBuilder schema = new StringBuilder("{\"$defs\":{\"d0\":{\"type\":\"null\"}");
    for (int i = 1; i < 40; i++) {
      String below = "{\"$ref\":\"#/$defs/d" + (i - 1) + "\",\"required\":[\"a" + i + "\"]}";
      schema.append(
          ",\"d%d\":{\"anyOf\":[%s,%s]}".formatted(i, below, below.replace("\"a", "\"b")));
    }
    assertThatThrownBy(() -> JsonSchema.grammar(schema + "},\"$ref\":\"#/$defs/d39\"}"))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("too many alternatives");
  }
}
