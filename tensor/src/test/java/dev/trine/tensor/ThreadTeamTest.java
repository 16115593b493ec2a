package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
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
  void anIdleTeamCostsNothing() throws Exception {
    try (ThreadTeam team = ThreadTeam.of(2)) {
      team.run(2, i -> {});
      Thread.sleep(50);
      var threads = ManagementFactory.getThreadMXBean();
      long worker =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("trine-team-"))
              .mapToLong(Thread::threadId)
              .max()
              .orElseThrow();
      long before = threads.getThreadCpuTime(worker);
      Thread.sleep(200);
      assertThat(threads.getThreadCpuTime(worker) - before).isLessThan(20_000_000);
    }
  }
}
