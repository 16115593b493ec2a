package dev.trine.runtime;

/**
 * A piece of a template.
 *
 * @param text for {@link Kind#STRING} the text that it stands for, else what was written
 */
record JinjaToken(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    OUTPUT_BEGIN,
    OUTPUT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind other, String written) {
    return kind == other && text.equals(written);
  }
}
