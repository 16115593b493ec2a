package dev.trine.runtime;

import dev.trine.runtime.JinjaToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens as Jinja 3.1 does with {@code trim_blocks} and {@code lstrip_blocks},
 * the settings of chat templates: the line end after a block and the space before one on its line
 * are dropped.
 */
final class JinjaLexer {
  private static final int FLAGS = Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS;
  private static final Pattern RAW =
      Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%\\}\\s*|%\\})", FLAGS);
  private static final Pattern END_RAW =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)", FLAGS);
  private static final Pattern END_COMMENT =
      Pattern.compile("(?:\\+#\\}|-#\\}\\s*|#\\}\\n?)", FLAGS);
  private static final Pattern END_BLOCK = Pattern.compile("(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)", FLAGS);
  private static final Pattern END_OUTPUT = Pattern.compile("(?:-\\}\\}\\s*|\\}\\})", FLAGS);
  private static final Pattern SPACE = Pattern.compile("\\s+", FLAGS);
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[0-9](?:_?[0-9])*");
  private static final Pattern NAME = Pattern.compile("[\\w&&[^\\d]]\\w*", FLAGS);
  private static final Pattern STRING =
      Pattern.compile(
          "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", FLAGS);
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private final String source;
  private final List<JinjaToken> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted; // up to where line ends are counted
  private boolean lineStarts = true;

  private JinjaLexer(String source) {
    this.source = source;
  }

  static List<JinjaToken> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    return new JinjaLexer(source).run();
  }

  private List<JinjaToken> run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at));
        at = source.length();
        break;
      }
      char kind = source.charAt(tag + 1);
      String before = source.substring(at, tag);
      at = tag + 2;
      char sign = at < source.length() ? source.charAt(at) : ' ';
      data(stripped(before, sign, kind != '{'));
      Matcher raw = RAW.matcher(source).region(tag, source.length());
      if (raw.lookingAt()) {
        raw(raw.end());
      } else if (kind == '#') {
        consume(find(END_COMMENT, "a comment"));
      } else {
        at += sign == '-' || sign == '+' ? 1 : 0;
        boolean block = kind == '%';
        add(block ? Kind.BLOCK_BEGIN : Kind.OUTPUT_BEGIN, "");
        expression(block ? END_BLOCK : END_OUTPUT);
        add(block ? Kind.BLOCK_END : Kind.OUTPUT_END, "");
      }
    }
    add(Kind.END, "the end of the template");
    return tokens;
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at);
        i >= 0 && i + 1 < source.length();
        i = source.indexOf('{', i + 1)) {
      if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The text before a tag without the space that the tag takes away. */
  private String stripped(String text, char sign, boolean strips) {
    if (sign == '-') {
      return PythonStrings.strip(text, "", false, true);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean blank = SPACE.matcher(text.substring(lineStart)).matches();
    return strips && sign != '+' && (lineStart > 0 || lineStarts) && blank
        ? text.substring(0, lineStart)
        : text;
  }

  private void raw(int from) {
    at = from;
    Matcher end = END_RAW.matcher(source);
    if (!end.find(at)) {
      throw bad("'raw' has no end; write {% endraw %}");
    }
    lineStarts = source.charAt(at - 1) == '\n';
    String sign = end.group(1);
    data(stripped(source.substring(at, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true));
    consume(end);
  }

  private Matcher find(Pattern end, String what) {
    Matcher matcher = end.matcher(source);
    if (!matcher.find(at)) {
      throw bad(what + " has no end");
    }
    return matcher;
  }

  private void consume(Matcher end) {
    at = end.end();
    lineStarts = source.charAt(at - 1) == '\n';
  }

  private void expression(Pattern end) {
    Deque<Character> brackets = new ArrayDeque<>();
    while (at < source.length()) {
      Matcher close = at(end);
      if (brackets.isEmpty() && close.lookingAt()) {
        consume(close);
        return;
      }
      token(brackets);
    }
    throw bad("a tag has no end");
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(source).region(at, source.length());
  }

  private void token(Deque<Character> brackets) {
    Matcher string = at(STRING);
    if (take(SPACE, null)
        || take(FLOAT, Kind.FLOAT)
        || take(INTEGER, Kind.INTEGER)
        || take(NAME, Kind.NAME)) {
      return;
    }
    if (string.lookingAt()) {
      String body = string.group(1) == null ? string.group(2) : string.group(1);
      add(Kind.STRING, unescaped(body));
      at = string.end();
      return;
    }
    if (!take(OPERATOR, Kind.OPERATOR)) {
      throw bad("'" + Character.toString(source.codePointAt(at)) + "' is not possible in a tag");
    }
    char last = tokens.getLast().text().charAt(0);
    if ("([{".indexOf(last) >= 0) {
      brackets.push(last);
    } else if (")]}".indexOf(last) >= 0
        && (brackets.isEmpty() || "([{".indexOf(brackets.pop()) != ")]}".indexOf(last))) {
      throw bad("'" + last + "' closes nothing");
    }
  }

  private boolean take(Pattern pattern, @org.jspecify.annotations.Nullable Kind kind) {
    Matcher matcher = at(pattern);
    if (!matcher.lookingAt()) {
      return false;
    }
    if (kind != null) {
      add(kind, matcher.group());
    }
    at = matcher.end();
    return true;
  }

  /** The escapes of Python's string literals; an unknown one stays as it is. */
  private String unescaped(String body) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\\' || i + 1 == body.length()) {
        text.append(c);
        continue;
      }
      char escape = body.charAt(++i);
      int simple = "abfnrtv\\'\"".indexOf(escape);
      if (simple >= 0) {
        text.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
      } else if (escape >= '0' && escape <= '7') {
        int end = i + 1;
        while (end < body.length()
            && end < i + 3
            && body.charAt(end) >= '0'
            && body.charAt(end) <= '7') {
          end++;
        }
        text.append((char) Integer.parseInt(body.substring(i, end), 8));
        i = end - 1;
      } else if (escape == 'x' || escape == 'u' || escape == 'U') {
        int end = i + 1 + (escape == 'x' ? 2 : escape == 'u' ? 4 : 8);
        if (end > body.length() || !body.substring(i + 1, end).matches("[0-9a-fA-F]+")) {
          throw bad("the escape \\" + escape + " needs its hexadecimal digits");
        }
        long point = Long.parseLong(body.substring(i + 1, end), 16);
        if (point > Character.MAX_CODE_POINT) {
          throw bad("the escape \\" + escape + " is no character");
        }
        text.appendCodePoint((int) point);
        i = end - 1;
      } else if (escape != '\n') {
        text.append('\\').append(escape);
      }
    }
    return text.toString();
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new JinjaToken(kind, text, line()));
  }

  private int line() {
    for (; counted < Math.min(at, source.length()); counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }

  private TemplateException bad(String why) {
    return new TemplateException("template line " + line() + ": " + why);
  }
}
