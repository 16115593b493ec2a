package dev.trine.cli;

import dev.trine.things.Household;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The homes that a {@link Hub} keeps open; of many, those spoken to last. One whose household,
 * model or journal is another file by now is opened anew.
 */
final class Homes implements AutoCloseable {
  private static final int OPEN = 8;

  /** Which home: a household, the model that understands, the folder of state and journal. */
  private record Key(Path household, Path model, Path data) {}

  /** What tells one state of a file from another. */
  private record Stamp(Optional<FileTime> modified, long size, String file) {
    private static final Stamp NONE = new Stamp(Optional.empty(), 0, "");

    static Stamp of(Path path) {
      try {
        var file = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(
            Optional.of(file.lastModifiedTime()), file.size(), String.valueOf(file.fileKey()));
      } catch (IOException e) {
        return NONE;
      }
    }

    /** The same file, whatever was written to it. */
    static Stamp identity(Path path) {
      return new Stamp(Optional.empty(), 0, of(path).file);
    }
  }

  private record Entry(OpenHome home, List<Stamp> files) {}

  private final LinkedHashMap<Key, Entry> open = new LinkedHashMap<>(OPEN, 0.75f, true);

  /** The home of a household file, open already or now. */
  synchronized OpenHome open(Path household, Path model, Path data) {
    Key key = new Key(household, model, data);
    Optional<Entry> known = Optional.ofNullable(open.get(key));
    if (known.isPresent() && known.get().files().equals(files(key))) {
      return known.get().home();
    }
    known.ifPresent(old -> {
      open.remove(key);
      old.home().close();
    });
    if (open.size() == OPEN) {
      open.pollFirstEntry().getValue().home().close();
    }
    makeFolder(data);
    OpenHome home = OpenHome.start(Household.read(household), () -> Shipped.open(model), data);
    open.put(key, new Entry(home, files(key)));
    return home;
  }

  /** Made before it is looked at; where it cannot be, the home says so when it starts. */
  private static void makeFolder(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      return;
    }
  }

  private static List<Stamp> files(Key key) {
    return List.of(Stamp.of(key.household()), Stamp.of(key.model()), Stamp.identity(key.data()));
  }

  /** Whether one of them has yet to do what was promised for later. */
  synchronized boolean havePromises() {
    return open.values().stream().anyMatch(entry -> entry.home().hasPromises());
  }

  @Override
  public synchronized void close() {
    open.values().forEach(entry -> entry.home().close());
    open.clear();
  }
}
