package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people say them; the expected digits are worked out by hand. */
class NumeralsTest {

  @ParameterizedTest
  @CsvSource({
    "调到百分之三十, 调到30%",
    "百分之十五点五, 15.5%",
    "开三分一, 开33%",
    "timer两个钟, timer 2个钟",
    "切到hdmi二, 切到hdmi2",
    "星期一至五早上, 星期一至五早上",
    "所有灯一次过关掉, 所有灯一次过关掉",
    "heat it too 72 degrees, heat it to 72 degrees",
    "me too, me too",
    "the fan on one, the fan on 1",
    "turn on one light, turn on one light",
    "开三分之二, 开67%",
    "开到四分三就得, 开到75%就得",
    "四分三十秒, 4分30秒",
    "十点三分一刻, 10点3分一刻",
    "音量减五, 音量减5",
    "再高五厘米, 再高5厘米",
    "升高十公分, 升高10公分",
    "升到一米二, 升到1.2米",
    "升到一米零五, 升到1.05米",
    "开到三十趴, 开到30%",
    "零下二十度, 零下20度",
    "百分百, 100%",
    "五十五个巴仙, 55%",
    "音量设六, 音量设6",
    "九点一航比赛, 9点一航比赛",
    "九点一度, 9.1度",
    "亮度三成, 亮度30%",
    "亮度五成半, 亮度55%",
    "二十六度, 26度",
    "二十六度半, 26.5度",
    "两升半, 2.5升",
    "三十七度八, 37.8度",
    "目标改一点八, 目标改1.8",
    "再亮一点, 再亮一点",
    "二十六度三档, 26度3档",
    "24度半, 24.5度",
    "路由器restart一次, 路由器restart一次",
    "二十六点五度, 26.5度",
    "十度, 10度",
    "一百零五, 105",
    "一百五, 150",
    "两千七百, 2700",
    "三千零五, 3005",
    "廿四度, 24度",
    "两盏灯, 2盏灯",
    "三档, 3档",
    "二号灯, 2号灯",
    "二零一房, 201房",
    "音量调到零, 音量调到0",
    "电视音量减五, 电视音量减5",
    "加热开三, 加热开3",
    "加10个百分点, 加10%",
    "切到九万六, 切到96000",
    "四万八, 48000",
    "九万六千, 96000",
    "三万零五, 30005",
    "十二万, 120000",
    "一亿两千三百万, 123000000",
    "3万, 30000",
    "3万5, 35000",
    "4.8万, 48000",
    "两千瓦, 2000瓦",
    "小声三dB, 小声3dB",
    "快四 bpm, 快4 bpm",
    "慢个八拍, 慢个8拍",
    "转做七火, 转做7火",
    "升三半音, 升3半音",
    "按两下, 按2下",
    "音量调到二时, 音量调到20",
    "亮度调到五是, 亮度调到50",
    "闹钟调到二时半, 闹钟调到2时半",
    "闹钟改到二时, 闹钟改到2时",
  })
  void chinese(String said, String digits) {
    assertThat(Numerals.toDigits(said)).isEqualTo(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "to twenty-five percent, to 25%",
    "to 30 per cent, to 30%",
    "one hundred and five, 105",
    "a hundred percent, 100%",
    "two thousand seven hundred, 2700",
    "twenty one point five, 21.5",
    "two point zero five, 2.05",
    "twenty six and a half degrees, 26.5 degrees",
    "54 and a half degrees, 54.5 degrees",
    "2 and a half hours, 2 and a half hours",
    "56 point 5, 56.5",
    "room two oh one, room 201",
    "twenty fifteen, 2015",
    "lamps two and three, lamps 2 and 3",
    "one degree, 1 degree",
    "up one notch, up 1 notch",
    "friday one pm, friday 1 pm",
    "at one in the morning, at 1 in the morning",
    "magnification one fifty, magnification 150",
    "one twenty five, 125",
    "sample rate two twenty, sample rate 220",
    "ninty five, 95",
  })
  void english(String said, String digits) {
    assertThat(Numerals.toDigits(said)).isEqualTo(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "开一下灯",
    "亮一点",
    "一起关掉",
    "统一关掉",
    "一会儿再说",
    "一样",
    "一定",
    "一切",
    "万一",
    "万一天黑了",
    "千万别开",
    "统一TV",
    "按一下",
    "成功了",
    "one of the lamps",
    "someone is here",
    "the last one",
    "phone",
    "often",
    "weight",
    "stone",
  })
  void noNumbers(String said) {
    assertThat(Numerals.toDigits(said)).isEqualTo(said);
  }
}
