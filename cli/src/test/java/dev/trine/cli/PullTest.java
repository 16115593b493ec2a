package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole models, from a server that answers as the hub does. */
class PullTest {
  private static final String LIST = "/api/models/someone/Small-1B?blobs=true";
  private static final String FILES = "/someone/Small-1B/resolve/main/";
  private static final String WRONG = "0".repeat(64);

  @TempDir private Path folder;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(path);
          String text = path.equals(LIST) ? listing() : files.get(path.replace(FILES, ""));
          byte[] body =
              String.valueOf(text).replaceAll("\\|.*", "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** A file's text is followed by the checksum that the hub states, if it states one. */
  private String listing() {
    List<String> lines =
        files.entrySet().stream()
            .map(file -> {
              String[] parts = file.getValue().split("\\|", 2);
              String lfs = parts.length < 2 ? "" : ",\"lfs\":{\"sha256\":\"" + parts[1] + "\"}";
              return "{\"rfilename\":\"%s\",\"size\":%d%s}"
                  .formatted(file.getKey(), parts[0].length(), lfs);
            })
            .toList();
    return "{\"siblings\":[" + String.join(",", lines) + "]}";
  }

  private Call pull() {
    return trine(
        "pull",
        "someone/Small-1B",
        "--mirror",
        "http://localhost:" + server.getAddress().getPort(),
        "--out",
        folder.resolve("m"));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void model() throws Exception {
    files.put(".gitattributes", "x");
    files.put("README.md", "x");
    files.put("config.json", "{}");
    files.put("consolidated.safetensors", "x");
    files.put("model-00001-of-00002.safetensors", "one|" + sha256("one"));
    files.put("model-00002-of-00002.safetensors", "two|" + sha256("two"));
    files.put("model.safetensors.index.json", "{\"a\":1}");
    files.put("onnx/model.onnx", "x");
    files.put("original/tokenizer.model", "x");
    files.put("pytorch_model.bin", "x");
    files.put("tokenizer.json", "{}");
  }

  @Test
  void aRepositoryIsWhatAModelNeedsOfIt() throws Exception {
    model();
    Call call = pull();
    assertThat(call.err()).contains("tokenizer.json");
    assertThat(call.out()).isEqualTo(folder.resolve("m") + "\n");
    assertThat(asked)
        .containsExactly(
            LIST,
            FILES + "model-00001-of-00002.safetensors",
            FILES + "model-00002-of-00002.safetensors",
            FILES + "model.safetensors.index.json",
            FILES + "tokenizer.json",
            FILES + "config.json");
    assertThat(folder.resolve("m/model-00002-of-00002.safetensors")).hasContent("two");
    assertThat(folder.resolve("m/files.json")).doesNotExist();
    assertThat(pull().code()).isZero();
    assertThat(asked).as("only the list is asked again").hasSize(7);
  }

  @Test
  void aWrongChecksumLeavesNoModel() throws Exception {
    model();
    files.put("model-00002-of-00002.safetensors", "two|" + WRONG);
    Call call = pull();
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("SHA-256");
    assertThat(folder.resolve("m/model-00001-of-00002.safetensors")).exists();
    assertThat(folder.resolve("m/model-00002-of-00002.safetensors")).doesNotExist();
    assertThat(folder.resolve("m/config.json")).doesNotExist();
  }

  @Test
  void aFileThatChangedOnTheHubIsSaid() throws Exception {
    model();
    assertThat(pull().code()).isZero();
    files.put("tokenizer.json", "{\"new\":1}");
    assertThat(pull().err()).contains("tokenizer.json: has 2 bytes, but the hub says 9");
  }

  @Test
  void aRepositoryWithoutAFolderSaysWhatItHas() {
    files.put("m-q4.gguf", "x");
    files.put("m-q8.gguf", "x");
    assertThat(pull().err()).contains("name one, as in someone/Small-1B/m-q4.gguf", "m-q8.gguf");
    files.clear();
    files.put("pytorch_model.bin", "x");
    files.put("config.json", "x");
    Call call = pull();
    assertThat(call.err()).contains("look for a converted model");
    assertThat(call.code()).isEqualTo(2);
    assertThat(Files.exists(folder.resolve("m/config.json"))).isFalse();
  }

  @Test
  void aSplitModelIsAllItsParts() {
    assertThat(Pull.parts(URI.create("https://hub.example/a/m-00002-of-00003.gguf?download=true")))
        .extracting(URI::toString)
        .containsExactly(
            "https://hub.example/a/m-00001-of-00003.gguf?download=true",
            "https://hub.example/a/m-00002-of-00003.gguf?download=true",
            "https://hub.example/a/m-00003-of-00003.gguf?download=true");
    URI whole = URI.create("https://hub.example/a/m-of-5.gguf");
    assertThat(Pull.parts(whole)).containsExactly(whole);
  }
}
