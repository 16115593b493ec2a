package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadTeamTest {

  @Test
  void everyTaskRunsOnce() {
    try (ThreadTeam team = ThreadTeam.of(4)) {
      for (int call = 0; call < 2_000; call++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(call % 50);
        team.run(runs.length(), runs::incrementAndGet);
        for (int i = 0; i < runs.length(); i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aFailureReachesTheCallerAndTheTeamGoesOn() {
    try (ThreadTeam team = ThreadTeam.of(3)) {
      assertThatThrownBy(() ->
              team.run(
                  100,
                  i -> {
                    if (i == 50) {
                      throw new IllegalStateException("task 50");
                    }
                  }))
          .hasMessage("task 50");
      AtomicInteger runs = new AtomicInteger();
      team.run(10, i -> runs.incrementAndGet());
      assertThat(runs).hasValue(10);
    }
  }

  @Test
  void callsInsideAndBesideACallEnd() throws Exception {
    try (ThreadTeam team = ThreadTeam.of(2)) {
      AtomicInteger runs = new AtomicInteger();
      Runnable nested = () -> team.run(20, i -> team.run(20, j -> runs.incrementAndGet()));
      Thread beside = Thread.ofPlatform().start(nested);
      nested.run();
      beside.join();
      assertThat(runs).hasValue(800);
    }
  }

  @Test
  void aThreadThatIsHeldUpHoldsUpNoOtherTask() {
    try (ThreadTeam team = ThreadTeam.of(2)) {
      CountDownLatch others = new CountDownLatch(99);
      team.run(
          100,
          i -> {
            if (i == 0) {
              await(others); // which the other thread must do alone
            } else {
              others.countDown();
            }
          });
      assertThat(others.getCount()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anIdleTeamWaitsWithoutWorking() throws Exception {
    try (ThreadTeam team = ThreadTeam.of(2)) {
      Thread[] worker = new Thread[1];
      CountDownLatch met = new CountDownLatch(2);
      team.run(
          2,
          i -> {
            met.countDown();
            await(met); // so that each thread has one of the tasks
            if (Thread.currentThread().getName().startsWith("trine-team-")) {
              worker[0] = Thread.currentThread();
            }
          });
      while (worker[0].getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void anApplicationsThreadsHelpAndAreGivenBack() throws Exception {
    try (var threads =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>())) {
      ThreadTeam team = ThreadTeam.over(threads, 3);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch met = new CountDownLatch(3);
      team.run(
          3,
          i -> {
            met.countDown();
            await(met);
            seen.add(Thread.currentThread());
          });
      assertThat(seen).hasSize(3).contains(Thread.currentThread());
      while (threads.getActiveCount() > 0) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void anExecutorWithoutFreeThreadsLeavesTheWorkToTheCaller() {
    for (Executor full :
        List.<Executor>of(
            task -> {
              throw new RejectedExecutionException("full");
            },
            task -> {})) {
      AtomicInteger runs = new AtomicInteger();
      ThreadTeam.over(full, 4).run(50, i -> runs.incrementAndGet());
      assertThat(runs).hasValue(50);
    }
  }

  @Test
  void aTeamLeadsWhatIsCalledInIt() {
    try (ThreadTeam team = ThreadTeam.of(1)) {
      assertThat(team.lead(ThreadTeam::current)).isSameAs(team);
      assertThat(ThreadTeam.current()).isSameAs(ThreadTeam.shared());
    }
  }
}
