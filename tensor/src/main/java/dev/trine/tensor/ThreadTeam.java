package dev.trine.tensor;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that share the tasks of one kernel call: the caller is one of them.
 *
 * <p>A waiting thread spins for some microseconds, since the next call mostly follows at once, and
 * then parks, so an idle team costs nothing. Threads are daemons.
 */
public final class ThreadTeam implements AutoCloseable {
  private static final int SPINS = 2_000;

  private static final class Shared {
    static final ThreadTeam TEAM =
        of(Integer.getInteger("trine.threads", Runtime.getRuntime().availableProcessors()));
  }

  private final Thread[] workers;
  private final ReentrantLock one = new ReentrantLock();
  private volatile @Nullable Job job;
  private volatile boolean closed;

  private ThreadTeam(int size) {
    workers = new Thread[size - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Thread.ofPlatform().daemon().name("trine-team-" + (i + 1)).start(this::work);
    }
  }

  /** The team of this process: one thread a processor, or {@code -Dtrine.threads}. */
  public static ThreadTeam shared() {
    return Shared.TEAM;
  }

  /** A team of {@code size} threads, the caller included. */
  public static ThreadTeam of(int size) {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("a team has 1 to 1024 threads, not " + size);
    }
    return new ThreadTeam(size);
  }

  public int size() {
    return workers.length + 1;
  }

  /**
   * Runs {@code task} for every number in {@code [0, tasks)} and returns when all are done. If the
   * team is busy with another call (also one around this), the caller does all by itself.
   *
   * @throws RuntimeException what the first failing task threw; tasks not yet begun are left out
   */
  public void run(int tasks, IntConsumer task) {
    if (tasks <= 1 || workers.length == 0 || one.isHeldByCurrentThread() || !one.tryLock()) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    try {
      Job mine = new Job(tasks, task, Thread.currentThread());
      job = mine;
      for (int i = 0; i < Math.min(workers.length, tasks - 1); i++) {
        LockSupport.unpark(workers[i]);
      }
      mine.help();
      for (int spins = 0; mine.left.get() > 0; spins++) {
        pause(spins);
      }
      job = null;
      mine.rethrow();
    } finally {
      one.unlock();
    }
  }

  /** Ends the threads; later calls of {@link #run} are an error of the caller. */
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private void work() {
    Job done = null;
    for (int spins = 0; !closed; spins++) {
      Job next = job;
      if (next != null && next != done) {
        next.help();
        done = next;
        spins = 0;
      } else {
        pause(spins);
      }
    }
  }

  private static void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.park();
    }
  }

  /** One call: the next task to begin, and how many are not yet done. */
  private static final class Job {
    final int tasks;
    final IntConsumer task;
    final Thread caller;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger left;
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(int tasks, IntConsumer task, Thread caller) {
      this.tasks = tasks;
      this.task = task;
      this.caller = caller;
      this.left = new AtomicInteger(tasks);
    }

    void help() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            task.accept(i);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
        if (left.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    void rethrow() {
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
    }
  }
}
