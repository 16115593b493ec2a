package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a part of an utterance stands.
 *
 * @param start of its first character, in what was heard
 * @param end behind its last character
 */
record Span(Part part, int start, int end) {

  /** {@return where parts stand that follow one another, the first of which begins there} */
  static List<Span> of(List<Part> parts, int start) {
    List<Span> spans = new ArrayList<>();
    int at = start;
    for (Part part : parts) {
      int end = at + part.phrase().length();
      spans.add(new Span(part, at, end));
      at = end;
    }
    return spans;
  }

  /** {@return whether it names somebody} */
  boolean isAPerson() {
    return part instanceof Part.Named(Mention who, var phrase) && who.isOf("Person");
  }
}
