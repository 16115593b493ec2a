package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A condition waits for what was said, whatever a plan guesses. */
class AwaitedTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);
  private static final Scripted ALL = new Scripted(Households.ALL);

  @AfterAll
  static void close() {
    FLAT.close();
    ALL.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PM2.5超过75的时候打开净化器             | when any * pm2-5 +           | pm2-5       | >75
          温度低于十八度就打开电视                 | when any * temperature >18   | temperature | <18
          the tv on once it drops below 18 degrees | when any * temperature >18   | temperature | <18
          湿度超过六成就打开空调                   | when any * temperature >60   | humidity    | >60
          温度掉到零下五度就打开电视                | when any * temperature <5    | temperature | <-5
          the tv on once it drops below minus 5    | when any * temperature <5    | temperature | <-5
          the tv on when the temperature changes   | when any * temperature +     | temperature | +
          """)
  void whatRisesOrFalls(String text, String plan, String name, String value) {
    assertThat(awaited(FLAT, text, plan)).isEqualTo(new Clause.State(name, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          等安娜到家就开灯                      | when any A location away | home
          when Anna leaves turn off the lights | when one A location home | away
          安娜要是在家就开灯                      | when any A location away | home
          安娜不在家的话关灯                      | when any A location home | away
          if Anna isn't home turn off the lights | when one A location home | away
          if Anna is at home turn on the fan   | when one A location away | home
          """)
  void whoComesOrGoes(String text, String plan, String value) {
    assertThat(awaited(ALL, text, plan)).isEqualTo(new Clause.State("location", value));
  }

  /** Who asks a sensor for gas asks for nothing else; its name asks for nothing. */
  @ParameterizedTest
  @CsvSource({
    "卧室传感器有没有测到煤气, get any A co2, gas",
    "卧室传感器有没有测到二氧化碳, get any A co2, co2",
    "卧室传感器还有多少电, get any A battery, battery"
  })
  void whatASensorIsAskedFor(String text, String plan, String name) {
    assertThat(awaited(ALL, text, plan).name()).isEqualTo(name);
  }

  @Test
  void whatIsToBeToldIsWhatIsWaitedFor() {
    Found found = found(ALL, "如果洗衣机洗完了就叫我一声");
    Clause act =
        Scripted.clauses(Prompt.of(found), "do any @announcer announce text \" 我一声 \"").getFirst();
    assertThat(Awaited.told(found, act).texts())
        .extracting(Argument.Text::said)
        .containsExactly("洗衣机洗完了");
  }

  private static Clause.State awaited(Scripted home, String text, String plan) {
    Found found = found(home, text);
    Clause clause = Awaited.of(found, Scripted.clauses(Prompt.of(found), plan).getFirst());
    return new Clause.State(clause.name(), clause.value());
  }

  private static Found found(Scripted home, String text) {
    return home.assistant("chat").finder().find(Hearing.order(Hearing.hear(text)), List.of());
  }
}
