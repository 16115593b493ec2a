package dev.trine.runtime;

import dev.trine.model.KvCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of prompts on disk, so that another process need not run them again. A snapshot
 * is of one model and its adapters; of those, the one that shares most with a text is used. Several
 * processes may share a store: snapshots appear complete, and one that vanishes is run again.
 */
public final class PrefixStore {
  private static final String SUFFIX = ".kv";

  /** What a text must gain over what is stored of it, to be stored too. */
  private static final int LEAST_GAIN = 32; // tokens

  private final Path folder;
  private final long most;
  private final Consumer<String> notices;

  private PrefixStore(Path folder, long most, Consumer<String> notices) {
    this.folder = folder;
    this.most = most;
    this.notices = notices;
  }

  /**
   * A store in a folder, which is made if need be; what killed writers left there is removed.
   *
   * @param most bytes that it may take; those used least recently go first
   * @param notices is told, in one sentence, why a snapshot is not used
   * @throws ContextException if the folder cannot be made or read
   */
  public static PrefixStore open(Path folder, long most, Consumer<String> notices) {
    try {
      Files.createDirectories(folder);
      FreshFile.removeAbandoned(folder);
    } catch (IOException e) {
      throw new ContextException(
          folder + ": is no folder that can be written; choose another to keep prompts in");
    }
    return new PrefixStore(folder, most, notices);
  }

  /**
   * Fills a cache with the longest beginning of a text that is stored.
   *
   * @param identity of the model and how it runs the text
   */
  void restore(byte[] identity, int[] text, KvCache cache) {
    Optional<Path> best = Optional.empty();
    int longest = cache.length();
    for (Path file : files(Snapshot.name(identity, new int[0]).substring(0, 12))) {
      try {
        Snapshot snapshot = Snapshot.read(file);
        int served = snapshot.serves(text, text.length - 1, cache);
        if (snapshot.isOf(identity) && served > longest) {
          longest = served;
          best = Optional.of(file);
        }
      } catch (ContextException e) {
        discard(file, e.getMessage());
      }
    }
    best.ifPresent(file -> {
      try {
        Snapshot snapshot = Snapshot.read(file);
        Optional<String> shorter = snapshot.restore(identity, text, text.length - 1, cache);
        if (shorter.isPresent() && snapshot.positions() <= cache.capacity()) {
          discard(file, shorter.get()); // damaged; the text will be stored anew
          return;
        }
        shorter.ifPresent(notices);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } catch (ContextException | IOException e) { // another process took it away
        notices.accept(file + ": is gone; the text is run again");
      }
    });
  }

  private void discard(Path file, @Nullable String why) {
    notices.accept(why + " (removed)");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      notices.accept(file + ": cannot be removed (" + e.getMessage() + ")");
    }
  }

  /** Keeps the keys and values of a text, where that gains something. */
  void put(byte[] identity, int[] text, KvCache cache) {
    int stored = 0;
    for (Path file : files(Snapshot.name(identity, new int[0]).substring(0, 12))) {
      try {
        Snapshot snapshot = Snapshot.read(file);
        int served = snapshot.serves(text, text.length, cache);
        stored = Math.max(stored, snapshot.isOf(identity) ? served : 0);
      } catch (ContextException e) {
        discard(file, e.getMessage());
      }
    }
    if (cache.length() < stored + LEAST_GAIN) {
      return;
    }
    if (cache.bytes(cache.length()) > most) {
      notices.accept(
          "the prompt's keys and values take "
              + cache.bytes(cache.length())
              + " bytes, more than the store may; allow more or shorten the prompt");
      return;
    }
    try {
      Snapshot.write(folder.resolve(Snapshot.name(identity, text) + SUFFIX), identity, text, cache);
    } catch (UncheckedIOException e) {
      notices.accept(String.valueOf(e.getMessage()));
    }
    evict();
  }

  private List<Path> files(String prefix) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.startsWith(prefix) && name.endsWith(SUFFIX);
              })
          .toList();
    } catch (IOException | UncheckedIOException e) {
      notices.accept(folder + ": cannot be read (" + e.getMessage() + ")");
      return List.of();
    }
  }

  private record Entry(Path file, long bytes, Instant used) {}

  /** Removes what was used least recently until the rest fits. */
  private void evict() {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files("")) {
      try {
        entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
      } catch (IOException e) {
        // another process removed it
      }
    }
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry oldest : entries) {
      if (bytes <= most) {
        return;
      }
      try {
        Files.deleteIfExists(oldest.file());
      } catch (IOException e) {
        notices.accept(oldest.file() + ": cannot be removed (" + e.getMessage() + ")");
      }
      bytes -= oldest.bytes();
    }
  }
}
