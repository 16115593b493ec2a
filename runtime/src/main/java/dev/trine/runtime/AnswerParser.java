package dev.trine.runtime;

import dev.trine.runtime.AnswerPart.CallArguments;
import dev.trine.runtime.AnswerPart.CallBegun;
import dev.trine.runtime.AnswerPart.CallMade;
import dev.trine.runtime.AnswerPart.Content;
import dev.trine.runtime.AnswerPart.Reasoning;
import dev.trine.runtime.CallSyntax.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes a model's answer apart while it is written: reasoning, calls of tools, and text. How the
 * text is cut into pieces makes no difference. What cannot be read as a call stays text.
 */
public final class AnswerParser {
  private static final List<String> OPEN_THOUGHT =
      List.of("<think>", "<seed:think>", "[THINK]", "<|START_THINKING|>", "<|open|>think<|sep|>");

  private static final String FINAL = "<|channel|>final<|message|>";

  /** Marks around calls that say nothing themselves. */
  private static final List<String> SECTIONS =
      List.of(
          "<｜tool▁calls▁begin｜>",
          "<｜tool▁calls▁end｜>",
          "<｜DSML｜function_calls>",
          "</｜DSML｜function_calls>",
          "<|tool_calls_section_begin|>",
          "<|tool_calls_section_end|>",
          "<minimax:tool_call>",
          "</minimax:tool_call>",
          FINAL,
          "<|channel|>commentary<|message|>",
          "<|channel|>commentary ",
          "<|start|>assistant",
          "<|python_start|>",
          "<|python_end|>",
          "<|return|>",
          "<|end|>",
          "<|call|>");

  /** What ends a thought. */
  private static final List<String> ENDS =
      List.of(
          "</think>",
          "</seed:think>",
          "[/THINK]",
          "<|END_THINKING|>",
          "<|close|>think<|sep|>",
          "<|end|>");

  /** Functionary 3.2 says with it that text follows. */
  private static final String TO_ALL = ">>>all\n";

  private static final String ANALYSIS = "<|channel|>analysis<|message|>";

  private final List<CallSyntax> syntaxes;
  private final StringBuilder text = new StringBuilder();
  private final List<AnswerPart> parts = new ArrayList<>();
  private Optional<CallSyntax> calling = Optional.empty();
  private boolean thinking;
  private boolean between; // a call is over, and another of the same mark may follow
  private boolean begun; // some text was not white space
  private int at; // what stands before is done with
  private int callFrom; // where the mark stands of the call that is read
  private int calls;
  private int told = -1; // how much of the running call's arguments was said, -1 before its name

  /**
   * The parser of a model's answers.
   *
   * @param template the model's chat template, whose marks tell how it writes calls
   * @param prompt the rendered conversation: reasoning may have begun at its end
   */
  public AnswerParser(String template, String prompt) {
    syntaxes = CallSyntax.of(template);
    String end = prompt.stripTrailing();
    thinking = OPEN_THOUGHT.stream().anyMatch(end::endsWith);
    if (addresses() && end.endsWith(CallSyntax.RECIPIENT.open())) {
      text.append(CallSyntax.RECIPIENT.open()); // the prompt wrote the first mark
    }
  }

  /** What closes a thought that a prompt begins, or begins the text of an answer; else nothing. */
  static String closing(String template, String prompt) {
    String end = prompt.stripTrailing();
    for (int i = 0; i < OPEN_THOUGHT.size(); i++) {
      if (end.endsWith(OPEN_THOUGHT.get(i))) {
        return "\n" + ENDS.get(i) + "\n\n";
      }
    }
    if (template.contains(FINAL) && end.endsWith("<|start|>assistant")) {
      return FINAL;
    }
    return CallSyntax.of(template).contains(CallSyntax.RECIPIENT) && end.endsWith(">>>")
        ? TO_ALL.substring(">>>".length())
        : "";
  }

  private boolean addresses() {
    return syntaxes.contains(CallSyntax.RECIPIENT);
  }

  /** What became known with more of the answer. */
  public List<AnswerPart> append(String more) {
    text.append(more);
    return advance(false);
  }

  /** What is known now that the answer is over. */
  public List<AnswerPart> finish() {
    return advance(true);
  }

  private List<AnswerPart> advance(boolean last) {
    parts.clear();
    boolean moved = true;
    while (moved) {
      moved =
          calling.isPresent()
              ? call(calling.get(), last)
              : thinking ? thought(last) : content(last);
    }
    return List.copyOf(parts);
  }

  private boolean thought(boolean last) {
    Mark mark = firstMark(ENDS);
    tell(Reasoning::new, mark, ENDS, last);
    if (mark.at() < 0) {
      return false;
    }
    at = mark.at() + mark.mark().length();
    thinking = false;
    begun = false;
    return true;
  }

  private boolean content(boolean last) {
    List<String> marks = marks();
    Mark found = firstMark(marks);
    Mark mark = !last && found.at() >= 0 && isOpen(found, marks) ? NO_MARK : found;
    tell(Content::new, mark, marks, last);
    if (mark.at() < 0) {
      return false;
    }
    callFrom = mark.at();
    at = mark.at() + mark.mark().length();
    if (OPEN_THOUGHT.contains(mark.mark()) || mark.mark().equals(ANALYSIS)) {
      thinking = true;
      begun = false;
    } else {
      calling = syntaxes.stream().filter(it -> it.open().equals(mark.mark())).findFirst();
    }
    return true;
  }

  /** Tells what is certain before a mark; space around marks is nobody's. */
  private void tell(
      Function<String, AnswerPart> part, Mark mark, List<String> marks, boolean last) {
    int end = mark.at() >= 0 ? mark.at() : last ? text.length() : text.length() - held(marks);
    if (!begun) {
      at = Math.min(end, PartialJson.skipSpace(text.toString(), at));
    }
    String shown = text.substring(at, end);
    shown = last && mark.at() < 0 ? shown : shown.stripTrailing();
    if (!shown.isEmpty()) {
      parts.add(part.apply(shown));
      at += shown.length();
      begun = true;
    }
  }

  private List<String> marks() {
    List<String> marks = new ArrayList<>();
    for (CallSyntax syntax : syntaxes) {
      if (syntax != CallSyntax.BARE_OBJECT || (!begun && calls == 0)) {
        marks.add(syntax.open());
      }
    }
    syntaxes.forEach(syntax -> marks.addAll(syntax.silent()));
    marks.addAll(SECTIONS);
    if (addresses()) {
      marks.add(TO_ALL);
    }
    marks.add(ANALYSIS);
    if (!begun && calls == 0) {
      marks.addAll(OPEN_THOUGHT);
    }
    return marks;
  }

  private boolean call(CallSyntax syntax, boolean last) {
    if (between) {
      return next(syntax, last);
    }
    Optional<Call> call = syntax.read(text.toString(), at);
    if (call.isEmpty()) {
      return giveUp(syntax, last);
    }
    Call known = call.get();
    String id = known.id().isEmpty() ? "call%05d".formatted(calls + 1) : known.id();
    if (told < 0) {
      if (!known.complete() && !last) {
        boolean early = known.arguments().isEmpty() || syntax == CallSyntax.BARE_OBJECT;
        if (early || syntax == CallSyntax.MISTRAL) { // an identity may still follow
          return false;
        }
      }
      parts.add(new CallBegun(calls, id, known.name()));
      told = 0;
    }
    if (known.arguments().length() > told) {
      parts.add(new CallArguments(calls, known.arguments().substring(told)));
      told = known.arguments().length();
    }
    if (!known.complete()) {
      return false; // an answer that ends here leaves the call unmade
    }
    parts.add(new CallMade(calls++, new ToolCall(id, known.name(), known.arguments())));
    at = known.next();
    told = -1;
    between = true;
    return true;
  }

  /** Goes on behind a call: to another of the same mark, or to text. */
  private boolean next(CallSyntax syntax, boolean last) {
    String all = text.toString();
    int another = syntax.another(all, at);
    int rest = PartialJson.skipSpace(all, at);
    if (another < 0 && rest == all.length() && !last) {
      return false;
    }
    between = false;
    if (another >= 0) {
      at = another;
      callFrom = at;
      return true;
    }
    boolean trails = !syntax.trailing().isEmpty() && all.startsWith(syntax.trailing(), rest);
    at = trails ? rest + syntax.trailing().length() : at;
    calling = Optional.empty();
    begun = false;
    return true;
  }

  /** What looked like a call is text, if nothing more comes to make it one. */
  private boolean giveUp(CallSyntax syntax, boolean last) {
    PartialJson.Span object = PartialJson.value(text.toString(), callFrom);
    boolean over = syntax == CallSyntax.BARE_OBJECT && object.complete();
    if (!over && !last) {
      return false;
    }
    String rest = text.substring(callFrom, over ? object.to() : text.length());
    parts.add(new Content(rest));
    at = callFrom + rest.length();
    calling = Optional.empty();
    begun = true;
    return true;
  }

  private record Mark(int at, String mark) {}

  private static final Mark NO_MARK = new Mark(-1, "");

  /** Whether what comes next may make a longer mark of it. */
  private boolean isOpen(Mark mark, List<String> marks) {
    String rest = text.substring(mark.at());
    return marks.stream().anyMatch(it -> it.length() > rest.length() && it.startsWith(rest));
  }

  /** The first of some marks, the longest of those at one place. */
  private Mark firstMark(List<String> marks) {
    Mark first = NO_MARK;
    for (String mark : marks) {
      int found = text.indexOf(mark, at);
      boolean bare = mark.equals("{") && found != at;
      if (found >= 0
          && !bare
          && (first.at() < 0
              || found < first.at()
              || (found == first.at() && mark.length() > first.mark().length()))) {
        first = new Mark(found, mark);
      }
    }
    return first;
  }

  /** How many characters at the end may be the beginning of a mark. */
  private int held(List<String> marks) {
    int longest = 0;
    for (String mark : marks) {
      for (int length = Math.min(mark.length() - 1, text.length() - at);
          length > longest;
          length--) {
        if (text.substring(text.length() - length).equals(mark.substring(0, length))) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
