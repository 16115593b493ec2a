package dev.trine.things;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A home, its places and its Things, as a household file states them.
 *
 * @param key changes with the file's address and with its content; what lasts is kept under it
 */
public record Household(
    String id, Names names, List<Place> places, List<Thing> things, String key) {
  private static final long LARGEST = 16L << 20;

  /**
   * Reads and checks a household file (UTF-8 JSON).
   *
   * @throws ThingException where it cannot be read or is not a valid household
   */
  public static Household read(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new ThingException(file + ": not a file; name a household file");
      }
      if (Files.size(file) > LARGEST) {
        throw new ThingException(file + ": larger than 16 MiB; is this a household file?");
      }
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ThingException(file + ": no such file; check the path", e);
    } catch (CharacterCodingException e) {
      throw new ThingException(file + ": not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw new ThingException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Reads and checks a household from text.
   *
   * @param source what messages call it
   * @throws ThingException where it is not a valid household
   */
  public static Household parse(String json, String source) {
    return new HouseholdReader(source).read(json, key(source, json));
  }

  /** {@return the Thing of that id} */
  public Optional<Thing> thing(String thing) {
    return things.stream().filter(t -> t.id().equals(thing)).findFirst();
  }

  /** {@return the place of that id} */
  public Optional<Place> place(String place) {
    return places.stream().filter(p -> p.id().equals(place)).findFirst();
  }

  /** {@return the ids of a place and of everything in it, however deep} */
  public Set<String> within(String place) {
    Map<String, List<Place>> inside =
        places.stream()
            .filter(p -> p.in().isPresent())
            .collect(groupingBy(p -> p.in().orElseThrow()));
    var found = new LinkedHashSet<>(Set.of(place));
    var next = new ArrayDeque<>(found);
    while (!next.isEmpty()) {
      for (Place p : inside.getOrDefault(next.removeFirst(), List.of())) {
        if (found.add(p.id())) next.add(p.id());
      }
    }
    return found;
  }

  private static String key(String source, String json) {
    var sum = new CRC32();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue()) + " " + Path.of(source).toAbsolutePath();
  }
}
