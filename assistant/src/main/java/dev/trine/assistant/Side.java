package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The side, or in a car the row, that a Thing is on, as its names say it. */
enum Side {
  LEFT("left|左"),
  RIGHT("right|右"),
  MIDDLE("middle|中间"),
  FRONT("front|driver|passenger|前|驾") {
    @Override
    boolean isOf(Thing thing) {
      return super.isOf(thing) && !REAR.isOf(thing); // 后排 has passengers, too
    }
  },
  REAR("\\b(?:rear|back)|后");

  private final Pattern words;

  Side(String words) {
    this.words = Pattern.compile(words);
  }

  /** {@return whether a Thing's names say it} */
  boolean isOf(Thing thing) {
    return (!isRow() || Kinds.isOfACar(thing))
        && Hearing.names(thing.names()).anyMatch(name -> words.matcher(name).find());
  }

  /** {@return whether several may be beside each other there} */
  boolean isRow() {
    return this == FRONT || this == REAR;
  }

  /** {@return the sides that words name: left, 左右, 前排} */
  static Set<Side> in(String said) {
    return SAID.matcher(said)
        .results()
        .map(m ->
            switch (m.group()) {
              case "left", "左" -> LEFT;
              case "right", "右" -> RIGHT;
              case "middle", "中" -> MIDDLE;
              case "front", "前" -> FRONT;
              default -> REAR;
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final Pattern SAID =
      Pattern.compile("left|左|right|右|middle|中|front|前|back|rear|后");
}
