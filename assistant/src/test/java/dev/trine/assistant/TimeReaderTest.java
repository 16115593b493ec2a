package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long and when, as people say it; said on Wednesday, 25 November 2026, at 16:20. */
class TimeReaderTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 25, 16, 20);

  /** The sentence with what was read in brackets. */
  private static String read(String said) {
    String heard = Hearing.normal(said);
    TimeReader reader = new TimeReader(heard);
    int at = 0;
    StringBuilder plain = new StringBuilder();
    while (at < heard.length()) {
      boolean word =
          at == 0 || !Script.isLatin(heard.charAt(at)) || !Script.isLatin(heard.charAt(at - 1));
      var read = word ? reader.at(at) : Optional.<TimeReader.Read>empty();
      if (read.isPresent()) {
        plain.append('[').append(brief(read.get().time())).append(']');
        at = read.get().end();
      } else {
        plain.append(heard.charAt(at++));
      }
    }
    return plain.toString();
  }

  private static String brief(Time time) {
    return switch (time) {
      case Time.Length(long seconds) -> seconds + " s";
      case Time.Moment moment -> {
        String at =
            moment.hasClock()
                ? moment.at(NOW, false).toString()
                : moment.date(NOW, false).toString();
        yield at + (moment.repeat().isEmpty() ? "" : " " + moment.repeat());
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set a timer for ten minutes | set a timer for [600 s]
          at quarter til six | at [2026-11-25T17:45]
          八点九提我 | [2026-11-25T20:45]提我
          晚上十一点两个床头灯都关 | [2026-11-25T23:00]2个床头灯都关
          明早七点三楼的空调关掉 | [2026-11-26T07:00]3楼的空调关掉
          明早七点灯串改成闪烁 | [2026-11-26T07:00]灯串改成闪烁
          晚上十点零五分 | [2026-11-25T22:05]
          晚上十点5分 | [2026-11-25T22:05]
          十分钟之后天台灯打开 | [600 s]之后天台灯打开
          往后天天早上七点叫我 | 往后[2026-11-26T07:00 daily]叫我
          1号灯灭了，3号的亮度调到60 | 1号灯灭了,3号的亮度调到60
          for the nineteenth at 6 pm | for [2026-12-19T18:00]
          今晚九点上层的灯都关 | [2026-11-25T21:00]上层的灯都关
          后天台灯送到 | [2026-11-27]台灯送到
          my ten o'clock's here | my 10 o'clock's here
          七点档新闻 | 7点档新闻
          十点了都该睡了 | 10点了都该睡了
          九点半了怎么还不睡 | 9.5点了怎么还不睡
          十点了就关灯 | [2026-11-25T22:00]了就关灯
          这两天也暖和 | 这2天也暖和
          站了一天，按摩椅打开 | 站了1天,按摩椅打开
          一天后提醒我 | [86400 s]后提醒我
          九点正，大灯熄 | [2026-11-25T21:00],大灯熄
          a 45-minute timer | a [2700 s] timer
          in half an hour | in [1800 s]
          the half hour timer | the [1800 s] timer
          for an hour and twenty | for [4800 s]
          another hour | [3600 s]
          an hour and a half | [5400 s]
          an hour and a quarter | [4500 s]
          an hour and three quarters | [6300 s]
          two hours and a quarter | [8100 s]
          in an hour and a quarter | in [4500 s]
          turn it up a quarter | turn it up 25%
          two and a half hours | [9000 s]
          one hour and twenty minutes | [4800 s]
          1h30m | [5400 s]
          ninety seconds | [90 s]
          a quarter of an hour | [900 s]
          three quarters of an hour | [2700 s]
          in a couple of hours | in [7200 s]
          two hours fifteen for the glaze | [8100 s] for the glaze
          five more minutes | [300 s]
          lock the door in five | lock the door in [300 s]
          turn it up in 5 percent steps | turn it up in 5% steps
          三個字後 | [900 s]后
          定时十分钟 | 定时[600 s]
          半小时后 | [1800 s]后
          一个半小时后 | [5400 s]后
          两个小时 | [7200 s]
          兩個半鐘 | [9000 s]
          個半鐘後 | [5400 s]后
          等個半小時 | 等[5400 s]
          一小时二十分钟 | [4800 s]
          一刻钟 | [900 s]
          1分半钟 | [90 s]
          三天后 | [259200 s]后
          三刻钟后 | [2700 s]后
          开到四十分貝 | 开到40分贝
          一周后 | [604800 s]后
          一周四次 | [604800 s]四次
          """)
  void lengths(String said, String read) {
    assertThat(read(said)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          at seven thirty pm | at [2026-11-25T19:30]
          tomorrow at 8 am | [2026-11-26T08:00]
          听朝七点三叫我 | [2026-11-26T07:15]叫我
          at half past seven tomorrow morning | at [2026-11-26T07:30]
          at a quarter to nine tonight | at [2026-11-25T20:45]
          next monday | [2026-11-30]
          on friday at 3 | [2026-11-27T15:00]
          saturday the 12th at ten am | [2026-12-12T10:00]
          saturday the twelfth at ten am | [2026-12-12T10:00]
          friday the eleventh | [2026-12-11]
          sunday the thirteenth | [2026-12-13]
          周六12号上午十点 | [2026-12-12T10:00]
          the day after tomorrow at noon | [2026-11-27T12:00]
          from 7 to 9 pm | from 7 to [2026-11-25T21:00]
          at 5 to 9 pm | at [2026-11-25T20:55]
          一個禮拜六 | 一个[2026-11-28]
          一个周四 | [2026-11-26]
          at midnight | at [2026-11-26T00:00]
          every weekday at 6:45 | [2026-11-26T06:45 weekdays]
          every day at 9pm | [2026-11-25T21:00 daily]
          every monday and thursday at 7 am | [2026-11-26T07:00 mon,thu]
          on march 5th at 10 am | [2027-03-05T10:00]
          the 3rd of december | [2026-12-03]
          on march twentieth at ten | [2027-03-20T10:00]
          every saturday and sunday at 9 am | [2026-11-28T09:00 weekends]
          on thursday at half twelve | [2026-11-26T12:30]
          wake me half six | wake me [2026-11-25T18:30]
          for friday one pm | for [2026-11-27T13:00]
          at one in the morning | at [2026-11-26T01:00]
          turn it down half | turn it down half
          on friday week at 7 | [2026-12-04T07:00]
          thursday week | [2026-12-03]
          thursday weekly | [2026-11-26 weekly]
          set個廿分鐘timer | set个[1200 s]timer
          每週末上午十點 | [2026-11-28T10:00 weekends]
          at 5 o'clock | at [2026-11-25T17:00]
          turn the volume to 7 | turn the volume to 7
          mute it for a sec | mute it for a sec
          hold on a second | hold on a second
          the kiln at 150 an hour | the kiln at 150 an hour
          at 7 tomorrow | at [2026-11-26T07:00]
          7 in the morning | [2026-11-26T07:00]
          明天早上八点 | [2026-11-26T08:00]
          今晚九点半 | [2026-11-25T21:30]
          下午三点一刻 | [2026-11-26T15:15]
          后天下午两点 | [2026-11-27T14:00]
          下周三晚上七点 | [2026-12-02T19:00]
          每天早上七点半 | [2026-11-26T07:30 daily]
          每月一号朝早十点 | [2026-12-01T10:00 monthly]
          每月十五號夜晚八點 | [2026-12-15T20:00 monthly]
          每个月三十号晏昼三点 | [2026-11-30T15:00 monthly]
          5号夜晚八点 | [2026-12-05T20:00]
          一号灯夜晚打开 | 1号灯夜晚打开
          每个工作日早上六点五十 | [2026-11-26T06:50 weekdays]
          每周一三五晚上八点 | [2026-11-25T20:00 mon,wed,fri]
          周三十点 | [2026-12-02T10:00]
          十二月二十五号 | [2026-12-25]
          5号上午10点 | [2026-12-05T10:00]
          聽日朝早八點 | [2026-11-26T08:00]
          晚上十点二十 | [2026-11-25T22:20]
          八点零五 | [2026-11-25T20:05]
          凌晨一点 | [2026-11-26T01:00]
          晚上十二点 | [2026-11-26T00:00]
          空调调到二十六点五度 | 空调调到26.5度
          调亮一点 | 调亮一点
          把灯调高两度 | 把灯调高2度
          早上好 | 早上好
          打开晚上模式 | 打开晚上模式
          灯一到八點就熄 | 灯[2026-11-25T20:00]就熄
          一到五号灯 | 一到5号灯
          close it at sundown, say quarter past six tomorrow | close it at [2026-11-26T18:15]
          at dusk tomorrow, say at half six | at [2026-11-26T18:30]
          close it at dusk | close it at dusk
          黄昏六点 | [2026-11-25T18:00]
          每两小时 | [2026-11-25T18:20 PT2H]
          """)
  void moments(String said, String read) {
    assertThat(read(said)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({
    "tomorrow at seven, true",
    "tomorrow at noon, true",
    "seven in the morning, true",
    "明天中午, true",
    "明天早上八点, true",
    "every two hours, true",
    "tomorrow morning, false",
    "明天早上, false",
    "on friday, false",
    "每天, false"
  })
  void whatTellsTheHour(String said, boolean hasHour) {
    assertThat(new TimeReader(Hearing.normal(said)).at(0).orElseThrow().time())
        .isInstanceOfSatisfying(
            Time.Moment.class, moment -> assertThat(moment.hasHour()).isEqualTo(hasHour));
  }
}
