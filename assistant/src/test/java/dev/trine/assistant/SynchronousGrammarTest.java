package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.assistant.SynchronousGrammar.Sample;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sentence and its meaning come from one rule. */
class SynchronousGrammarTest {
  /** A leaf means its argument; what is quoted means itself after its sign. */
  private static final SynchronousGrammar.Leaves LEAVES =
      new SynchronousGrammar.Leaves() {
        @Override
        public Sample leaf(String name, String argument) {
          return new Sample(name, argument);
        }

        @Override
        public String quote(char sign, String text) {
          return sign + text;
        }
      };

  private static Set<Sample> all(String... lines) {
    SynchronousGrammar grammar = new SynchronousGrammar(List.of(lines));
    Random random = new Random(1);
    Set<Sample> all = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      all.add(grammar.say("top", "", LEAVES, random));
    }
    return all;
  }

  @Test
  void choicesAndWhatMayBeLeftOut() {
    assertThat(all("= top", "1: (a|b)[c] => x"))
        .containsExactlyInAnyOrder(
            new Sample("a", "x"),
            new Sample("b", "x"),
            new Sample("ac", "x"),
            new Sample("bc", "x"));
  }

  @Test
  void meaningsOfPartsArePutTogether() {
    assertThat(all("= top", "1: {one} and {one2} => {one2}+{one}", "= one", "1: a => 1"))
        .containsExactly(new Sample("a and a", "1+1"));
    assertThat(all("= top", "1: {one}{one2}", "= one", "1: a => 1"))
        .containsExactly(new Sample("aa", "11"));
  }

  @Test
  void capitalsAreLeavesWithTheirArgument() {
    assertThat(all("= top", "1: the {THING:on} => {THING}"))
        .containsExactly(new Sample("the THING", "on"));
  }

  @Test
  void timesAndCopiedWordsMeanThemselves() {
    assertThat(
            all(
                "= top",
                "1: {\"what}, {%when} => add {\"what} at {%when}",
                "= what",
                "1: milk",
                "= when",
                "1: at {hour}",
                "= hour",
                "1: 9 => nine"))
        .containsExactly(new Sample("milk, at 9", "add \"milk at %at 9"));
  }

  @Test
  void wordsThatMeanSomethingCanBeCopiedToo() {
    assertThat(all("= top", "1: when {it} => {it}, say {\"it}", "= it", "1: it rains => rain"))
        .containsExactly(new Sample("when it rains", "rain, say \"it rains"));
  }

  @Test
  void whatCannotBeReadIsTold() {
    assertThatThrownBy(() -> all("= top", "1: {nothing}")).hasMessageContaining("nothing");
    assertThatThrownBy(() -> all("= top", "1: (a|b")).hasMessageContaining("(a|b");
  }
}
