package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A title begins with whom it reminds of what, and ends before the order to note it. */
class WholeEntryTest {
  private static final Finder HEBE = new Finder(Households.HEBE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          今晚九點提醒Kelvin去睇牙醫         | do any reminder add title " 睇牙医 " at V     | Kelvin去睇牙醫
          今晚九點提醒Kelvin睇牙醫           | do any reminder add title " 睇牙医 " at V     | Kelvin睇牙醫
          今晚九點提醒我同嫲嫲睇牙醫        | do any reminder add title " 睇牙医 " at V     | 睇牙醫
          每晚八點提醒我們幫妹妹刷牙        | do any reminder add title " 妹妹刷牙 " at V   | 幫妹妹刷牙
          周六跟老同學吃飯你給我加到日曆      | do any calendar add title " 跟老同学吃饭你 " at V | 跟老同學吃飯
          周六跟老同學吃飯找你             | do any calendar add title " 跟老同学吃饭找你 " at V | 跟老同學吃飯找你
          聽日三點睇牙醫 幫我記入日曆      | do any calendar add title " 睇牙医 帮我记 " at V | 睇牙醫
          聽日三點成家飲茶加入日曆         | do any calendar add title " 饮茶 " at V | 成家飲茶
          日曆加個family dinner，聽日七點       | do any A add title " dinner " at V | family dinner
          聽日三點book睇牙                 | do any calendar add title " 睇牙 " at V | 睇牙
          聽日三點加入日曆飲茶             | do any calendar add title " 饮茶 " at V | 飲茶
          new calendar entry, swimming with Kelvin, on Friday at 9 | do any A add title " swimming " at V | swimming with Kelvin
          聽日三點提我去郵局             | do any reminder add title " 邮局 " at V      | 去郵局
          每晚八點提我量血壓             | do any reminder add title " 血压 " at V      | 量血壓
          今晚九點半提一提我，量血壓呢件事     | do any reminder add title " 量血压呢件事 " at V | 量血壓
          周六三點跟舅舅飲茶 別讓我忘了        | do any reminder add title " 跟舅舅饮茶 别让我忘了 " at V | 跟舅舅飲茶
          後天早上十點開家長會可別忘了提醒我     | do any reminder add title " 开家长会可别忘了提醒我 " at V | 開家長會
          後天早上十點噴藥到時提醒我         | do any reminder add title " 喷药到时提醒我 " at V | 噴藥
          call the insurance man remind me Wednesday at 9 | do any reminder add title " call the insurance man remind " at V | call the insurance man
          take the inhaler don't let me forget at nine | do any reminder add title " take the inhaler don't let me forget " at V | take the inhaler
          每晚九點提我量血壓                | do any reminder add title " 提我量血压 " at V | 量血壓
          book parents evening in the diary for Friday at five | do any calendar add title " book parents evening " at V | parents evening
          book club in the diary for Friday at five | do any calendar add title " book club " at V | book club
          remind me to put the bins out at seven | do any reminder add title " put the bins out " at V | put the bins out
          an alarm for seven called pigeon race | do any alarm add at V | pigeon race
          聽日三點幫我記帳                | do any reminder add title " 帮我记帐 " at V  | 幫我記帳
          """)
  void isAsLongAsWasMeant(String text, String plan, String title) {
    Found found = HEBE.find(Hearing.hear(text));
    Clause add = Scripted.clauses(Prompt.of(found), plan).getFirst();
    assertThat(WholeEntry.of(found, add).texts())
        .singleElement()
        .extracting(Argument.Text::said)
        .isEqualTo(title);
  }
}
