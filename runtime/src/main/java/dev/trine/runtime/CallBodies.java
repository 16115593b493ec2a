package dev.trine.runtime;

import dev.trine.runtime.CallSyntax.Call;
import dev.trine.runtime.PartialJson.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What stands between the marks of {@link CallSyntax}: a name and its arguments. */
final class CallBodies {
  private CallBodies() {}

  private static final Pattern PARAMETER =
      Pattern.compile(
          "<parameter=([^>]*)>\\n?(.*?)\\n?(?:</parameter>|(?=<parameter=)|$)", Pattern.DOTALL);
  private static final Pattern KEY_AND_VALUE =
      Pattern.compile(
          "<arg_key(?::\\w+)?>(.*?)</arg_key(?::\\w+)?>\\s*"
              + "<arg_value(?::\\w+)?>(.*?)</arg_value(?::\\w+)?>",
          Pattern.DOTALL);
  private static final Pattern INVOKED =
      Pattern.compile(
          "<(?:｜DSML｜)?param(?:eter)? name=\"([^\"]*)\"(?:"
              + " string=\"(true|false)\")?>(.*?)</(?:｜DSML｜)?param(?:eter)?>",
          Pattern.DOTALL);
  private static final Pattern KIMI_ARGUMENT =
      Pattern.compile(
          "<\\|open\\|>argument key=\"([^\"]*)\" type=\"([^\"]*)\"<\\|sep\\|>(.*?)"
              + "<\\|close\\|>argument<\\|sep\\|>",
          Pattern.DOTALL);
  private static final Pattern BARE_KEY = Pattern.compile("([{,]\\s*)([^\\s{},:\\[\\]\"]+)\\s*:");
  private static final Pattern KEYS_BEGIN = Pattern.compile("<(?:arg_key|tool_sep)\\b");
  private static final Pattern PYTHON_NAME = Pattern.compile("([\\w.-]+)\\(");

  /** What values may be written with, besides what Jinja knows. */
  private static final Map<String, Object> VALUES =
      Map.of(
          "null",
          Python.None.NONE,
          "dict",
          (JinjaFunction) given -> new LinkedHashMap<Object, Object>(given.named()));

  /** {@code {"name": ..., "arguments": {...}}}. */
  static Optional<Call> object(String text, int from) {
    Map<String, Span> members = PartialJson.members(text, from);
    Span name = first(members, "name", "function", "tool_name");
    if (name == null || !name.complete()) {
      return Optional.empty();
    }
    Span whole = PartialJson.value(text, from);
    Span arguments = first(members, "arguments", "parameters");
    String json = arguments == null ? whole.complete() ? "{}" : "" : arguments.in(text);
    if (json.startsWith("\"")) { // written as a text
      json = arguments != null && arguments.complete() ? PartialJson.string(json).orElse(json) : "";
    }
    String id =
        Optional.ofNullable(first(members, "id", "tool_call_id"))
            .filter(Span::complete)
            .flatMap(it -> PartialJson.string(it.in(text)))
            .orElse("");
    String called = PartialJson.string(name.in(text)).orElse("");
    String made = json;
    return called.isEmpty()
        ? Optional.empty()
        : Optional.of(new Call(called, made, id, whole.to()));
  }

  private static @Nullable Span first(Map<String, Span> members, String... names) {
    return Stream.of(names).map(members::get).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** {@code {name: {...}}}. */
  static Optional<Call> entry(String text, int from) {
    Span whole = PartialJson.value(text, from);
    return PartialJson.members(text, from).entrySet().stream()
        .findFirst()
        .map(it ->
            new Call(
                it.getKey(),
                it.getValue().in(text),
                "",
                it.getValue().complete() ? whole.to() : -1));
  }

  /** {@code name(key='value', ...)}, with values as Python or JSON writes them. */
  static Optional<Call> python(String text, int from) {
    Matcher name = PYTHON_NAME.matcher(text).region(from, text.length());
    int end = name.lookingAt() ? bracketed(text, name.end() - 1) : -1;
    if (end < 0) {
      return Optional.empty();
    }
    return literal("dict(" + text.substring(name.end(), end - 1) + ")")
        .map(arguments -> new Call(name.group(1), arguments.toString(), "", end));
  }

  /** Where the bracket is closed that stands at a place, or -1. */
  private static int bracketed(String text, int from) {
    int depth = 0;
    char quote = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        at += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0 && --depth == 0) {
        return at + 1;
      }
    }
    return -1;
  }

  /** A value as Python writes it; empty if it is none. Templates write such values, too. */
  private static Optional<JsonNode> literal(String text) {
    try {
      String json = Jinja.render(JinjaParser.parse("{{ (" + text + ") | tojson }}"), VALUES);
      return Optional.of(JsonMapper.shared().readTree(json));
    } catch (TemplateException | JacksonException e) {
      return Optional.empty();
    }
  }

  /** Gemma 4: {@code {key:<|"|>text<|"|>,n:1}}. */
  static String gemma(String text) {
    StringBuilder json = new StringBuilder();
    String[] parts = text.split("<\\|\"\\|>", -1);
    for (int i = 0; i < parts.length; i++) {
      json.append(
          i % 2 == 1
              ? JsonMapper.shared().writeValueAsString(parts[i])
              : BARE_KEY
                  .matcher(parts[i])
                  .replaceAll("$1\"$2\":")
                  .replaceAll("\\bNone\\b", "null"));
    }
    return json.toString();
  }

  /** Kimi K3: what each argument is stands beside it. */
  static String kimi(String text) {
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher argument = KIMI_ARGUMENT.matcher(text);
    while (argument.find()) {
      String value = argument.group(3);
      made.set(
          argument.group(1),
          argument.group(2).equals("string")
              ? JsonMapper.shared().valueToTree(value)
              : guessed(value));
    }
    return made.toString();
  }

  /** A name that stood before its arguments. */
  static Call named(String name, String text, int from) {
    int at = PartialJson.skipSpace(text, from);
    if (at >= text.length()) {
      return new Call(name, "", "", -1);
    }
    Span arguments = PartialJson.value(text, at);
    return new Call(name, arguments.in(text), "", arguments.to());
  }

  /** {@code <function=name><parameter=key>value</parameter></function>}. */
  static Call parameters(String body) {
    int end = body.indexOf('>');
    String name = body.substring("<function=".length(), end < 0 ? body.length() : end);
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher parameter = PARAMETER.matcher(body.replace("</function>", ""));
    while (parameter.find()) {
      made.set(parameter.group(1), guessed(parameter.group(2)));
    }
    return new Call(name.strip(), made.toString(), "", -1);
  }

  static Call keysAndValues(String body) {
    Matcher head = KEYS_BEGIN.matcher(body);
    int end = head.find() ? head.start() : -1;
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher pair = KEY_AND_VALUE.matcher(body);
    while (pair.find()) {
      made.set(pair.group(1).strip(), guessed(pair.group(2).strip()));
    }
    return new Call(
        body.substring(0, end < 0 ? body.length() : end).strip(), made.toString(), "", -1);
  }

  /** A name in a tag, then a tag for each parameter, up to a closing mark. */
  static Optional<Call> invoked(String text, int from, String close) {
    int end = text.indexOf('"', from);
    int last = text.indexOf(close, from);
    if (end < 0 || last < 0) {
      return Optional.empty();
    }
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher parameter = INVOKED.matcher(text.substring(end, last));
    while (parameter.find()) {
      String value = parameter.group(3);
      made.set(
          parameter.group(1),
          "true".equals(parameter.group(2))
              ? JsonMapper.shared().valueToTree(value)
              : guessed(value));
    }
    return Optional.of(
        new Call(text.substring(from, end), made.toString(), "", last + close.length()));
  }

  /** JSON where a value is JSON, else a text: these forms do not tell. */
  private static JsonNode guessed(String value) {
    try {
      return JsonMapper.shared().readTree(value.strip());
    } catch (JacksonException e) {
      boolean python = value.strip().startsWith("{") || value.strip().startsWith("[");
      return (python ? literal(value) : Optional.<JsonNode>empty())
          .orElseGet(() -> JsonMapper.shared().valueToTree(value));
    }
  }
}
