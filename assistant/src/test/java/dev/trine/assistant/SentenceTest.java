package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copied texts are said by their ends, and found again. */
class SentenceTest {

  private static Sentence sentence(String said) {
    Heard heard = Hearing.hear(said);
    Sentence sentence = new Sentence(heard);
    sentence.add(heard.text(), 0);
    return sentence;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          remind me to buy milk               | milk              | milk
          remind me to buy milk               | buy milk          | buy milk
          remind me to buy some milk          | buy some milk     | buy .. milk
          提醒我给妈妈打电话                     | 给妈妈打电话        | 给 .. 话
          给小明发短信说给他钱                   | 给他钱            | 给他钱
          note that the key to the car is in the car | the key to the car | the key to the car
          note that the key to the car is in the car | the key to the car is in the car | the .. car
          note the old the new and the blue   | the new and the blue | the new .. blue
          """)
  void wordsAreSaidByTheirEnds(String said, String words, String brief) {
    Sentence sentence = sentence(said);
    assertThat(sentence.brief(words)).isEqualTo(brief);
    assertThat(sentence.full(brief)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "let auntie mei know, auntie, auntie mei",
    "tell auntie that, auntie, auntie",
    "text mr wong hello, mr, mr wong",
    "text bob smith hello, bob, bob",
  })
  void aTitleIsOfTheNameBehindIt(String said, String words, String name) {
    assertThat(sentence(said).withName(words)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"buy .. bread", "tea .. milk", "milk .. buy", " .. "})
  void whatIsNotThereStaysAsItIs(String brief) {
    assertThat(sentence("remind me to buy milk").full(brief)).isEqualTo(brief);
  }
}
