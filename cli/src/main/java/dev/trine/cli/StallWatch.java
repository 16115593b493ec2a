package dev.trine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream on which nothing came for a while, so that who reads it goes on. */
final class StallWatch implements AutoCloseable {
  private final Thread thread;
  private volatile long fed = System.nanoTime();
  private volatile boolean closed;

  StallWatch(InputStream stream, Duration limit) {
    thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (System.nanoTime() - fed < limit.toNanos()) {
                  Thread.sleep(limit.dividedBy(4));
                }
                closed = true;
                stream.close();
              } catch (InterruptedException | IOException e) {
                return; // the stream has ended
              }
            });
  }

  /** Something came. */
  void feed() {
    fed = System.nanoTime();
  }

  /** Whether it closed the stream. */
  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
