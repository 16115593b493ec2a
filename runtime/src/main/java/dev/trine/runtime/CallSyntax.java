package dev.trine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        return CallBodies.object(text, at).map(call -> closed(call, text));
      }
      int end = text.indexOf(close(), at);
      if (end < 0) {
        return Optional.empty();
      }
      String body = text.substring(at, end);
      Call call =
          body.startsWith("<function=")
              ? CallBodies.parameters(body)
              : CallBodies.keysAndValues(body);
      return Optional.of(call.until(end + close().length()));
    }
  },

  /** Functionary 3.1, and Llama 3 where it is told so: {@code <function=name>{...}</function>}. */
  FUNCTION_TAG("<function=", "</function>") {
    @Override
    Optional<Call> read(String text, int from) {
      int end = text.indexOf('>', from);
      int at = end < 0 ? text.length() : PartialJson.skipSpace(text, end + 1);
      if (at == text.length()) {
        return Optional.empty();
      }
      if (text.charAt(at) == '{') {
        return Optional.of(closed(CallBodies.named(text.substring(from, end), text, at), text));
      }
      int last = text.indexOf(close(), at);
      return last < 0 // Seed-OSS has a tag for each parameter
          ? Optional.empty()
          : Optional.of(
              CallBodies.parameters(text.substring(from - open().length(), last))
                  .until(last + close().length()));
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
        return CallBodies.object(text, at);
      }
      int end = text.indexOf("[ARGS]", at);
      if (end < 0) {
        return Optional.empty();
      }
      String[] head = text.substring(at, end).split("\\[CALL_ID]", -1);
      Call call = CallBodies.named(head[0].strip(), text, end + "[ARGS]".length());
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
      return at < text.length() && text.charAt(at) == '{'
          ? CallBodies.object(text, at)
          : Optional.empty();
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
      return Optional.of(
          closed(CallBodies.named(after.isEmpty() ? before : after, text, object), text));
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
      Call call = closed(CallBodies.named(name, text, middle + separator.length()), text);
      return Optional.of(new Call(call.name(), call.arguments(), id, call.next()));
    }
  },

  /** DeepSeek V3.2: {@code <｜DSML｜invoke name="...">} with a tag for each parameter. */
  DSML("<｜DSML｜invoke name=\"", "</｜DSML｜invoke>", Form.INVOKED),

  /** MiniMax, and Claude before them. */
  INVOKE("<invoke name=\"", "</invoke>", Form.INVOKED),

  /** MiniCPM5. */
  FUNCTION_NAME("<function name=\"", "</function>", Form.INVOKED),

  /** Hunyuan 3: the tags say what the template names. */
  HUNYUAN("<tool_call:opensource>", "</tool_call:opensource>") {
    @Override
    Optional<Call> read(String text, int from) {
      int end = text.indexOf(close(), from);
      return end < 0
          ? Optional.empty()
          : Optional.of(
              CallBodies.keysAndValues(text.substring(from, end)).until(end + close().length()));
    }
  },

  /** Gemma 4: {@code call:name{key:value}}. */
  GEMMA("<|tool_call>call:", "<tool_call|>") {
    @Override
    Optional<Call> read(String text, int from) {
      int end = text.indexOf(close(), from);
      int object = text.indexOf('{', from);
      return end < 0 || object < 0 || object > end
          ? Optional.empty()
          : Optional.of(
              new Call(
                  text.substring(from, object).strip(),
                  CallBodies.gemma(text.substring(object, end)),
                  "",
                  end + close().length()));
    }
  },

  /** LFM2: a list of Python's calls. */
  PYTHONIC("<|tool_call_start|>", "<|tool_call_end|>", Form.LIST) {
    @Override
    Optional<Call> one(String text, int at) {
      return CallBodies.python(text, at);
    }
  },

  /** Kimi K3. */
  KIMI_ATTRIBUTES("<|open|>call tool=\"", "<|close|>call<|sep|>") {
    @Override
    Optional<Call> read(String text, int from) {
      int end = text.indexOf(close(), from);
      int name = text.indexOf('"', from);
      return end < 0 || name < 0
          ? Optional.empty()
          : Optional.of(
              new Call(
                  text.substring(from, name),
                  CallBodies.kimi(text.substring(name, end)),
                  "",
                  end + close().length()));
    }
  },

  /** Solar: identity, name and arguments. */
  SOLAR("<|tool_call:begin|>", "<|tool_call:end|>") {
    @Override
    Optional<Call> read(String text, int from) {
      int name = text.indexOf("<|tool_call:name|>", from);
      int arguments = text.indexOf("<|tool_call:args|>", from);
      if (name < 0 || arguments < name) {
        return Optional.empty();
      }
      Call call =
          CallBodies.named(
              text.substring(name + "<|tool_call:name|>".length(), arguments),
              text,
              arguments + "<|tool_call:args|>".length());
      return Optional.of(
          closed(
              new Call(call.name(), call.arguments(), text.substring(from, name), call.next()),
              text));
    }
  },

  /** Apriel, and MiniMax M1, which has no brackets and commas. */
  TOOL_CALLS_LIST("<tool_calls>", "</tool_calls>", Form.LIST),

  /** Granite 3 and Phi-4. */
  TOOL_CALL_LIST("<|tool_call|>", "<|/tool_call|>", Form.LIST),

  /** Nemotron Nano 2. */
  NEMOTRON("<TOOLCALL>", "</TOOLCALL>", Form.LIST),

  /** Command R7B and A. */
  COHERE("<|START_ACTION|>", "<|END_ACTION|>", Form.LIST),

  /** GigaChat 3.1. */
  GIGACHAT("<|function_call|>", "<|message_sep|>", Form.LIST),

  /** Apertus: the name is the key of the arguments. */
  APERTUS("<|tools_prefix|>", "<|tools_suffix|>", Form.LIST) {
    @Override
    Optional<Call> one(String text, int at) {
      return CallBodies.entry(text, at);
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
      return Optional.of(CallBodies.named(name, text, middle + message.length()));
    }
  },

  /** Functionary 3.2: {@code >>>name} and an object on the next line; {@code >>>all} is text. */
  RECIPIENT(">>>", "") {
    @Override
    Optional<Call> read(String text, int from) {
      Matcher named = RECIPIENT_NAME.matcher(text).region(from, text.length());
      return named.lookingAt()
          ? Optional.of(CallBodies.named(named.group(1), text, named.end(1)))
          : Optional.empty();
    }
  },

  /** Llama 3 without the tag: the answer is an object and nothing else. */
  BARE_OBJECT("{", "") {
    @Override
    Optional<Call> read(String text, int from) {
      return CallBodies.object(text, from - 1);
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

    /** The same call, now that its end is known. */
    Call until(int end) {
      return new Call(name, arguments, id, end);
    }
  }

  /** What stands between the marks. */
  private enum Form {
    /** What its syntax alone has. */
    OWN,
    /** Several calls, in brackets or without. */
    LIST,
    /** A name, and a tag for each parameter. */
    INVOKED
  }

  private static final Pattern RECIPIENT_NAME = Pattern.compile("([\\w.-]+)\\n\\s*(?=\\{)");

  private final String open;
  private final String close;
  private final Form form;

  CallSyntax(String open, String close) {
    this(open, close, Form.OWN);
  }

  CallSyntax(String open, String close, Form form) {
    this.open = open;
    this.close = close;
    this.form = form;
  }

  String open() {
    return open;
  }

  String close() {
    return close;
  }

  /** The call whose opening mark ends at a place; empty as long as its name is not known. */
  Optional<Call> read(String text, int from) {
    if (form == Form.INVOKED) {
      return CallBodies.invoked(text, from, close);
    }
    int at = PartialJson.skipSpace(text, from);
    if (at < text.length() && text.charAt(at) == '[') {
      at = PartialJson.skipSpace(text, at + 1);
    }
    return at < text.length() ? one(text, at) : Optional.empty();
  }

  /** One of the calls of a list. */
  Optional<Call> one(String text, int at) {
    return text.charAt(at) == '{' ? CallBodies.object(text, at) : Optional.empty();
  }

  /** Where the next call of the same mark begins, behind a call that ended; -1 if there is none. */
  int another(String text, int from) {
    int at = PartialJson.skipSpace(text, from);
    if (form != Form.LIST || at >= text.length()) {
      return -1;
    }
    return text.charAt(at) == ',' ? at + 1 : text.charAt(at) == '{' ? at : -1;
  }

  /** What may follow the last call. */
  String trailing() {
    return form == Form.LIST ? "]" : "";
  }

  /** What a template has that writes so; some put their marks together. */
  private List<String> signs() {
    return switch (this) {
      case DSML -> List.of("DSML");
      case RECIPIENT -> List.of(">>>${recipient}");
      case HARMONY -> List.of(open, "<|channel|>commentary");
      case HUNYUAN -> List.of(open, "tool_call{}>");
      case KIMI_ATTRIBUTES -> List.of(open, "open_tag('call'");
      case PYTHONIC -> List.of(open, "<|tool_list_start|>");
      default -> List.of(open);
    };
  }

  /** Marks around calls that say nothing themselves. */
  List<String> silent() {
    return switch (this) {
      case FUNCTION_TAG -> List.of("<seed:tool_call>", "</seed:tool_call>");
      case HUNYUAN -> List.of("<tool_calls:opensource>", "</tool_calls:opensource>");
      case DSML -> List.of("<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>");
      case SOLAR -> List.of("<|tool_calls|>", "<|calls|>");
      case COHERE -> List.of(close, "<|START_RESPONSE|>", "<|END_RESPONSE|>");
      case KIMI_ATTRIBUTES ->
          List.of(
              "<|open|>tools<|sep|>",
              "<|close|>tools<|sep|>",
              "<|open|>response<|sep|>",
              "<|close|>response<|sep|>",
              "<|close|>message<|sep|>");
      default -> form == Form.LIST ? List.of(close) : List.of();
    };
  }

  /** The ways of a model, told by the marks that its template writes. */
  static List<CallSyntax> of(String template) {
    List<CallSyntax> found = new ArrayList<>();
    for (CallSyntax syntax : values()) {
      if (syntax != BARE_OBJECT && syntax.signs().stream().anyMatch(template::contains)) {
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
}
