package dev.trine.runtime;

import java.util.BitSet;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Sets of characters by the properties of Unicode (UAX 44) that ECMA-262 names in {@code \p}. */
final class CharacterProperties {
  /** Short names of the general categories, two letters each, at their number in the JDK. */
  private static final String CATEGORIES =
      "CnLuLlLtLmLoMnMeMcNdNlNoZsZlZpCcCf  CoCsPdPsPePcPoSmScSkSoPiPf";

  private CharacterProperties() {}

  /** The characters of a property as it stands between the braces; none if it is not known. */
  static BitSet of(String property) {
    String value = property.substring(property.indexOf('=') + 1);
    return switch (property.substring(0, Math.max(0, property.indexOf('=')))) {
      case "", "gc", "General_Category" -> ofCategory(value);
      case "sc", "Script", "scx", "Script_Extensions" -> ofScript(value);
      default -> new BitSet();
    };
  }

  private static BitSet ofCategory(String name) {
    if (!name.matches("[A-Z][a-z]?")) {
      return new BitSet();
    }
    return all(point -> CATEGORIES.startsWith(name, 2 * Character.getType(point)));
  }

  private static BitSet ofScript(String name) {
    try {
      var script = Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
      return all(point -> Character.UnicodeScript.of(point) == script);
    } catch (IllegalArgumentException e) {
      return new BitSet();
    }
  }

  private static BitSet all(IntPredicate has) {
    BitSet set = new BitSet();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (has.test(point)) {
        set.set(point);
      }
    }
    return set;
  }
}
