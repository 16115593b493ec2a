package dev.trine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One turn of a conversation.
 *
 * @param role system, user, assistant, tool, or what else the template knows
 * @param reasoning what the assistant thought before it spoke
 * @param toolCalls what the assistant asks for
 * @param toolCallId the call that a message of a tool answers
 */
public record ChatMessage(
    String role,
    String content,
    Optional<String> reasoning,
    List<ToolCall> toolCalls,
    Optional<String> toolCallId) {

  public ChatMessage {
    toolCalls = List.copyOf(toolCalls);
  }

  /** A message of text only. */
  public static ChatMessage of(String role, String content) {
    return new ChatMessage(role, content, Optional.empty(), List.of(), Optional.empty());
  }

  /** What the model answered. */
  public static ChatMessage assistant(String content, String reasoning, List<ToolCall> toolCalls) {
    Optional<String> thought = Optional.of(reasoning).filter(text -> !text.isEmpty());
    return new ChatMessage("assistant", content, thought, toolCalls, Optional.empty());
  }

  /** What a tool answered to a call. */
  public static ChatMessage result(ToolCall call, String content) {
    return new ChatMessage("tool", content, Optional.empty(), List.of(), Optional.of(call.id()));
  }

  /** The message as templates read it: as in OpenAI's chat completions, arguments as objects. */
  Map<String, Object> variables() {
    Map<String, Object> message = new java.util.LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    reasoning.ifPresent(text -> message.put("reasoning_content", text));
    if (!toolCalls.isEmpty()) {
      List<Object> calls = new ArrayList<>();
      for (ToolCall call : toolCalls) {
        Map<String, Object> function = new java.util.LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", arguments(call.arguments()));
        Map<String, Object> made = new java.util.LinkedHashMap<>();
        made.put("id", call.id());
        made.put("type", "function");
        made.put("function", function);
        calls.add(made);
      }
      message.put("tool_calls", calls);
    }
    toolCallId.ifPresent(id -> message.put("tool_call_id", id));
    return message;
  }

  private static Object arguments(String json) {
    try {
      return ChatTemplate.value(JsonMapper.shared().readTree(json));
    } catch (JacksonException e) {
      return json;
    }
  }
}
