package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Patterns that ask for the text around a place, wherever it stands, read the same texts as Java's
 * own expressions.
 */
final class LookAroundTest {
  private static final TokenTrie VOCABULARY = TokenTrie.of(new TinyTokenizer());

  /** All texts of a, b and c up to five characters, and some others. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of("", "(ab)", "()", "(a)b)", "a)b", "(?=", "xab"));
    List<String> longest = List.of("");
    for (int length = 0; length < 5; length++) {
      longest =
          longest.stream().flatMap(it -> List.of(it + "a", it + "b", it + "c").stream()).toList();
      texts.addAll(longest);
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(?:(?!ab).)*$",
        "^(?:(?!ab).)*ab$",
        "^(?:(?!ab)[abc])+c",
        "(?:a(?=b)|c)b?c$",
        "^((?!aa)a|b)+$",
        "^(?:(?=ab)a|(?!ab)[bc])*$",
        "^(?:(?!b)[ab]){2,3}$",
        "^(?:(?!ab).){2}$",
        "^(?:c(?!a))?[abc]*$",
        "^a(?:(?=c).|b(?=a))*a$",
        "^(?:(?!a$).)+$",
        "^(?:(?!(?:ab|bc)).)*$",
        "^(?:(?:(?!ab).)*c)?$",
        "^(?:x|(?:(?!bb)b|a(?!c)))+$",
        "^(?:(?!a)(?!b).)*$",
        "^(?:a(?=b)){0,2}b*$",
        "^[^ab]*(?:(?!b)a)*?b",
        "(?:(?!a)b)",
        "^(?:(?=.*a)b|a)*$",
        "^(?:b(?!.*a)|a)+c?$",
        "^(?:(?<n>(?!ab)a)b*)+$",
        "^\\((?:(?!\\)).)*\\)$",
        "^(?:[)a(?=](?!b)|b)+$",
        "^(?:(?=a))*$",
        "^(?:(?=a)a){4}$",
        "(^a|b$)",
        "^(?:a|$)b*",
        "a(?:b|$)",
        "(?:^|b)a+(?:c|$)",
        "\\b(?:ab|c)\\b",
        "^(?:\\bab\\b|\\()+",
        "^(?:\\(|\\b[ab]+\\b|\\)\\B)*$",
        "^(?:(?!\\bab\\b).)*$",
        "^(?=.*\\bab\\b).*\\)",
        "^(?:[ab](?<!ab))+$",
        "^(?:(?!b)[abc]{1,2}(?<!c))+c$",
        "^(?:a|b(?<=ab)|c(?<!bc))*$",
        "(?<=^|b)c(?=$|a)",
        "^(?:(?<=a(?!b))c|[ab])*$",
        "^(?!.*(?:(?<=a)a|b(?=b)))[ab]{3}",
        "^(?:a(?=(?:b(?!c)|c)))*[bc]*$",
        "(?<![ab])c(?!c)\\Ba?"
      })
  void aPatternReadsWhatJavaReads(String pattern) {
    Grammar grammar = RegexParser.parse(pattern).grammar(Ranges::characters);
    Automaton automaton = new Automaton(grammar, VOCABULARY);
    Pattern expected = Pattern.compile(pattern);
    for (String text : texts()) {
      Automaton.State state = automaton.start();
      for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
        state = state.after(next & 0xFF);
      }
      assertThat(state.mayEnd()).as("'%s'", text).isEqualTo(expected.matcher(text).find());
    }
  }
}
