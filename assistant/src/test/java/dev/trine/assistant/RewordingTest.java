package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Things at hand have no words for is said in words that they have. */
class RewordingTest {
  private static final String HANDSET =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:handset", "@type": "Smartphone",
       "titles": {"en": "Mei's phone"}, "trine:place": "phone",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"battery": {"type": "integer", "readOnly": true}}, "actions": {"ring": {}}}
      """;

  private static final String LITTER_BOX =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:box", "@type": "LitterBox",
       "titles": {"en": "Litter box", "zh": "猫砂盆"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"night-light": {"type": "boolean"}}}
      """;

  private static final String WASHER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:washer", "@type": "WashingMachine",
       "titles": {"zh": "洗衣机"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"remaining-minutes": {"type": "integer", "readOnly": true, "unit": "minute"},
                      "status": {"type": "string", "readOnly": true, "enum": ["washing", "finished"]}}}
      """;

  private static final String LIST =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:list", "@type": "ShoppingList",
       "titles": {"zh": "清单"}, "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"items": {"type": "array", "readOnly": true, "items": {"type": "string"}}},
       "actions": {"complete": {"input": {"type": "object", "properties": {"item": {"type": "string"}}}}}}
      """;

  private static final String TANK =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:tank", "@type": "FishTank",
       "titles": {"en": "Fish tank", "zh": "鱼缸"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"light": {"type": "boolean"}, "salinity": {"type": "number", "readOnly": true, "titles": {"zh": "盐度"}}}}
      """;

  private static final String VALVE =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:valve", "@type": "Valve",
       "titles": {"zh": "洒水1区"}, "trine:place": "yard",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"position": {"type": "integer"}}, "actions": {"open": {}, "close": {}}}
      """;

  private static final String COFFEE_MAKER =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:coffee", "@type": "CoffeeMaker",
       "titles": {"en": "Coffee maker", "zh": "咖啡机"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "actions": {"brew": {"input": {"type": "object", "properties": {
         "drink": {"type": "string", "enum": ["latte", "flat-white"]}}}}}}
      """;

  private static final String OVEN =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:x:oven", "@type": "Oven",
       "titles": {"en": "Oven", "zh": "烤箱"}, "trine:place": "den",
       "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
       "properties": {"oven-temperature": {"type": "integer", "unit": "celsius"}}}
      """;

  private static final Household HOME =
      Household.parse(
          """
          {"id": "rewording", "places": [{"id": "den", "kind": "room", "titles": {"en": "Den"}},
                      {"id": "yard", "kind": "outdoor", "titles": {"zh": "外面"}},
                      {"id": "phone", "kind": "phone", "titles": {"en": "Phone", "zh": "手机"}}],
           "things": [%s, %s, %s, %s, %s, %s, %s, %s, %s]}
          """
              .formatted(
                  HANDSET,
                  LITTER_BOX,
                  WASHER,
                  LIST,
                  TANK,
                  VALVE,
                  COFFEE_MAKER,
                  OVEN,
                  Households.thing("light", "Light", "Night light", "夜灯", "den")),
          "rewording.json");

  private static final Finder FINDER = new Finder(HOME);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          find my phone                              | ring my phone
          where's my phone                           | ring my phone
          ring the surgery                           | call the surgery
          turn off the night light on the litter box | turn off the litter box night light
          ring up gran                               | call gran
          找不到猫砂盆，叫它出个声                       | 找一下猫砂盆
          外面现在几度                                 | 天气现在几度
          turn on the light in the den fish tank     | turn on the den fish tank light
          鱼缸关灯                                    | 鱼缸灯关
          鱼缸打开，佢盏灯都要着                          | 鱼缸打开,鱼缸灯都要着
          洒水1区浇十分钟                               | 洒水1区打开10分钟
          打开夜灯让阿妈进来                              | 打开夜灯
          hi could you please stop the washer         | stop the washer
          麻烦你帮我停洗衣机                             | 停洗衣机
          帮手停洗衣机                                 | 停洗衣机
          make us two lattes                         | make 2 lattes with the coffee maker
          a flat white please                        | make a flat white with the coffee maker
          来两杯拿铁                                   | 咖啡机做2杯拿铁
          preheat the oven to 180                    | set the oven to 180
          看看还有哪些夜灯开着，都关掉                    | 把开着的夜灯全部关掉
          check which lights are still on and turn them off | turn off all the lights that are on
          put radio ulster on in the den             | play radio ulster in the den
          lock the den for Mei                       | lock the den
          if any lamps are still on in the den, turn them off | turn off the lamps that are on in the den
          turn off whichever lights are on           | turn off the lights that are on
          邊盞夜燈仲着就熄咗邊盞                         | 把开着的夜灯全部关掉
          瞅瞅哪个夜灯还亮着，都给闭了                     | 把亮着的夜灯全部关掉
          any lights that are still on downstairs, put them out | turn off the lights downstairs that are on
          夜灯里头最后那个也打开                          | 最后那个夜灯也打开
          夜灯都关了，就留烤箱                           | 除了烤箱,夜灯都关了
          夜灯都開齊，烤箱就免喇                         | 除了烤箱,夜灯都开齐
          夜灯都打开就烤箱不要                           | 除了烤箱,夜灯都打开
          夜灯全关上，烤箱别动，还要用                     | 除了烤箱,夜灯全关上
          den lights on bar mei's lamp               | den lights on except mei's lamp
          turn on the fish tank with the light on 30 | turn on the fish tank the fish tank light on 30
          """)
  void isSaidInWordsThatTheThingsHave(String text, String other) {
    assertThat(Rewording.of(FINDER.find(Hearing.hear(text))))
        .extracting(Heard::text)
        .containsExactly(other);
  }

  /** Of a phone one speaks as of a Thing, though what is on it has it for a place. */
  @Test
  void thePhoneIsAThing() {
    assertThat(FINDER.find(Hearing.hear("手机还有多少电")).mentions())
        .flatExtracting(Mention::things)
        .extracting(thing -> thing.id())
        .containsExactly("urn:x:handset");
  }
}
