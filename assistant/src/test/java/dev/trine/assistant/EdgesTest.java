package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where copied texts begin and end. */
class EdgesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A 去尖沙咀码头          | 尖沙咀码头
          提醒我 V 给妈妈打电话     | 给妈妈打电话
          V 家长座谈 记 A        | 家长座谈
          V 回诊 排进 A          | 回诊
          put johnny cash on the A | johnny cash
          knock M off sourdough    | sourdough
          remind me to turn the oven off at V | turn the oven off
          remind me to call mum in M          | call mum
          remind me to let the dog in, she's wet | let the dog in
          pay the meat man, he keeps ringing  | pay the meat man
          add oat milk to the A    | oat milk
          A 加一盒strawberry      | 一盒strawberry
          加牛奶to A             | 牛奶
          bin bags, pop them on the A | bin bags
          """)
  void aTextMayBeginAndEndAtItsEdges(String sentence, String text) {
    int start = sentence.indexOf(text);
    assertThat(Edges.begins(sentence, start)).isTrue();
    assertThat(Edges.ends(sentence, start + text.length())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          remind me to take the bins out at V | take the bins
          remind me to log in at V            | log
          remind me to let the dog in, she's wet | let the dog
          pay the meat man, he keeps ringing  | pay the meat
          bin bags pop them on the A          | bin bags pop
          bin bags pop them on the A          | bin bags pop them
          A 加一盒strawberry                   | 一盒
          烤地瓜 A M                           | 烤地
          回家不走高速                          | 家不
          """)
  void noneEndsInTheMiddleOfWhatIsSaid(String sentence, String text) {
    assertThat(Edges.ends(sentence, sentence.indexOf(text) + text.length())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tell everyone dinner's on the table        | dinner's              | false
          tell everyone dinner's on the table        | dinner's on the table | true
          tell everyone dinner's ready please        | dinner's ready        | true
          tell everyone dinner's ready in the P      | dinner's ready        | true
          跟妈妈说我迟到                               | 我迟                  | false
          跟妈妈说我迟到吧                             | 我迟到                | true
          """)
  void whatSomebodyIsToldGoesOnToTheEnd(String sentence, String text, boolean ends) {
    assertThat(Edges.endsSaying(sentence, sentence.indexOf(text) + text.length())).isEqualTo(ends);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A 去尖沙咀码头             | 4 5 6 7
          put johnny cash on the A   | 10
          new event parents visiting V | 17
          """)
  void noTextEndsInTheMiddleOfAnother(String sentence, String ends) {
    List<Integer> possible = new ArrayList<>();
    for (String end : ends.split(" ")) {
      if (Edges.ends(sentence, Integer.parseInt(end))) {
        possible.add(Integer.parseInt(end));
      }
    }
    assertThat(possible).isEmpty();
  }
}
