package dev.trine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models that are worth having, by size; {@code models.json} lists them.
 *
 * @param hub an address with {repo} and {file} in it
 * @param listing an address with {repo} in it, where the hub lists a repository's files
 */
record Catalogue(String hub, String listing, List<Entry> models) {

  /**
   * One of them.
   *
   * @param size class: how many weights, in words
   * @param memory bytes that it takes to run it, in words
   */
  record Entry(
      String name,
      String size,
      String repo,
      String file,
      String licence,
      String memory,
      String goodFor) {}

  static Catalogue read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("models.json")) {
      return JsonMapper.shared().readValue(Objects.requireNonNull(in), Catalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Entry> named(String name) {
    return models.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** Where the files of a repository are listed. */
  URI listing(String repo) {
    return URI.create(listing.replace("{repo}", repo));
  }

  URI address(String repo, String file) {
    return URI.create(hub.replace("{repo}", repo).replace("{file}", file));
  }
}
