package dev.trine.runtime;

import dev.trine.runtime.PartialJson.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a family of models writes a call. */
enum CallSyntax {
  /** Hermes, Qwen, MiMo; Qwen3-Coder and GLM write other bodies between the same tags. */
  TOOL_CALL_TAG("<tool_call>", "</tool_call>") {
    @Override
    Optional<Call> read(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      if (at >= text.length()) {
        return Optional.empty();
      }
      if (text.charAt(at) == '{') {
        return object(text, at).map(call -> closed(call, text));
      }
      int end = text.indexOf(close(), at);
      if (end < 0) {
        return Optional.empty();
      }
      String body = text.substring(at, end);
      Call call = body.startsWith("<function=") ? parameters(body) : keysAndValues(body);
      return Optional.of(
          new Call(call.name(), call.arguments(), call.id(), end + close().length()));
    }
  },

  /** Functionary 3.1, and Llama 3 where it is told so: {@code <function=name>{...}</function>}. */
  FUNCTION_TAG("<function=", "</function>") {
    @Override
    Optional<Call> read(String text, int from) {
      int end = text.indexOf('>', from);
      return end < 0
          ? Optional.empty()
          : Optional.of(closed(named(text.substring(from, end), text, end + 1), text));
    }
  },

  /** Mistral: a list of objects, or {@code name[ARGS]{...}}. */
  MISTRAL("[TOOL_CALLS]", "") {
    @Override
    Optional<Call> read(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      if (at < text.length() && text.charAt(at) == '[' && !text.startsWith("[TOOL_CALLS]", at)) {
        at = PartialJson.skipSpace(text, at + 1);
      }
      if (at < text.length() && text.charAt(at) == '{') {
        return object(text, at);
      }
      int end = text.indexOf("[ARGS]", at);
      if (end < 0) {
        return Optional.empty();
      }
      String[] head = text.substring(at, end).split("\\[CALL_ID]", -1);
      Call call = named(head[0].strip(), text, end + "[ARGS]".length());
      return Optional.of(
          head.length == 1
              ? call
              : new Call(call.name(), call.arguments(), head[1].strip(), call.next()));
    }

    @Override
    int another(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      return at < text.length() && text.charAt(at) == ',' ? at + 1 : -1;
    }

    @Override
    String trailing() {
      return "]";
    }
  },

  /** Llama 3: an object after the tag; several have semicolons between them. */
  PYTHON_TAG("<|python_tag|>", "") {
    @Override
    Optional<Call> read(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      return at < text.length() && text.charAt(at) == '{' ? object(text, at) : Optional.empty();
    }

    @Override
    int another(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      return at < text.length() && text.charAt(at) == ';' ? at + 1 : -1;
    }
  },

  /** DeepSeek V3, R1 and V3.1. */
  DEEPSEEK("<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>") {
    @Override
    Optional<Call> read(String text, int from) {
      String separator = "<｜tool▁sep｜>";
      int middle = text.indexOf(separator, from);
      int object = middle < 0 ? -1 : text.indexOf('{', middle);
      if (object < 0) {
        return Optional.empty();
      }
      String before = text.substring(from, middle).strip();
      String after =
          text.substring(middle + separator.length(), object).replace("```json", "").strip();
      return Optional.of(closed(named(after.isEmpty() ? before : after, text, object), text));
    }
  },

  /** Kimi K2. */
  KIMI("<|tool_call_begin|>", "<|tool_call_end|>") {
    @Override
    Optional<Call> read(String text, int from) {
      String separator = "<|tool_call_argument_begin|>";
      int middle = text.indexOf(separator, from);
      if (middle < 0) {
        return Optional.empty();
      }
      String id = text.substring(from, middle).strip();
      String name = id.replaceFirst("^functions\\.", "").replaceFirst(":\\d+$", "");
      Call call = closed(named(name, text, middle + separator.length()), text);
      return Optional.of(new Call(call.name(), call.arguments(), id, call.next()));
    }
  },

  /** DeepSeek V3.2: {@code <｜DSML｜invoke name="...">} with a tag for each parameter. */
  DSML("<｜DSML｜invoke name=\"", "</｜DSML｜invoke>") {
    @Override
    Optional<Call> read(String text, int from) {
      return invoked(text, from);
    }
  },

  /** MiniMax, and Claude before them. */
  INVOKE("<invoke name=\"", "</invoke>") {
    @Override
    Optional<Call> read(String text, int from) {
      return invoked(text, from);
    }
  },

  /** gpt-oss: the header of a channel names the function. */
  HARMONY("to=functions.", "<|call|>") {
    @Override
    Optional<Call> read(String text, int from) {
      String message = "<|message|>";
      int middle = text.indexOf(message, from);
      if (middle < 0) {
        return Optional.empty();
      }
      String name = text.substring(from, middle).split("[\\s<]", 2)[0];
      return Optional.of(named(name, text, middle + message.length()));
    }
  },

  /** Functionary 3.2: {@code >>>name} and an object on the next line; {@code >>>all} is text. */
  RECIPIENT(">>>", "") {
    @Override
    Optional<Call> read(String text, int from) {
      Matcher named = RECIPIENT_NAME.matcher(text).region(from, text.length());
      return named.lookingAt()
          ? Optional.of(named(named.group(1), text, named.end(1)))
          : Optional.empty();
    }
  },

  /** Llama 3 without the tag: the answer is an object and nothing else. */
  BARE_OBJECT("{", "") {
    @Override
    Optional<Call> read(String text, int from) {
      return object(text, from - 1);
    }

    @Override
    int another(String text, int from) {
      int at = PartialJson.skipSpace(text, from);
      int object = at < text.length() && text.charAt(at) == ';' ? text.indexOf('{', at) : -1;
      return object < 0 ? -1 : object + 1;
    }
  };

  /**
   * A call, as far as it is there.
   *
   * @param arguments JSON, of which the end may be missing
   * @param id empty if the model gave none
   * @param next what follows the call; -1 as long as its end is not there
   */
  record Call(String name, String arguments, String id, int next) {
    boolean complete() {
      return next >= 0;
    }
  }

  private static final Pattern PARAMETER =
      Pattern.compile(
          "<parameter=([^>]*)>\\n?(.*?)\\n?(?:</parameter>|(?=<parameter=)|$)", Pattern.DOTALL);
  private static final Pattern KEY_AND_VALUE =
      Pattern.compile("<arg_key>(.*?)</arg_key>\\s*<arg_value>(.*?)</arg_value>", Pattern.DOTALL);
  private static final Pattern INVOKED =
      Pattern.compile(
          "<(?:｜DSML｜)?parameter name=\"([^\"]*)\"(?:"
              + " string=\"(true|false)\")?>(.*?)</(?:｜DSML｜)?parameter>",
          Pattern.DOTALL);

  private static final Pattern RECIPIENT_NAME = Pattern.compile("([\\w.-]+)\\n\\s*(?=\\{)");

  private final String open;
  private final String close;

  CallSyntax(String open, String close) {
    this.open = open;
    this.close = close;
  }

  String open() {
    return open;
  }

  String close() {
    return close;
  }

  /** The call whose opening mark ends at a place; empty as long as its name is not known. */
  abstract Optional<Call> read(String text, int from);

  /** Where the next call of the same mark begins, behind a call that ended; -1 if there is none. */
  int another(String text, int from) {
    return -1;
  }

  /** What may follow the last call. */
  String trailing() {
    return "";
  }

  /** The ways of a model, told by the marks that its template writes. */
  static List<CallSyntax> of(String template) {
    List<CallSyntax> found = new ArrayList<>();
    for (CallSyntax syntax : values()) {
      String mark =
          switch (syntax) {
            case DSML -> "DSML";
            case RECIPIENT -> ">>>${recipient}";
            default -> syntax.open;
          };
      if (syntax != BARE_OBJECT && template.contains(mark)) {
        found.add(syntax);
      }
    }
    if (found.contains(TOOL_CALL_TAG)) {
      found.remove(FUNCTION_TAG); // is within it
    }
    if (found.contains(PYTHON_TAG) || (found.isEmpty() && template.contains("\"parameters\""))) {
      found.add(BARE_OBJECT);
    }
    return found;
  }

  /** Takes the closing mark with a call; a call is not over before it. */
  Call closed(Call call, String text) {
    int end = call.complete() ? text.indexOf(close, call.next()) : -1;
    return new Call(call.name(), call.arguments(), call.id(), end < 0 ? -1 : end + close.length());
  }

  /** {@code {"name": ..., "arguments": {...}}}. */
  private static Optional<Call> object(String text, int from) {
    Map<String, Span> members = PartialJson.members(text, from);
    Span name = members.getOrDefault("name", members.get("function"));
    if (name == null || !name.complete()) {
      return Optional.empty();
    }
    Span whole = PartialJson.value(text, from);
    Span arguments = members.getOrDefault("arguments", members.get("parameters"));
    String json = arguments == null ? whole.complete() ? "{}" : "" : arguments.in(text);
    if (json.startsWith("\"")) { // written as a text
      json = arguments != null && arguments.complete() ? PartialJson.string(json).orElse(json) : "";
    }
    String id =
        Optional.ofNullable(members.get("id"))
            .filter(Span::complete)
            .flatMap(it -> PartialJson.string(it.in(text)))
            .orElse("");
    String called = PartialJson.string(name.in(text)).orElse("");
    String made = json;
    return called.isEmpty()
        ? Optional.empty()
        : Optional.of(new Call(called, made, id, whole.to()));
  }

  /** A name that stood before its arguments. */
  private static Call named(String name, String text, int from) {
    int at = PartialJson.skipSpace(text, from);
    if (at >= text.length()) {
      return new Call(name, "", "", -1);
    }
    Span arguments = PartialJson.value(text, at);
    return new Call(name, arguments.in(text), "", arguments.to());
  }

  /** {@code <function=name><parameter=key>value</parameter></function>}. */
  private static Call parameters(String body) {
    int end = body.indexOf('>');
    String name = body.substring("<function=".length(), end < 0 ? body.length() : end);
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher parameter = PARAMETER.matcher(body.replace("</function>", ""));
    while (parameter.find()) {
      made.set(parameter.group(1), guessed(parameter.group(2)));
    }
    return new Call(name.strip(), made.toString(), "", -1);
  }

  private static Call keysAndValues(String body) {
    int end = body.indexOf("<arg_key>");
    ObjectNode made = JsonMapper.shared().createObjectNode();
    Matcher pair = KEY_AND_VALUE.matcher(body);
    while (pair.find()) {
      made.set(pair.group(1).strip(), guessed(pair.group(2).strip()));
    }
    return new Call(
        body.substring(0, end < 0 ? body.length() : end).strip(), made.toString(), "", -1);
  }

  Optional<Call> invoked(String text, int from) {
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
      return JsonMapper.shared().valueToTree(value);
    }
  }
}
