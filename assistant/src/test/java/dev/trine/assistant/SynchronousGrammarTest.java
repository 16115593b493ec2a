package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.assistant.SynchronousGrammar.Said;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sentence and its meaning come from one rule. */
class SynchronousGrammarTest {
  private static Set<Said> all(String... lines) {
    SynchronousGrammar grammar = new SynchronousGrammar(List.of(lines));
    Random random = new Random(1);
    Set<Said> all = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      all.add(grammar.say("top", "", (name, argument) -> new Said(name, argument), random));
    }
    return all;
  }

  @Test
  void choicesAndWhatMayBeLeftOut() {
    assertThat(all("= top", "1: (a|b)[c] => x"))
        .containsExactlyInAnyOrder(
            new Said("a", "x"), new Said("b", "x"), new Said("ac", "x"), new Said("bc", "x"));
  }

  @Test
  void meaningsOfPartsArePutTogether() {
    assertThat(all("= top", "1: {one} and {one2} => {one2}+{one}", "= one", "1: a => 1"))
        .containsExactly(new Said("a and a", "1+1"));
    assertThat(all("= top", "1: {one}{one2}", "= one", "1: a => 1"))
        .containsExactly(new Said("aa", "11"));
  }

  @Test
  void capitalsAreLeavesWithTheirArgument() {
    assertThat(all("= top", "1: the {THING:on} => {THING}"))
        .containsExactly(new Said("the THING", "on"));
  }

  @Test
  void whatCannotBeReadIsTold() {
    assertThatThrownBy(() -> all("= top", "1: {nothing}")).hasMessageContaining("nothing");
    assertThatThrownBy(() -> all("= top", "1: (a|b")).hasMessageContaining("(a|b");
  }
}
