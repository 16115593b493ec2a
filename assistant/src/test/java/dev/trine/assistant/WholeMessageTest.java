package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message goes on behind the times that it tells, up to the next comma. */
class WholeMessageTest {
  private static final Finder HEBE = new Finder(Households.HEBE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          同婆婆講我今晚八點半先到屋企      | 我今晚八點半先到屋企
          同婆婆講我今晚八點半先到,關燈      | 我今晚八點半
          """)
  void doesNotEndWithItsFirstTime(String text, String message) {
    Found found = HEBE.find(Hearing.hear(text));
    String plan = "do any message send text \" 我 V \"";
    Clause send = Scripted.clauses(Prompt.of(found), plan).getFirst();
    assertThat(WholeMessage.of(found, send).texts())
        .singleElement()
        .extracting(Argument.Text::said)
        .isEqualTo(message);
  }

  /** That somebody is to be told so is no part of it. */
  @ParameterizedTest
  @CsvSource({"叫佢早啲返, 早啲返", "話佢知我遲到, 我遲到", "我會叫佢早啲返, 我會叫佢早啲返", "叫佢, 叫佢"})
  void isItself(String text, String message) {
    Found found = HEBE.find(Hearing.hear("傳短訊俾婆婆，" + text));
    Clause send =
        Scripted.clauses(Prompt.of(found), "do any message send text \" 早 .. 返 \"").getFirst();
    assertThat(WholeMessage.of(found, send.copying("text", text)).texts())
        .singleElement()
        .extracting(Argument.Text::said)
        .isEqualTo(message);
  }

  /** What stands between a name and what it is told is of the name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          告訴劉阿姨明天不用來 | 劉阿姨
          告訴劉阿明天不用來   | 劉阿
          告訴劉阿說明天不用來 | 劉阿
          """)
  void isToTheWholeName(String text, String whom) {
    String plan = "do any message send to \" 刘阿 \" text \" V .. 来 \"";
    assertThat(sent(text, plan, "to")).isEqualTo(whom);
  }

  /** Behind a blank it is said whole. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          發消息畀爸爸 返嚟帶枝豉油     | 返嚟帶枝豉油
          發消息畀爸爸 話帶枝豉油       | 帶枝豉油
          發消息畀爸爸 就話帶枝豉油      | 帶枝豉油
          發消息畀爸爸，內容是帶枝豉油    | 帶枝豉油
          發消息畀爸爸帶枝豉油         | 帶枝豉油
          """)
  void beginsBehindABlank(String text, String message) {
    String plan = "do any message send to \" 爸爸 \" text \" 带枝豉油 \"";
    assertThat(sent(text, plan, "text")).isEqualTo(message);
  }

  private static String sent(String text, String plan, String member) {
    Found found = HEBE.find(Hearing.hear(text));
    Clause send = Scripted.clauses(Prompt.of(found), plan).getFirst();
    List<Argument> said = WholeMessage.of(found, send).said(member);
    assertThat(said).hasSize(1);
    return ((Argument.Text) said.getFirst()).said();
  }
}
