package dev.trine.model;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions of tokenizer.json, which are Oniguruma's in Ruby's syntax, as Java's. What
 * differs is rewritten: properties and POSIX brackets, {@code \h}, {@code \w}, line anchors, the
 * letter m among the flags, {@code {,n}} and the plus after an interval, which repeats there and is
 * possessive in Java. Source: doc/RE of Oniguruma 6.9.
 */
final class Oniguruma {
  private static final int FLAGS =
      Pattern.UNICODE_CHARACTER_CLASS | Pattern.MULTILINE | Pattern.UNIX_LINES;

  private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

  /** Outside brackets the numbers of Latin-1 belong to words too, as Oniguruma has it. */
  private static final String BARE_WORD = WORD + "\u00b2\u00b3\u00b9\u00bc-\u00be";

  private static final String AFTER = "(?<=[" + BARE_WORD + "])";
  private static final String BEFORE = "(?=[" + BARE_WORD + "])";
  private static final String NOT_AFTER = "(?<![" + BARE_WORD + "])";
  private static final String NOT_BEFORE = "(?![" + BARE_WORD + "])";
  private static final String BOUNDARY =
      "(?:" + AFTER + NOT_BEFORE + "|" + NOT_AFTER + BEFORE + ")";
  private static final String NO_BOUNDARY =
      "(?:" + AFTER + BEFORE + "|" + NOT_AFTER + NOT_BEFORE + ")";

  private static final Map<String, String> CATEGORIES =
      Map.ofEntries(
          Map.entry("letter", "L"),
          Map.entry("uppercaseletter", "Lu"),
          Map.entry("lowercaseletter", "Ll"),
          Map.entry("titlecaseletter", "Lt"),
          Map.entry("modifierletter", "Lm"),
          Map.entry("otherletter", "Lo"),
          Map.entry("casedletter", "LC"),
          Map.entry("mark", "M"),
          Map.entry("nonspacingmark", "Mn"),
          Map.entry("spacingmark", "Mc"),
          Map.entry("enclosingmark", "Me"),
          Map.entry("number", "N"),
          Map.entry("decimalnumber", "Nd"),
          Map.entry("letternumber", "Nl"),
          Map.entry("othernumber", "No"),
          Map.entry("punctuation", "P"),
          Map.entry("connectorpunctuation", "Pc"),
          Map.entry("dashpunctuation", "Pd"),
          Map.entry("openpunctuation", "Ps"),
          Map.entry("closepunctuation", "Pe"),
          Map.entry("initialpunctuation", "Pi"),
          Map.entry("finalpunctuation", "Pf"),
          Map.entry("otherpunctuation", "Po"),
          Map.entry("symbol", "S"),
          Map.entry("mathsymbol", "Sm"),
          Map.entry("currencysymbol", "Sc"),
          Map.entry("modifiersymbol", "Sk"),
          Map.entry("othersymbol", "So"),
          Map.entry("separator", "Z"),
          Map.entry("spaceseparator", "Zs"),
          Map.entry("lineseparator", "Zl"),
          Map.entry("paragraphseparator", "Zp"),
          Map.entry("other", "C"),
          Map.entry("control", "Cc"),
          Map.entry("format", "Cf"),
          Map.entry("unassigned", "Cn"),
          Map.entry("privateuse", "Co"),
          Map.entry("surrogate", "Cs"));

  private final String regex;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int atom; // where in the output the last thing begins that can be repeated
  private int depth; // of brackets

  private Oniguruma(String regex) {
    this.regex = regex;
  }

  /** Compiles a pattern; throws {@link PatternSyntaxException} if it has no twin in Java. */
  static Pattern compile(String regex) {
    return Pattern.compile(new Oniguruma(regex).translate(), FLAGS);
  }

  private String translate() {
    int[] groups = new int[regex.length() + 1]; // where the open ones begin
    int open = 0;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      int begin = out.length();
      if (c == '\\') {
        escape();
      } else if (depth > 0) {
        inBrackets(c);
      } else {
        switch (c) {
          case '[' -> inBrackets(c);
          case '(' -> {
            groups[open++] = begin;
            group();
          }
          case ')' -> {
            begin = open > 0 ? groups[--open] : begin;
            copy(1);
          }
          case '{' -> {
            begin = atom;
            interval();
          }
          case '*', '+', '?' -> {
            begin = atom;
            copy(1);
          }
          default -> copy(Character.charCount(regex.codePointAt(at)));
        }
      }
      if (depth == 0 || c == '[' && depth == 1) {
        atom = c == '[' && depth == 1 ? begin : isClosing(c) ? atom : begin;
      }
    }
    return out.toString();
  }

  /** The closing bracket belongs to the class that began as an atom. */
  private static boolean isClosing(char c) {
    return c == ']';
  }

  private void copy(int length) {
    out.append(regex, at, at + length);
    at += length;
  }

  private boolean next(String text) {
    return regex.startsWith(text, at);
  }

  private void inBrackets(char c) {
    if (c == '[' && depth > 0 && next("[:")) {
      int end = regex.indexOf(":]", at);
      if (end > 0) {
        boolean not = regex.charAt(at + 2) == '^';
        out.append(property(regex.substring(at + (not ? 3 : 2), end), not, true));
        at = end + 2;
        return;
      }
    }
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    copy(Character.charCount(regex.codePointAt(at)));
    if (c == '[') {
      if (next("^")) {
        copy(1);
      }
      if (next("]")) { // the first of a class is a character
        out.append('\\');
        copy(1);
      }
    }
  }

  private void escape() {
    char c = at + 1 < regex.length() ? regex.charAt(at + 1) : 0;
    switch (c) {
      case 'h', 'H' -> code(c == 'H' ? "[^0-9a-fA-F]" : "[0-9a-fA-F]");
      case 'w' -> code("[" + word() + "]");
      case 'W' -> code("[^" + word() + "]");
      case 'b', 'B' -> {
        if (depth > 0) {
          copy(2);
        } else {
          code(c == 'b' ? BOUNDARY : NO_BOUNDARY);
        }
      }
      case 'p', 'P' -> {
        int end = next("\\p{") || next("\\P{") ? regex.indexOf('}', at) : -1;
        if (end < 0) {
          throw new PatternSyntaxException("property without a name", regex, at);
        }
        String name = regex.substring(at + 3, end);
        boolean not = name.startsWith("^");
        out.append(property(not ? name.substring(1) : name, not != (c == 'P'), false));
        at = end + 1;
      }
      case 0 -> throw new PatternSyntaxException("nothing after \\", regex, at);
      default -> copy(1 + Character.charCount(regex.codePointAt(at + 1)));
    }
  }

  private String word() {
    return depth == 0 ? BARE_WORD : WORD;
  }

  private void code(String java) {
    out.append(java);
    at += 2;
  }

  private String property(String name, boolean not, boolean posix) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    switch (plain) {
      case "word" -> {
        return (not ? "[^" : "[") + WORD + "]";
      }
      case "punct" -> { // in brackets symbols are among them
        return (not ? "[^" : "[") + (posix ? "\\p{P}\\p{S}" : "\\p{P}") + "]";
      }
      default -> {}
    }
    String escape = not ? "\\P{" : "\\p{";
    String category = CATEGORIES.get(plain);
    if (category != null) {
      return escape + category + "}";
    }
    for (String form : new String[] {name, "Is" + name, posix ? upperFirst(plain) : "Is" + plain}) {
      String java = escape + form + "}";
      try {
        Pattern.compile(java);
        return java;
      } catch (PatternSyntaxException e) {
        continue; // the next spelling
      }
    }
    throw new PatternSyntaxException("unknown property " + name, regex, at);
  }

  private static String upperFirst(String name) {
    return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The beginning of a group with its flags: what Ruby calls m is s in Java. */
  private void group() {
    copy(1);
    if (!next("?") || next("?<") || next("?#")) {
      if (next("?#")) {
        throw new PatternSyntaxException("comments are not read", regex, at);
      }
      return;
    }
    copy(1);
    while (at < regex.length() && "imxs-".indexOf(regex.charAt(at)) >= 0) {
      char flag = regex.charAt(at++);
      out.append(flag == 'm' ? 's' : flag);
    }
  }

  private void interval() {
    int end = regex.indexOf('}', at);
    String range = end < 0 ? "" : regex.substring(at + 1, end);
    if (!range.matches("\\d+|\\d+,\\d*|,\\d+")) {
      out.append("\\{"); // a brace that is none of an interval
      at++;
      return;
    }
    out.append('{').append(range.startsWith(",") ? "0" : "").append(range).append('}');
    at = end + 1;
    if (next("+")) {
      out.insert(atom, "(?:").append(')');
    }
  }
}
