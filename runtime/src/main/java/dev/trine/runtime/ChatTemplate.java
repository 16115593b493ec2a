package dev.trine.runtime;

import java.math.BigInteger;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model wants a conversation written: a Jinja template, rendered as Jinja 3.1 does under the
 * settings of Hugging Face transformers ({@code apply_chat_template}). May be shared between
 * threads.
 */
public final class ChatTemplate {
  /** What templates call it; each knows one of them at most. */
  private static final Map<String, Boolean> UNTHINKING =
      Map.of("enable_thinking", false, "thinking", false);

  private final String source;
  private final List<JinjaStatement> template;
  private final Map<String, String> specialTokens;
  private final Clock clock;

  private ChatTemplate(
      String source,
      List<JinjaStatement> template,
      Map<String, String> specialTokens,
      Clock clock) {
    this.source = source;
    this.template = template;
    this.specialTokens = Map.copyOf(specialTokens);
    this.clock = clock;
  }

  /**
   * Reads a template.
   *
   * @param specialTokens variables such as {@code bos_token} and {@code eos_token}
   * @throws TemplateException if it is not Jinja; the message names the line
   */
  public static ChatTemplate of(String source, Map<String, String> specialTokens) {
    return new ChatTemplate(
        source, JinjaParser.parse(source), specialTokens, Clock.system(ZoneId.systemDefault()));
  }

  /** The same template at another time, which templates may write. */
  public ChatTemplate at(Clock other) {
    return new ChatTemplate(source, template, specialTokens, other);
  }

  /** Takes apart what a model answers to a prompt that this template wrote. */
  public AnswerParser answerTo(String prompt) {
    return new AnswerParser(source, prompt);
  }

  /**
   * Writes a conversation and the beginning of the assistant's answer.
   *
   * @param tools JSON, an object each: {@code {"type": "function", "function": {...}}}
   * @throws TemplateException if the template refuses it
   */
  public String render(List<ChatMessage> messages, List<String> tools) {
    return render(messages, tools, Map.of());
  }

  /**
   * Writes a conversation and the beginning of the assistant's answer.
   *
   * @param tools JSON, an object each: {@code {"type": "function", "function": {...}}}
   * @param more variables that the template knows, such as {@code enable_thinking}
   * @throws TemplateException if the template refuses it
   */
  public String render(List<ChatMessage> messages, List<String> tools, Map<String, ?> more) {
    Map<String, Object> variables = new HashMap<>(more);
    List<Object> turns = new ArrayList<>();
    messages.forEach(message -> turns.add(message.variables()));
    variables.put("messages", turns);
    variables.put("add_generation_prompt", true);
    List<Object> schemas = new ArrayList<>();
    for (String tool : tools) {
      schemas.add(value(json(tool)));
    }
    if (!schemas.isEmpty()) {
      variables.put("tools", schemas);
    }
    return run(variables);
  }

  /**
   * Writes a conversation whose answer is to come at once: a model that thinks is asked not to, and
   * a thought that the template begins is closed.
   *
   * @param tools JSON, an object each
   * @throws TemplateException if the template refuses it
   */
  public String renderUnthinking(List<ChatMessage> messages, List<String> tools) {
    String prompt = render(messages, tools, UNTHINKING);
    return prompt + AnswerParser.closing(source, prompt);
  }

  /**
   * Renders the template with variables.
   *
   * @param json an object, of {@code messages}, {@code tools}, {@code add_generation_prompt} and
   *     what else the template knows
   * @throws TemplateException if it is no JSON object, or the template refuses it
   */
  public String render(String json) {
    if (!(value(json(json)) instanceof Map<?, ?> given)) {
      throw new TemplateException("the variables of a template are a JSON object");
    }
    Map<String, Object> variables = new HashMap<>();
    given.forEach((name, value) -> variables.put(String.valueOf(name), value));
    return run(variables);
  }

  private String run(Map<String, Object> given) {
    Map<String, Object> variables = new HashMap<>(JinjaGlobals.at(ZonedDateTime.now(clock)));
    variables.put("tools", Python.None.NONE);
    variables.put("documents", Python.None.NONE);
    variables.putAll(specialTokens);
    variables.putAll(given);
    return Jinja.render(template, variables);
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new TemplateException("not JSON: " + e.getOriginalMessage());
    }
  }

  /** A JSON value as templates know it. */
  static Object value(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<Object, Object> map = Python.dictionary();
        json.properties().forEach(it -> map.put(it.getKey(), value(it.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        json.forEach(item -> list.add(value(item)));
        yield list;
      }
      case STRING -> json.stringValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER ->
          json.isIntegralNumber()
              ? PythonNumbers.whole(new BigInteger(json.asString()))
              : (Object) json.doubleValue();
      default -> Python.None.NONE;
    };
  }
}
