package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sentence says by the way is left away, and nothing else. */
class SimplerTest {
  private static final Finder FINDER = new Finder(Households.FLAT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          we've got company, turn on the hallway light   | turn on the hallway light  |
          turn the tv off, it's late                     | turn the tv off            |
          客人来了，打开落地灯                               | 打开落地灯                   |
          热水器麻烦开一下，我要洗澡                           | 热水器麻烦开一下              |
          turn off the lights, not the floor lamp        | turn off the lights        | floor lamp
          打开落地灯，我五分钟后落嚟                         | 打开落地灯                   |
          turn off the lights, not the floor lamp or the kitchen | turn off the lights | floor lamp/kitchen
          turn off the lights, not the kitchen and not the floor lamp | turn off the lights | kitchen/floor lamp
          turn the tv off it's almost bath time          | turn the tv off            |
          空调调高两度啦，今晚好冻                            | 空调调高2度啦                |
          灯都关掉，落地灯留着                               | 灯都关掉                    | 落地灯
          除了落地灯，其他的灯都关掉                          | 所有灯都关掉                 | 落地灯
          客厅除了厨房，其他的灯都关掉                         | 所有灯都关掉                 | 厨房
          not the floor lamp, all the other lights off   | all the lights off         | floor lamp
          灯都关掉，落地灯和台灯除外                           | 灯都关掉                    | 落地灯/台灯
          doudou's sleeping, turn the tv off             | turn the tv off            |
          everything off in the kitchen, we're done down there | everything off in the kitchen |
          the tv off. I'm going to bed                   | the tv off                 |
          for doudou's bedtime: the tv off               | the tv off                 |
          turn the tv off, the baby's asleep             | turn the tv off            |
          floor lamp on, grandpa's coming at nine        | floor lamp on              |
          turn off all the lights, leave the kitchen     | turn off all the lights    | kitchen
          打开落地灯 我要洗澡                              | 打开落地灯                  |
          电视关掉 刮大风呢                               | 电视关掉                    |
          电视小声点 吵着奶奶了                            | 电视小声点                  |
          电视静音先，我听紧电话                           | 电视静音先                  |
          我们要回台南一个礼拜 电视关掉                      | 电视关掉                    |
          电视关掉，成家都出晒街                           | 电视关掉                    |
          灯都关掉，厨房留着                                 | 灯都关掉                    | 厨房
          """)
  void isLeftAway(String text, String rest, String except) {
    Simpler simpler = Simpler.of(FINDER.find(Hearing.hear(text))).orElseThrow();
    assertThat(simpler.heard().text().replaceAll("^[,. ]+|[,. ]+$", "")).isEqualTo(rest);
    assertThat(simpler.except())
        .extracting(Mention::phrase)
        .containsExactly(except == null ? new String[0] : except.split("/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "turn on the floor lamp, blue",
        "for ten minutes, turn on the floor lamp",
        "turn on the tv, louder",
        "turn on the tv and the floor lamp",
        "if it rains, close the blind",
        "turn off the tv, fire up the sauna",
        "doudou's blind, turn the tv off",
        "turn off the tv, leave the sauna",
        "打开落地灯，亮一点",
        "空调打开，制冷",
        "别管了，关灯",
        "下雨的话，关窗帘",
        "晚上十一点除了落地灯，其他的灯都关掉",
        "音箱音量四十，放点轻音乐"
      })
  void allOfItIsNeeded(String text) {
    assertThat(Simpler.of(FINDER.find(Hearing.hear(text)))).isEmpty();
  }

  @Test
  void whoComesSoonTellsWhy() {
    Finder all = new Finder(Households.ALL);
    assertThat(Simpler.of(all.find(Hearing.hear("打开风扇，安娜快到了"))))
        .hasValueSatisfying(simpler -> assertThat(simpler.heard().text()).startsWith("打开风扇"));
    assertThat(Simpler.of(all.find(Hearing.hear("安娜到家，打开风扇")))).isEmpty();
  }

  /** Of many lamps one is asked for, but where one stays as it is all others are meant. */
  @Test
  void allOthersAreMeant() {
    try (Scripted flat = new Scripted(Households.FLAT)) {
      String plan = "set any A on false";
      assertThat(flat.say("灯关掉", plan).kind()).isEqualTo(Outcome.Kind.ASKED);
      assertThat(Scripted.brief(flat.say("灯关掉，落地灯留着", plan).acts()))
          .contains("living-room:ceiling-light on=false", "balcony:lamp on=false")
          .noneMatch(act -> act.startsWith("living-room:floor-lamp"));
    }
  }

  @Test
  void nothingIsDoneInAPlaceThatStaysAsItIs() {
    try (Scripted flat = new Scripted(Households.FLAT)) {
      String text = "turn off all the lights, leave the kitchen";
      Outcome outcome = flat.say(text, "set all A on false");
      assertThat(outcome.kind()).as(outcome.reply()).isEqualTo(Outcome.Kind.DONE);
      assertThat(Scripted.brief(outcome.acts()))
          .contains("living-room:ceiling-light on=false", "bathroom:mirror-light on=false")
          .noneMatch(act -> act.startsWith("kitchen:"));
    }
  }
}
