package dev.trine.assistant;

import dev.trine.runtime.ChatMessage;
import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.TemplateException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a model made for conversations is asked for a plan: it is told the notation, and shown
 * examples as turns of a talk ({@code instruct.txt}). Those never change and come first, so that
 * they are run once.
 */
final class Instructions {

  /** What somebody says, as a {@link Prompt} writes it, and the plan. */
  record Example(String prompt, String plan) {}

  private static final List<String> PARTS = List.of(Tables.text("instruct.txt").split("\n\n+"));

  /** The notation. */
  static final String NOTATION =
      PARTS.stream().filter(part -> !isExample(part)).collect(Collectors.joining("\n\n"));

  static final List<Example> EXAMPLES =
      PARTS.stream().filter(Instructions::isExample).map(Instructions::example).toList();

  /** Templates that write the date would make every day's instructions others. */
  private static final Clock ALWAYS =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  /** Where a prompt stands in a conversation. */
  private static final String PROMPT = "{prompt}";

  private final LanguageModel model;
  private final String before;
  private final String after;
  private final int[] beginning;

  private Instructions(LanguageModel model, ChatTemplate template) {
    this.model = model;
    String talk = render(template.at(ALWAYS));
    int at = talk.lastIndexOf(PROMPT);
    before = talk.substring(0, at);
    after = talk.substring(at + PROMPT.length());
    int[] one = ids("A");
    int[] other = ids(">");
    beginning = Arrays.copyOf(one, Arrays.mismatch(one, other));
  }

  /** {@return how a model is asked that was made for conversations} */
  static Optional<Instructions> of(LanguageModel model) {
    return model.chatTemplate().map(template -> new Instructions(model, template));
  }

  /** {@return the tokens that all questions begin with} */
  int[] beginning() {
    return beginning;
  }

  /** {@return the tokens of a question, behind which the plan follows} */
  int[] ids(String prompt) {
    return model.encodeRendered(before + prompt.strip() + after);
  }

  private static String render(ChatTemplate template) {
    List<ChatMessage> talk = new ArrayList<>();
    for (Example example : EXAMPLES) {
      talk.add(ChatMessage.of("user", example.prompt()));
      talk.add(ChatMessage.of("assistant", example.plan()));
    }
    talk.add(ChatMessage.of("user", PROMPT));
    try {
      return template.renderUnthinking(
          Stream.concat(Stream.of(ChatMessage.of("system", NOTATION)), talk.stream()).toList(),
          List.of());
    } catch (TemplateException e) { // Gemma and others know no system message
      talk.set(0, ChatMessage.of("user", NOTATION + "\n\n" + talk.getFirst().content()));
      return template.renderUnthinking(talk, List.of());
    }
  }

  private static boolean isExample(String part) {
    return part.startsWith("> ") || part.contains("\n> ");
  }

  private static Example example(String part) {
    int plan = part.indexOf('\n', part.startsWith("> ") ? 0 : part.indexOf("\n> ") + 1);
    return new Example(part.substring(0, plan), part.substring(plan + 1).strip());
  }
}
