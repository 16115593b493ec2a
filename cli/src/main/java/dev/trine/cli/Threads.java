package dev.trine.cli;

/** How many threads the engine uses; to be said before a model is opened. */
final class Threads {
  private static final int MOST = 1024;

  private Threads() {}

  static void use(int count) {
    if (count < 1 || count > MOST) {
      throw new BadInput("-t " + count + ": use 1 to " + MOST + " threads");
    }
    System.setProperty("trine.threads", Integer.toString(count));
  }
}
