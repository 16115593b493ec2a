package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class GbnfTest {
  private static final TinyTokenizer TOKENS = new TinyTokenizer();

  private static boolean matches(String gbnf, String text) {
    Automaton.State state = new Automaton(Grammar.gbnf(gbnf), TokenTrie.of(TOKENS)).start();
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      state = state.after(next & 0xFF);
    }
    return state.mayEnd();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "root ::= \"a\" | \"b\" \"c\"; a; yes",
        "root ::= \"a\" | \"b\" \"c\"; bc; yes",
        "root ::= \"a\" | \"b\" \"c\"; ac; no",
        "root ::= \"ab\"+; abab; yes",
        "root ::= \"ab\"+; abb; no",
        "root ::= \"a\" *; aaa; yes",
        "root ::= [0-9]{2,3}; 12; yes",
        "root ::= [0-9]{2,3}; 1234; no",
        "root ::= [0-9]{2}; 123; no",
        "root ::= [0-9]{2,}; 12345; yes",
        "root ::= [a-z-]?; -; yes",
        "root ::= [^a-c\\]]; d; yes",
        "root ::= [^a-c\\]]; b; no",
        "root ::= [^a-c\\]]; ]; no",
        "root ::= [^a]; 灯; yes",
        "root ::= [一-龥]+; 开灯; yes",
        "root ::= [一-龥]+; 开a; no",
        "root ::= . .; 灯x; yes",
        "root ::= \"\\x41\\u706f\\U0001F4A1\\\"\"; A灯💡\"; yes",
        "root ::= (\"a\" | \"b\"){2}; ba; yes",
        "root ::= (\"a\" (\"b\" | ))+; aab; yes",
        "root ::= ( ) \"x\" # an empty group; x; yes",
        "root ::= a_1 a-b\\na_1 ::= \"1\" # one\\n\\n# two\\na-b::=\"2\"; 12; yes",
        "root ::=\\n  \"a\" |\\n  \"b\"\\n  | \"c\"; c; yes",
        "root ::= (\\n \"a\"\\n \"b\"\\n)\\nx ::= root; ab; yes",
        "\\r\\nroot ::= \"(\" root \")\" | \"\"\\r\\n; (()); yes",
      })
  void rulesMeanWhatTheFormatSays(String gbnf, String text, String fits) {
    String lines = gbnf.replace("\\r", "\r").replace("\\n", "\n");
    assertThat(matches(lines, text)).isEqualTo(fits.equals("yes"));
  }

  @Test
  void aWholeGrammarOfJsonIsRead() {
    String json =
        """
        root   ::= object
        value  ::= object | array | string | number | ("true" | "false" | "null") ws
        object ::=
          "{" ws (
                    string ":" ws value
            ("," ws string ":" ws value)*
          )? "}" ws
        array  ::= "[" ws ( value ("," ws value)* )? "]" ws
        string ::=
          "\\"" (
            [^"\\\\\\x7F\\x00-\\x1F] |
            "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}) # escapes
          )* "\\"" ws
        number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
        ws ::= | " " | "\\n" [ \\t]{0,20}
        """;
    assertThat(matches(json, "{\"灯\": [1, -2.5e3,\n  true, \"\\u00e4\\\"\"], \"b\": {}}")).isTrue();
    assertThat(matches(json, "{\"a\": 01}")).isFalse();
    assertThat(matches(json, "{\"a\": 1,}")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "x ::= \"a\"; 1:10: there is no rule 'root'",
        "root ::= \"a\\n\"; 1:12: the line ends within a string",
        "root ::= \"a; 1:12: the grammar ends too early",
        "root ::= x\\n y ::= \"\"; 1:10: rule 'x' is not defined",
        "root ::= \"\"\\nroot ::= \"\"; 2:1: rule 'root' is defined twice",
        "root := \"\"; 1:7: ':' is missing",
        "root ::= *; 1:10: there is nothing to repeat",
        "root ::= (\"a\"; 1:14: ')' is missing",
        "root ::= \"a\"); 1:13: ')' is not possible here",
        "root ::= \"a\"{x}; 1:14: a number is missing",
        "root ::= \"a\"{2,1}; 1:18: the repetition ends below",
        "root ::= \"a\"{9999999}; 1:20: more than 100000 repetitions",
        "root ::= [z-a]; 1:14: the range ends below",
        "root ::= \"\\q\"; 1:11: the escape \\q is unknown",
        "root ::= \"\\ud800\"; 1:11: half of a surrogate pair",
        "root ::= \"\\UFFFFFFFF\"; 1:11: half of a surrogate pair",
        "root ::= <[1]>; 1:10: tokens cannot be named",
        "= x; 1:1: the name of a rule is missing",
      })
  void errorsNameLineAndColumn(String gbnf, String message) {
    assertThatThrownBy(() -> Grammar.gbnf(gbnf.replace("\\n", "\n")))
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("GBNF " + message);
  }

  /** Grammars as people write them, with texts that fit them and texts that nearly do. */
  @TestFactory
  Stream<DynamicTest> grammarsOfAllKindsReadWhatTheySay() throws IOException {
    try (InputStream in = GbnfTest.class.getResourceAsStream("gbnf-cases.json")) {
      return JsonMapper.shared()
          .readTree(in)
          .valueStream()
          .map(it -> dynamicTest(it.path("name").stringValue(), () -> check(it)));
    }
  }

  private static void check(JsonNode it) {
    String gbnf = it.path("grammar").stringValue();
    if (it.has("refused")) {
      assertThatThrownBy(() -> Grammar.gbnf(gbnf).mask(TOKENS))
          .isInstanceOf(GrammarException.class)
          .hasMessageContaining(it.path("refused").stringValue());
      return;
    }
    it.path("fit")
        .forEach(text -> assertThat(matches(gbnf, text.stringValue())).as("%s", text).isTrue());
    it.path("other")
        .forEach(text -> assertThat(matches(gbnf, text.stringValue())).as("%s", text).isFalse());
    Random random = new Random(1);
    for (int text = 0; text < 5; text++) { // whatever is chosen, it ends in time
      TokenMask mask = Grammar.gbnf(gbnf).mask(TOKENS);
      for (int left = mask.tokensToFinish() + text * 9; left > 0 && !mask.isComplete(); left--) {
        BitSet allowed = mask.allowed(left);
        int skip = random.nextInt(allowed.cardinality());
        mask.accept(allowed.stream().skip(skip).findFirst().orElseThrow());
      }
      assertThat(mask.mayEnd()).isTrue();
    }
  }

  @Test
  void leftRecursionIsNamed() {
    Grammar sum = Grammar.gbnf("root ::= sum\nsum ::= sum \"+\" \"1\" | \"1\"");
    assertThatThrownBy(() -> sum.mask(TOKENS)).hasMessageContaining("left-recursive at Rule[sum]");
  }
}
