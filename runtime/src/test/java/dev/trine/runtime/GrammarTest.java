package dev.trine.runtime;

import static dev.trine.runtime.Grammar.anyOf;
import static dev.trine.runtime.Grammar.bytes;
import static dev.trine.runtime.Grammar.characters;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.integer;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.many;
import static dev.trine.runtime.Grammar.optional;
import static dev.trine.runtime.Grammar.repeat;
import static dev.trine.runtime.Grammar.rule;
import static dev.trine.runtime.Grammar.separated;
import static dev.trine.runtime.Grammar.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class GrammarTest {
  private final TinyTokenizer tokens = new TinyTokenizer("ab", "灯", "on", "true", "12");

  /** All texts of a finite language, found by following single bytes. */
  private TreeSet<String> texts(Grammar grammar) {
    TreeSet<String> texts = new TreeSet<>();
    collect(new Automaton(grammar, TokenTrie.of(tokens)).start(), new byte[0], texts);
    return texts;
  }

  private static void collect(Automaton.State state, byte[] soFar, TreeSet<String> texts) {
    if (state.mayEnd()) {
      texts.add(new String(soFar, StandardCharsets.UTF_8));
    }
    for (int value = 0; value < 256; value++) {
      Automaton.State after = state.after(value);
      if (!after.isDead()) {
        byte[] longer = Arrays.copyOf(soFar, soFar.length + 1);
        longer[soFar.length] = (byte) value;
        collect(after, longer, texts);
      }
    }
  }

  private boolean matches(Grammar grammar, String text) {
    Automaton.State state = new Automaton(grammar, TokenTrie.of(tokens)).start();
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      state = state.after(next & 0xFF);
    }
    return state.mayEnd();
  }

  @Test
  void smallLanguagesHoldExactlyTheirTexts() {
    assertThat(texts(sequence(anyOf("a", "ab"), optional(literal("c")))))
        .containsExactly("a", "ab", "abc", "ac");
    assertThat(texts(repeat(anyOf("x", "y"), 1, 2)))
        .containsExactly("x", "xx", "xy", "y", "yx", "yy");
    assertThat(texts(separated(literal("1"), literal(","), 0, 3)))
        .containsExactly("", "1", "1,1", "1,1,1");
    assertThat(texts(repeat(optional(literal("z")), 2, 3))).containsExactly("", "z", "zz", "zzz");
    assertThat(texts(anyOf("灯", "灰"))).containsExactly("灯", "灰");
    assertThat(texts(empty())).containsExactly("");
  }

  @Test
  void wholeNumbersAreExactAtBothBounds() {
    long[][] bounds = {{0, 0}, {0, 100}, {7, 12}, {-5, 5}, {-120, -98}, {16, 30}, {99, 1001}};
    for (long[] bound : bounds) {
      TreeSet<String> expected =
          IntStream.rangeClosed((int) bound[0], (int) bound[1])
              .mapToObj(Integer::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(texts(integer(bound[0], bound[1]))).isEqualTo(expected);
    }
  }

  @Test
  void characterRangesAreUtf8() {
    int[][] ranges = {
      {0x41, 0x43}, {0x7E, 0x82}, {0x7FE, 0x802}, {0xD7FE, 0xE001}, {0xFFFE, 0x10001}
    };
    for (int[] range : ranges) {
      TreeSet<String> expected =
          IntStream.rangeClosed(range[0], range[1])
              .filter(point -> point < 0xD800 || point > 0xDFFF)
              .mapToObj(Character::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(texts(characters(range[0], range[1]))).isEqualTo(expected);
    }
    assertThat(texts(characters(0x80, 0xFFFF))).hasSize(0x10000 - 0x80 - 0x800);
  }

  @Test
  void rulesMayRecur() {
    Grammar.Rule balanced = rule("balanced");
    balanced.define(many(sequence(literal("("), balanced, literal(")"))));
    assertThat(matches(balanced, "(()())()")).isTrue();
    assertThat(matches(balanced, "(()")).isFalse();
    assertThat(matches(balanced, "())")).isFalse();
  }

  @Test
  void tokensMayCutCharacters() {
    TokenMask mask = literal("\"灯\"").mask(tokens);
    int cutsBefore = tokens.size() - 3;
    int cutsAfter = tokens.size() - 2;
    assertThat(mask.allowed().get(cutsBefore)).isTrue();
    mask.accept(cutsBefore);
    assertThat(mask.allowed().get(cutsAfter)).isTrue();
    mask.accept(cutsAfter);
    assertThat(mask.isComplete()).isTrue();
    BitSet end = new BitSet();
    end.set(tokens.size() - 1);
    assertThat(mask.allowed()).isEqualTo(end);
  }

  @Test
  void aTextWithoutAChoiceIsForcedInItsLongestToken() {
    TokenMask mask = sequence(literal("true"), anyOf("on", "off")).mask(tokens);
    int whole = mask.forced(mask.allowed()).orElseThrow();
    assertThat(tokens.bytes(whole)).asString(StandardCharsets.UTF_8).isEqualTo("true");
    mask.accept(whole);
    assertThat(mask.forced(mask.allowed())).as("on or off").isEmpty();
    mask.accept('o');
    mask.accept('n');
    assertThat(mask.forced(mask.allowed())).as("the end").isPresent();

    // a and ab are the tokens that may come, and still there is a choice behind the a
    Grammar b = literal("b");
    for (Grammar behind : List.of(optional(b), anyOf("b", "c"), b)) {
      TokenMask next = sequence(literal("a"), behind).mask(tokens);
      assertThat(next.allowed().cardinality()).isEqualTo(2);
      assertThat(next.forced(next.allowed()).isPresent()).isEqualTo(behind == b);
    }
  }

  @Test
  void deadEndsAreNeverEntered() {
    Grammar.Rule endless = rule("endless");
    endless.define(sequence(literal("x"), endless));
    Grammar grammar = choice(sequence(literal("a"), endless), literal("b"));
    assertThat(texts(grammar)).containsExactly("b");
    assertThatThrownBy(() -> endless.mask(tokens)).hasMessageContaining("no text fits");
  }

  @Test
  void leftRecursionIsRefusedWhereverItHides() {
    Grammar.Rule sum = rule("sum");
    sum.define(choice(sequence(sum, literal("+1")), literal("1")));
    Grammar.Rule list = rule("list");
    list.define(choice(sequence(many(literal(" ")), repeat(list, 0, 1), literal(",")), empty()));
    Grammar.Rule first = rule("first");
    Grammar.Rule second = rule("second");
    first.define(choice(literal("1"), sequence(empty(), second)));
    second.define(choice(sequence(optional(literal("-")), first, literal("2")), literal("3")));
    for (Grammar hidden : List.of(sum, list, first, second)) {
      for (Grammar grammar : List.of(hidden, sequence(literal("x"), many(hidden)))) {
        assertThatThrownBy(() -> grammar.mask(tokens))
            .isInstanceOf(GrammarException.class)
            .hasMessageContaining("left-recursive at Rule[");
      }
    }
  }

  @Test
  void manyRepetitionsOfWhatMayBeEmptyStaySmall() {
    Grammar letters = repeat(repeat(optional(anyOf("a", "aa")), 0, 100_000), 5, 100_000);
    TokenMask mask = letters.mask(tokens);
    for (int i = 0; i < 50; i++) {
      mask.accept('a');
    }
    assertThat(mask.mayEnd()).isTrue();
    assertThat(texts(repeat(anyOf("", "a", "aa"), 2, 3)))
        .containsExactly("", "a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaa");
    assertThat(texts(repeat(anyOf("a", "aa"), 2, 3)))
        .containsExactly("aa", "aaa", "aaaa", "aaaaa", "aaaaaa");
  }

  @Test
  void moreReadingsThanCanBeFollowedAreAnError() {
    Grammar.Rule twice = rule("twice");
    twice.define(
        choice(
            sequence(literal("x"), twice, literal("b")),
            sequence(literal("x"), twice, literal("c")),
            literal("y")));
    TokenMask mask = twice.mask(tokens);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                mask.accept('x');
              }
            })
        .isInstanceOf(GrammarException.class)
        .hasMessageContaining("ways");
  }

  @Test
  void aVocabularyWithoutSingleBytesStillSpellsWhatItCan() {
    TinyTokenizer words = TinyTokenizer.ofPieces("灯", "\"", "on", "off", "[on");
    TokenMask text =
        sequence(literal("\""), many(characters(0x80, 0xFFFF)), literal("\"")).mask(words);
    text.accept(1);
    assertThat(text.allowed().stream()).containsExactly(0, 1);
    text.accept(0);
    assertThat(text.tokensToFinish()).isEqualTo(1);
    TokenMask state = sequence(anyOf("on", "off", "of"), optional(literal("x"))).mask(words);
    assertThat(state.allowed().stream()).containsExactly(2, 3);
    assertThatThrownBy(() -> literal("o").mask(words)).hasMessageContaining("with this vocabulary");
  }

  @Test
  void impossibleRangesAreRefused() {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> bytes(0, 256),
            () -> bytes(5, 4),
            () -> bytes(-1, 4),
            () -> characters(0, 0x110000),
            () -> integer(10, 5),
            () -> repeat(empty(), 2, 1),
            () -> literal("\uD83D"))) {
      assertThatThrownBy(call).isInstanceOf(GrammarException.class);
    }
  }

  @Test
  void aTextThatIsOverTakesNothingMore() {
    int end = tokens.size() - 1;
    TokenMask mask = many(literal("a")).mask(tokens);
    assertThat(mask.allowed(0).stream()).containsExactly(end);
    mask.accept('a');
    mask.accept(end);
    assertThat(mask.isComplete()).isTrue();
    assertThat(mask.allowed().stream()).containsExactly(end);
    assertThatThrownBy(() -> mask.accept('a')).isInstanceOf(GrammarException.class);
    TokenMask begun = literal("ab").mask(tokens);
    assertThat(begun.allowed(0).isEmpty()).isTrue();
    assertThatThrownBy(() -> begun.accept(end)).isInstanceOf(GrammarException.class);
    assertThatThrownBy(() -> begun.allowed(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongTextDoesNotGatherStates() {
    Grammar.Rule value = rule("value");
    value.define(choice(sequence(literal("["), value, literal("]")), literal("1")));
    TokenMask mask = value.mask(tokens);
    for (int depth = 0; depth < 30_000; depth++) { // more states than are kept
      mask.accept('[');
    }
    assertThat(mask.tokensToFinish()).isEqualTo(30_001);
    mask.accept('1');
    for (int depth = 0; depth < 30_000; depth++) {
      mask.accept(']');
    }
    assertThat(mask.isComplete()).isTrue();
  }

  @Test
  void aBudgetIsKeptWhereverItIsPossible() {
    Grammar.Rule value = rule("value");
    Grammar list =
        sequence(literal("["), separated(value, literal(","), 0, Grammar.UNLIMITED), literal("]"));
    value.define(
        choice(
            list, sequence(literal("\""), many(bytes('a', 'z')), literal("\"")), integer(0, 99)));
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int budget = 2 + random.nextInt(30);
      TokenMask mask = list.mask(tokens);
      int used = 0;
      while (!mask.isComplete()) {
        int[] allowed = mask.allowed(budget - used).stream().toArray();
        assertThat(allowed).isNotEmpty();
        int token = allowed[random.nextInt(allowed.length)];
        if (tokens.endsGeneration(token)) {
          break;
        }
        mask.accept(token);
        used++;
      }
      assertThat(mask.mayEnd()).isTrue();
      assertThat(used).isLessThanOrEqualTo(budget);
    }
  }
}
