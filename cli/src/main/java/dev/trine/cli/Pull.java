package dev.trine.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gets a model. */
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description = {
      "Gets a model, and goes on where a broken download ended. TRINE_TOKEN holds a token for files"
          + " that are not",
      "given to everybody; HTTPS_PROXY, HTTP_PROXY and NO_PROXY name proxies."
    })
final class Pull implements Runnable {

  private static final Pattern REPOSITORY = Pattern.compile("[\\w-][\\w.-]*/[\\w-][\\w.-]*");
  private static final Pattern SPLIT = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.gguf(\\?.*)?");

  @Parameters(
      paramLabel = "NAME_OR_URL",
      description =
          "A name that models lists, an http(s) address of a .gguf file, OWNER/REPO/FILE.gguf of the"
              + " hub, or OWNER/REPO: all files that a folder of safetensors needs.")
  private String what;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Another server that has the hub's files at the same paths.")
  private Optional<URI> mirror = Optional.empty();

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "The file's SHA-256, if you know it.")
  private Optional<String> sha256 = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "The file or folder to write; else among the models of Trine.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Optional<String> expected =
        sha256.map(text ->
            Source.hex(text)
                .orElseThrow(
                    () -> new BadInput("--sha256 " + text + ": give 64 hexadecimal digits")));
    Progress progress = new Progress(spec.commandLine().getErr(), System.console() != null);
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NEVER) // Download follows them, and takes care
            .proxy(new EnvironmentProxy(System.getenv()))
            .build()) {
      if (REPOSITORY.matcher(what).matches()) {
        folder(client, progress);
        return;
      }
      List<URI> parts = parts(address(Catalogue.read()));
      if (parts.size() > 1 && (out.isPresent() || expected.isPresent())) {
        throw new BadInput(
            "--out and --sha256 are for one file, but the model has " + parts.size());
      }
      for (URI part : parts) {
        Path target = out.orElseGet(() -> Library.file(name(part)));
        if (fetch(client, part, target, expected, progress).isEmpty()) {
          progress.note("nobody stated a checksum, so only the length was checked");
        }
        spec.commandLine().getOut().println(target);
      }
    }
  }

  /** Gets what a model needs of a repository; what is here already is not fetched again. */
  private void folder(HttpClient client, Progress progress) {
    if (sha256.isPresent()) {
      throw new BadInput("--sha256 is for one file, but " + what + " is a repository of several");
    }
    Catalogue catalogue = Catalogue.read();
    Path folder =
        out.orElseGet(() -> Library.folder().resolve(what.substring(what.indexOf('/') + 1)));
    for (HubFolder.HubFile file : listed(client, catalogue, folder, progress).needed()) {
      Path target = folder.resolve(file.name());
      progress.note(file.name());
      URI address = mirrored(catalogue.address(what, file.name()));
      fetch(client, address, target, file.sha256(), progress);
      requireSize(target, file);
    }
    spec.commandLine().getOut().println(folder);
  }

  private HubFolder listed(HttpClient client, Catalogue catalogue, Path folder, Progress progress) {
    Path answer = folder.resolve("files.json");
    try {
      Files.deleteIfExists(answer);
      fetch(client, mirrored(catalogue.listing(what)), answer, Optional.empty(), progress);
      HubFolder files = HubFolder.read(what, answer);
      Files.delete(answer);
      return files;
    } catch (IOException e) {
      throw new BadInput(answer + ": cannot be deleted; check the folder");
    }
  }

  private static void requireSize(Path target, HubFolder.HubFile file) {
    try {
      if (file.size().isPresent() && Files.size(target) != file.size().getAsLong()) {
        throw new BadInput(
            "%s: has %d bytes, but the hub says %d; delete it and pull again"
                .formatted(target, Files.size(target), file.size().getAsLong()));
      }
    } catch (IOException e) {
      throw new BadInput(target + ": cannot be read; check the folder");
    }
  }

  /** Gets one file; returns the checksum that it was compared with. */
  private static Optional<String> fetch(
      HttpClient client, URI from, Path target, Optional<String> expected, Progress progress) {
    Source source = new Source(from, Optional.ofNullable(System.getenv("TRINE_TOKEN")));
    Download download =
        new Download(client, source, target, expected, progress, Download.Patience.USUAL);
    download.run();
    return download.sha256();
  }

  /** All files of a model that llama.cpp has split, {@code NAME-00001-of-00003.gguf} and so on. */
  static List<URI> parts(URI address) {
    Matcher split = SPLIT.matcher(address.toString());
    if (!split.matches()) {
      return List.of(address);
    }
    return IntStream.rangeClosed(1, Integer.parseInt(split.group(2)))
        .mapToObj(part ->
            URI.create(
                "%s-%05d-of-%s.gguf%s"
                    .formatted(
                        split.group(1),
                        part,
                        split.group(2),
                        Optional.ofNullable(split.group(3)).orElse(""))))
        .toList();
  }

  private URI address(Catalogue catalogue) {
    return mirrored(
        catalogue
            .named(what)
            .map(entry -> catalogue.address(entry.repo(), entry.file()))
            .orElseGet(() -> elsewhere(catalogue)));
  }

  private URI mirrored(URI address) {
    return mirror.map(other -> moved(address, other)).orElse(address);
  }

  private URI elsewhere(Catalogue catalogue) {
    if (what.matches("[\\w.-]+/[\\w.-]+/[\\w./-]+\\.gguf")) {
      int slash = what.indexOf('/', what.indexOf('/') + 1);
      return catalogue.address(what.substring(0, slash), what.substring(slash + 1));
    }
    try {
      URI address = URI.create(what);
      if (String.valueOf(address.getScheme()).matches("https?") && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new BadInput(
        what
            + ": is neither a name that ./trine models lists, nor OWNER/REPO of the hub, nor an"
            + " http(s) address");
  }

  private static URI moved(URI address, URI mirror) {
    if (!String.valueOf(mirror.getScheme()).matches("https?") || mirror.getHost() == null) {
      throw new BadInput("--mirror " + mirror + ": give an http(s) address");
    }
    String query = Optional.ofNullable(address.getRawQuery()).map(it -> "?" + it).orElse("");
    return URI.create(mirror.toString().replaceFirst("/+$", "") + address.getRawPath() + query);
  }

  /** Its name in the catalogue, or what its file is called. */
  private String name(URI address) {
    if (Catalogue.read().named(what).isPresent()) {
      return what;
    }
    String path = String.valueOf(address.getPath());
    String file = path.substring(path.lastIndexOf('/') + 1);
    if (!file.matches("[\\w.+-]*\\w\\.gguf")) {
      throw new BadInput(
          what + ": does not end with the name of a .gguf file; name one with --out");
    }
    return file;
  }
}
