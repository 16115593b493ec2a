package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cover goes the way that was said, whatever the model takes it for. */
class UpOrDownTest {
  private static final Finder FLAT = new Finder(Households.FLAT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          百叶帘升上去            | do any A close   | open
          百叶帘放下来            | do any A open    | close
          raise the blind        | do one A close   | open
          roll the blind down    | do one A open    | close
          close the blind        | do one A open    | close
          reel the blind in      | do one A open    | close
          把百叶帘关上            | do any A open    | close
          客厅窗帘合拢            | do any A P open  | close
          客厅窗帘拉开            | do any A P close | open
          客厅窗帘别拉开          | do any A P close | close
          客厅窗帘拉开一点        | do any A P close | close
          窗帘好看，把客厅的关了    | do any A P open  | open
          """)
  void asItWasSaid(String text, String plan, String action) {
    Found found = FLAT.find(Hearing.hear(text));
    Clause act = Scripted.clauses(Prompt.of(found), plan).getFirst();
    assertThat(UpOrDown.of(found, act).name()).isEqualTo(action);
  }

  /** A window that is wound down is open, whatever its type. */
  @Test
  void windowsThatAreWoundDownAreOpen() {
    Found found = new Finder(Households.WUHAN).find(Hearing.hear("阳台窗摇下来"));
    Clause act = Scripted.clauses(Prompt.of(found), "do any A close").getFirst();
    assertThat(UpOrDown.of(found, act).name()).isEqualTo("open");
  }
}
