package dev.trine.things;

import tools.jackson.databind.JsonNode;

/** Households for tests, written as a user would write them. */
final class Homes {
  static final String CONTEXT =
      """
      "@context": "https://www.w3.org/2022/wot/td/v1.1",
      "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],\
      """;

  static final String SMALL =
      """
      { "id": "small", "titles": {"en": "My home", "zh": "我家"},
        "places": [
          {"id": "ground", "kind": "floor", "titles": {"en": "Ground floor", "zh": "一楼"}},
          {"id": "living-room", "kind": "room", "in": "ground", "titles": {"en": "Living room", "zh": "客厅"},
           "aliases": {"en": ["lounge"]}} ],
        "things": [
          { CONTEXT "@type": "Light", "id": "urn:small:lamp", "titles": {"en": "Lamp", "zh-Hant": "立燈"},
            "trine:place": "living-room", "trine:aliases": {"zh": ["灯"]},
            "properties": { "on": {"type": "boolean"},
              "brightness": {"type": "integer", "minimum": 0, "maximum": 100, "unit": "percent"} },
            "trine:state": {"on": false, "brightness": 60} },
          { CONTEXT "@type": ["Curtain"], "id": "urn:small:curtain", "title": "Curtain",
            "properties": { "position": {"type": "integer", "minimum": 0, "maximum": 100} },
            "actions": {"open": {}, "close": {}, "sing": {}},
            "trine:state": {"position": 0} },
          { CONTEXT "@type": "TimerService", "id": "timers", "title": "Timers",
            "properties": { "timers": {"type": "array", "readOnly": true} },
            "actions": {"start": {"input": {"type": "object", "required": ["seconds"],
                         "properties": {"seconds": {"type": "integer", "minimum": 1}}}},
                        "add": {}, "cancel": {}},
            "trine:state": {"timers": []} } ] }\
      """
          .replace("CONTEXT", CONTEXT);

  private Homes() {}

  static JsonNode json(String text) {
    return HouseholdReader.JSON.readTree(text);
  }
}
