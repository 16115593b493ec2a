package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes store prompts in one folder and are killed at any moment (SIGKILL): what a third
 * finds gives the numbers of a run without a store, another model's snapshots are not taken, and
 * nothing unfinished stays.
 */
@Timeout(120)
final class PrefixStoreProcessTest {
  private static final float SAME = 1e-4f;
  private static final int APART = 1000; // numbers of the two processes
  private static final int CHECKED = 4; // prompts of each
  private static final long ROOM = 1 << 28;

  private static int[] prompt(int number) {
    Random random = new Random(number);
    int length = 60 + 10 * (number % 8);
    return IntStream.range(0, length).map(at -> at == 0 ? 1 : 3 + random.nextInt(500)).toArray();
  }

  private static LanguageModel model(String type) {
    return LanguageModel.open(References.file("lm-stories260k/stories260K." + type + ".gguf"));
  }

  /** Stores one prompt after the other until somebody ends it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      try (LanguageModel model = model("q8_0")) {
        PrefixStore store = PrefixStore.open(Path.of(args[0]), ROOM, Writer::fail);
        int from = Integer.parseInt(args[1]);
        for (int number = from; number < from + APART; number++) {
          model.session().prompt(prompt(number)).remember(store);
          System.out.println(number);
        }
      }
    }

    private static void fail(String notice) {
      throw new IllegalStateException(notice);
    }
  }

  private static Process start(Path folder, int from) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dtrine.shared=" + System.getProperty("trine.shared", "../../shared"),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Writer.class.getName(),
            folder.toString(),
            String.valueOf(from))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Opens the store again and again: it tidies, but not what the others still write. */
  private static void tidy(Path folder, Process one, Process other) {
    while (one.isAlive() || other.isAlive()) {
      PrefixStore.open(folder, ROOM, _ -> {});
    }
  }

  @Test
  void killedWritersLeaveNothingWrong(@TempDir Path folder) throws Exception {
    Process one = start(folder, 0);
    Process other = start(folder, APART);
    Thread tidy = Thread.ofPlatform().daemon().start(() -> tidy(folder, one, other));
    try {
      for (int stored = 0; stored < CHECKED; stored++) {
        assertThat(one.inputReader().readLine()).isNotNull();
        assertThat(other.inputReader().readLine()).isNotNull();
      }
      Thread.sleep(new Random().nextInt(100)); // in the midst of something
    } finally {
      one.destroyForcibly().waitFor();
      other.destroyForcibly().waitFor();
      tidy.join();
    }

    Files.createFile(folder.resolve(".snapshot1.tmp")); // as if killed in the midst of it
    List<String> notices = new ArrayList<>();
    PrefixStore store = PrefixStore.open(folder, ROOM, notices::add);
    try (LanguageModel model = model("q8_0")) {
      for (int number = 0; number < 2 * CHECKED; number++) {
        int[] prompt = prompt(number < CHECKED ? number : APART + number - CHECKED);
        Session session = model.session().prompt(prompt);
        assertThat(session.recall(store)).isEqualTo(prompt.length - 1);
        assertThat(session.logits())
            .containsExactly(model.session().prompt(prompt).logits(), within(SAME));
      }
    }
    assertThat(notices).isEmpty(); // snapshots appear whole

    try (LanguageModel changed = model("q4_0")) {
      Session session = changed.session().prompt(prompt(3));
      assertThat(session.recall(store)).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).allMatch(file -> file.toString().endsWith(".kv"));
    }
  }
}
