package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What walks share is compared with one walk over the whole vocabulary from the same place. */
final class RepetitionWalkTest {
  private final TinyTokenizer tokens =
      new TinyTokenizer(
          "ab",
          "abc",
          "灯",
          "灯a",
          "on",
          "true",
          "12",
          "a\"",
          "ab\",",
          "\", \"",
          "\"}",
          "\"]",
          "\\\"",
          "\\n",
          "x-1",
          "-12",
          "é\"",
          "🎈b",
          "aaaaaaaaaa",
          "a\": \"b",
          "灯\", \"灯");

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'type':'string'}~1",
        "{'type':'string','maxLength':9}~1",
        "{'type':'string','minLength':3,'maxLength':4}~1",
        "{'type':'array','items':{'type':'string','minLength':2,'maxLength':5},'maxItems':3}~1",
        "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string','maxLength':2}},"
            + "'required':['a','b'],'additionalProperties':{'type':'string'}}~1",
        "{'type':'string','pattern':'^[^x]{2,6}-[0-9]+$'}~1",
        "{'type':'string','pattern':'^.*a.{0,4}$'}~0", // where the last four begin is open
        "{'type':'string','pattern':'^(.{2}|.{3}z)*$'}~0",
        "{}~1"
      })
  void isTheSameAsAWholeWalk(String schema, int shares) {
    TokenTrie vocabulary = TokenTrie.of(tokens);
    Automaton automaton = new Automaton(JsonSchema.grammar(schema.replace('\'', '"')), vocabulary);
    int shared = 0;
    for (int text = 0; text < 40; text++) {
      Random random = new Random(text);
      Automaton.State state = automaton.start();
      for (int i = 0; i < 30 && !state.isComplete(); i++) {
        VocabularyWalk whole = VocabularyWalk.of(vocabulary, state);
        Optional<VocabularyWalk> other = automaton.shared(state);
        shared += other.isPresent() ? 1 : 0;
        for (int limit : new int[] {0, 1, 2, 3, 5, 9, 1000}) {
          BitSet expected = whole.tokens(limit);
          assertThat(automaton.walk(state).tokens(limit)).isEqualTo(expected);
          other.ifPresent(walk -> assertThat(walk.tokens(limit)).isEqualTo(expected));
        }
        int[] fitting = whole.tokens(1000).stream().toArray();
        int token = fitting[random.nextInt(fitting.length)];
        if (tokens.endsGeneration(token)) {
          break;
        }
        for (byte next : tokens.bytes(token)) {
          state = state.after(next & 0xFF);
        }
      }
    }
    assertThat(shared).isGreaterThanOrEqualTo(shares * 100);
  }
}
