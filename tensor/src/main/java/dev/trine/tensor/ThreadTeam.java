package dev.trine.tensor;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that share the tasks of one kernel call: the caller is one of them. Whoever is free
 * takes the next task, so a thread whose processor is taken away holds up its own task alone.
 *
 * <p>A waiting thread spins for some microseconds, since the next call mostly follows at once, and
 * then parks or goes home, so an idle team costs nothing. Threads of its own are daemons.
 */
public final class ThreadTeam implements AutoCloseable {
  private static final int SPINS = 2_000;
  private static final ScopedValue<ThreadTeam> CURRENT = ScopedValue.newInstance();

  private static final class Shared {
    static final ThreadTeam TEAM =
        of(Integer.getInteger("trine.threads", Runtime.getRuntime().availableProcessors()));
  }

  private final int size;
  private final Thread[] workers; // none if helpers come from an executor
  private final Executor executor;
  private final AtomicInteger helping = new AtomicInteger(); // of the executor's threads
  private final ReentrantLock one = new ReentrantLock();
  private volatile @Nullable Job job;
  private volatile boolean closed;

  private ThreadTeam(int size, int ownThreads, Executor executor) {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("a team has 1 to 1024 threads, not " + size);
    }
    this.size = size;
    this.executor = executor;
    workers = new Thread[ownThreads];
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
    return new ThreadTeam(size, Math.clamp(size - 1L, 0, 1023), Runnable::run);
  }

  /**
   * A team whose helpers are an application's own threads. They are asked for when there is work
   * and given back some microseconds after it ends; where none is free the caller works alone.
   *
   * @param size how many threads work at most, the caller included
   */
  public static ThreadTeam over(Executor executor, int size) {
    return new ThreadTeam(size, 0, executor);
  }

  /** The team of what this thread computes: the one that {@link #lead}s it, or the shared one. */
  public static ThreadTeam current() {
    return CURRENT.orElse(shared());
  }

  /** Has this team share all tasks of some work. */
  public <T> T lead(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  public int size() {
    return size;
  }

  /**
   * Runs {@code task} for every number in {@code [0, tasks)} and returns when all are done. If the
   * team is busy with another call (also one around this), the caller does all by itself.
   *
   * @throws RuntimeException what the first failing task threw; tasks not yet begun are left out
   */
  public void run(int tasks, IntConsumer task) {
    if (tasks <= 1 || size == 1 || one.isHeldByCurrentThread() || !one.tryLock()) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    try {
      Job mine = new Job(tasks, task, Thread.currentThread());
      job = mine;
      summon(Math.min(size, tasks) - 1);
      mine.help();
      for (int spins = 0; mine.left.get() > 0; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park();
        }
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

  private void summon(int count) {
    for (int i = 0; i < Math.min(count, workers.length); i++) {
      LockSupport.unpark(workers[i]);
    }
    int missing = workers.length == 0 ? count - helping.get() : 0;
    for (int i = 0; i < missing; i++) {
      helping.incrementAndGet();
      try {
        executor.execute(this::lendAHand);
      } catch (RejectedExecutionException e) {
        helping.decrementAndGet();
        return;
      }
    }
  }

  private void work() {
    while (!closed) {
      helpUntilIdle();
      LockSupport.park();
    }
  }

  private void lendAHand() {
    try {
      helpUntilIdle();
    } finally {
      helping.decrementAndGet();
    }
  }

  private void helpUntilIdle() {
    Job done = null;
    for (int spins = 0; spins < SPINS && !closed; spins++) {
      Job next = job;
      if (next != null && next != done) {
        next.help();
        done = next;
        spins = 0;
      } else {
        Thread.onSpinWait();
      }
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
