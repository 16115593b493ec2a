package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Damaged grammars and schemas: an error of our own or a mask that works, and nothing else. */
final class GrammarFuzzTest {
  private static final TinyTokenizer TOKENS = new TinyTokenizer("{\"", "\":", "true", "灯");

  private static final List<String> SCHEMAS =
      List.of(
          "{'type':'object','properties':{'a':{'type':'integer','minimum':0,'maximum':100},"
              + "'b':{'type':'string','pattern':'^[a-z]{2,4}(x|y)?$'}},'required':['a'],"
              + "'additionalProperties':false}",
          "{'anyOf':[{'$ref':'#/$defs/tree'},{'type':['string','null'],'maxLength':3}],"
              + "'$defs':{'tree':{'type':'array','items':{'$ref':'#/$defs/tree'},'minItems':1}}}",
          "{'allOf':[{'type':'number','multipleOf':0.5},{'exclusiveMaximum':1e2}],'minimum':-3}",
          "{'oneOf':[{'const':1},{'enum':['a',null,2.5]}],'prefixItems':[true],'format':'date'}");

  private static final List<String> GRAMMARS =
      List.of(
          "root ::= a (\",\" a)* # list\na ::= [a-z0-9]{1,3} | \"\\u706f\" | \"(\" root \")\"\n",
          "root ::= (\"x\"? .)+ [^\\\"\\]]{2,} ws\nws ::= | \" \" | \"\\n\" [ \\t]{0,20}\n");

  private static final String PARTS = "{}[]()\"'\\,:|*+?.^$-#=0123456789eaxu灯 \n";

  @Test
  void damagedSchemas() {
    fuzz(SCHEMAS.stream().map(it -> it.replace('\'', '"')).toList(), JsonSchema::grammar);
  }

  @Test
  void damagedGbnf() {
    fuzz(GRAMMARS, Grammar::gbnf);
  }

  @Test
  void damagedPatterns() {
    List<String> patterns =
        List.of(
            "^(?:[a-z]{2,4}|\\d+)(x|y)?$", "[^\\w\\-]*\\u{706f}|(?<n>.)*?$", "^a{2}(b{3}){4,}$");
    fuzz(
        patterns,
        it -> RegexParser.parse(it).within(new Regex.Lengths(1, 20)).grammar(JsonText::character));
  }

  private static void fuzz(List<String> seeds, Function<String, Grammar> reader) {
    int read = 0;
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      String text = damaged(seeds.get(seed % seeds.size()), random);
      try {
        Grammar grammar = reader.apply(text);
        TokenMask mask = grammar.mask(TOKENS);
        for (int i = 0; i < 12 && !mask.isComplete(); i++) {
          int[] allowed = mask.allowed().stream().toArray();
          assertThat(allowed).isNotEmpty();
          mask.accept(allowed[random.nextInt(allowed.length)]);
        }
        read++;
      } catch (GrammarException expected) {
        assertThat(expected).hasMessageContaining(" ");
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + ": " + text, e);
      }
    }
    assertThat(read).isPositive();
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(damaged.length());
      int to = Math.min(damaged.length(), at + 1 + random.nextInt(8));
      char part = PARTS.charAt(random.nextInt(PARTS.length()));
      switch (random.nextInt(5)) {
        case 0 -> damaged.delete(at, Math.min(to, at + damaged.length() - 1));
        case 1 -> damaged.insert(at, part);
        case 2 -> damaged.setCharAt(at, part);
        case 3 -> damaged.insert(at, damaged.substring(at, to));
        default -> damaged.insert(at, String.valueOf(part).repeat(random.nextInt(2000)));
      }
    }
    return damaged.toString();
  }
}
