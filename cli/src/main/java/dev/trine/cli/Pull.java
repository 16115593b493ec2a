package dev.trine.cli;

import java.net.URI;
import java.net.http.HttpClient;
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

  private static final Pattern SPLIT = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.gguf(\\?.*)?");

  @Parameters(
      paramLabel = "NAME_OR_URL",
      description =
          "A name that models lists, an http(s) address of a .gguf file, or OWNER/REPO/FILE.gguf of"
              + " the hub.")
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
      paramLabel = "FILE",
      description = "Where to; else to the models of Trine.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Optional<String> expected =
        sha256.map(text ->
            Source.hex(text)
                .orElseThrow(
                    () -> new BadInput("--sha256 " + text + ": give 64 hexadecimal digits")));
    Catalogue catalogue = Catalogue.read();
    URI address = address(catalogue);
    List<URI> parts = parts(address);
    if (parts.size() > 1 && (out.isPresent() || expected.isPresent())) {
      throw new BadInput("--out and --sha256 are for one file, but the model has " + parts.size());
    }
    Progress progress = new Progress(spec.commandLine().getErr(), System.console() != null);
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NEVER) // Download follows them, and takes care
            .proxy(new EnvironmentProxy(System.getenv()))
            .build()) {
      for (URI part : parts) {
        fetch(part, client, expected, progress);
      }
    }
  }

  private void fetch(URI part, HttpClient client, Optional<String> expected, Progress progress) {
    Path target = out.orElseGet(() -> Library.file(name(part)));
    Download download =
        new Download(
            client,
            new Source(part, Optional.ofNullable(System.getenv("TRINE_TOKEN"))),
            target,
            expected,
            progress,
            Download.Patience.USUAL);
    download.run();
    spec.commandLine().getOut().println(target);
    if (download.sha256().isEmpty()) {
      progress.note("nobody stated a checksum, so only the length was checked");
    }
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
    URI address =
        catalogue
            .named(what)
            .map(entry -> catalogue.address(entry.repo(), entry.file()))
            .orElseGet(() -> elsewhere(catalogue));
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
        what + ": is neither a name that ./trine models lists nor an http(s) address");
  }

  private static URI moved(URI address, URI mirror) {
    if (!String.valueOf(mirror.getScheme()).matches("https?") || mirror.getHost() == null) {
      throw new BadInput("--mirror " + mirror + ": give an http(s) address");
    }
    return URI.create(mirror.toString().replaceFirst("/+$", "") + address.getRawPath());
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
