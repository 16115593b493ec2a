/** Acting: hear, find, decide, permit, act, read back, answer, undo. */
@org.jspecify.annotations.NullMarked
module dev.trine.assistant {
  requires static transitive org.jspecify;
  requires transitive dev.trine.runtime;
  requires transitive dev.trine.things;

  exports dev.trine.assistant;
}
