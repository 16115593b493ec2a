package dev.trine.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * The formats of JSON Schema (2020-12, validation, section 7.3) as regular expressions. Each allows
 * only a plain part of what its standard allows.
 */
final class StringFormats {
  private StringFormats() {}

  private static final String YEAR = "[12]\\d{3}";
  private static final String LEAP_YEAR =
      "(?:[12]\\d(?:0[48]|[2468][048]|[13579][26])|(?:12|16|20|24|28)00)";
  private static final String DATE =
      "(?:"
          + YEAR
          + "-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";
  private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
  private static final String TIME = CLOCK + ":[0-5]\\d(?:\\.\\d{1,3})?(?:Z|[+-]" + CLOCK + ")";
  private static final String DURATION =
      "P(?:\\d{1,4}[YMWD]|\\d{1,3}DT\\d{1,2}H"
          + "|T(?:\\d{1,4}[HMS]|\\d{1,2}H\\d{1,2}M(?:\\d{1,2}S)?|\\d{1,2}M\\d{1,2}S))";
  private static final String LABEL = "[a-z][a-z0-9]{0,14}(?:-[a-z0-9]{1,14})?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,2}\\.(?:cn|com|de|net|org|uk)";
  private static final String EMAIL = "[a-z0-9]{1,20}(?:[._+-][a-z0-9]{1,20}){0,2}@" + HOST;
  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String URI =
      "https?://"
          + HOST
          + "(?::[1-9]\\d{1,3})?(?:/[A-Za-z0-9._~-]{1,30}){0,8}"
          + "(?:\\?[a-z]{1,20}=[A-Za-z0-9._~-]{0,30})?";

  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time", TIME),
          Map.entry("date-time", DATE + "T" + TIME),
          Map.entry("duration", DURATION),
          Map.entry("email", EMAIL),
          Map.entry("hostname", HOST),
          Map.entry("ipv4", BYTE + "(?:\\." + BYTE + "){3}"),
          Map.entry("ipv6", "[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}"),
          Map.entry("uri", URI),
          Map.entry("uri-reference", URI),
          Map.entry("iri", URI),
          Map.entry("iri-reference", URI),
          Map.entry("uuid", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
          Map.entry("idn-email", EMAIL),
          Map.entry("idn-hostname", HOST),
          Map.entry("uri-template", URI),
          Map.entry("regex", "[A-Za-z0-9]{1,30}"),
          Map.entry("relative-json-pointer", "(?:0|[1-9]\\d?)(?:/[A-Za-z0-9_-]{1,30}){0,4}"),
          Map.entry("json-pointer", "(?:/[A-Za-z0-9_-]{1,30}){0,8}"),
          // not of the standard any more, or never, but validators hold texts to them
          Map.entry("alpha", "[A-Za-z]{1,30}"),
          Map.entry("alphanumeric", "[A-Za-z0-9]{1,30}"),
          Map.entry("color", "#[0-9a-f]{6}"),
          Map.entry("host-name", HOST),
          Map.entry("ip-address", BYTE + "(?:\\." + BYTE + "){3}"),
          Map.entry("phone", "\\+[1-9]\\d{7,12}"),
          Map.entry("style", "[a-z]{1,20}: [a-z0-9]{1,20}"),
          Map.entry("utc-millisec", "[1-9]\\d{0,12}"));

  /** What is found in all texts of a format, so that a text without it does not have the format. */
  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("date", "-"),
          Map.entry("time", ":"),
          Map.entry("date-time", ":"),
          Map.entry("duration", "[Pp]"),
          Map.entry("email", "@"),
          Map.entry("idn-email", "@"),
          Map.entry("hostname", "^[A-Za-z0-9.-]+$"),
          Map.entry("ipv4", "\\."),
          Map.entry("ipv6", ":"),
          Map.entry("uri", ":"),
          Map.entry("iri", ":"),
          Map.entry("uuid", "-"),
          Map.entry("json-pointer", "^(?:/|$)"),
          Map.entry("relative-json-pointer", "^[0-9]"));

  /** An expression that is found in each text of a format; none if nothing is known to be. */
  static Optional<String> sign(String format) {
    return Optional.ofNullable(SIGNS.get(format));
  }

  /** The expression of a format; none for a name that nobody knows. */
  static Optional<String> pattern(String format) {
    return Optional.ofNullable(PATTERNS.get(format)).map(pattern -> "^(?:" + pattern + ")$");
  }
}
