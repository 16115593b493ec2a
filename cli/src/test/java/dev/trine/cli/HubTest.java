package dev.trine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub owes its callers, whatever the model decides: here one of random weights. */
class HubTest {
  private static final Duration IDLE = Duration.ofMinutes(5);

  @TempDir Path folder;
  private HubAddress address;
  private Hub hub;

  @BeforeEach
  void open() throws Exception {
    RandomModel.write(folder.resolve("random.gguf"));
    Files.copy(Shipped.household(), folder.resolve("home.json"));
    address = new HubAddress(folder.resolve("hub.sock"), folder.resolve("hub.lock"));
    hub = Hub.open(address, IDLE).orElseThrow();
    Thread.ofPlatform().daemon().start(hub::serve);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  /**
   * Calls as another process would, from the test's folder; {@code typed} is its standard input.
   */
  private Call call(String typed, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (SocketChannel channel = HubClient.connect(address).orElseThrow()) {
      new HubCall(folder, folder.resolve("data"), words).write(channel);
      Channels.newOutputStream(channel).write(typed.getBytes(UTF_8));
      channel.shutdownOutput();
      int code = HubClient.answer(channel, out, err);
      return new Call(code, out.toString(UTF_8), err.toString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Call say(String text) {
    return call("", "say", text, "--json", "--household", "home.json", "--model", "random.gguf");
  }

  @Test
  void everySentenceHasItsOutcome() {
    for (int i = 0; i < 3; i++) {
      Call call = say("turn on the study lamp");
      assertThat(call.err()).isEmpty();
      assertThat(call.out()).startsWith("{\"utterance\":\"turn on the study lamp\"");
    }
  }

  @Test
  void aTalkReadsWhatItsCallerTypes() {
    String[] words = {"chat", "--json", "--household", "home.json", "--model", "random.gguf"};
    Call call = call("你好\nturn on the study lamp\n", words);
    assertThat(call.err()).isEmpty();
    assertThat(call.code()).isZero();
    assertThat(call.out().lines()).hasSize(2);
  }

  @Test
  void badInputIsToldAsWithoutAHub() {
    Call call = call("", "say", "hello", "--household", "absent.json");
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.err()).contains("absent.json");
    assertThat(say("hello").out()).contains("\"kind\"");
  }

  @Test
  void aHouseholdThatWasChangedIsReadAnew() throws Exception {
    say("hello");
    Path home = folder.resolve("home.json");
    Files.writeString(home, "{\"id\": \"empty\", \"places\": [], \"things\": [}");
    assertThat(say("hello").err()).contains("home.json");
    Files.copy(Shipped.household(), home, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(say("hello").err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "\1\177\177\177\177", "\1\0\0\0\1/\0\0\0\1/\377\377\377\377"})
  void noiseEndsOnlyItsOwnCall(String noise) throws Exception {
    try (SocketChannel channel = HubClient.connect(address).orElseThrow()) {
      channel.write(ByteBuffer.wrap(noise.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
      channel.shutdownOutput();
      assertThat(Channels.newInputStream(channel).readAllBytes()).isEmpty();
    }
    assertThat(say("hello").out()).contains("\"kind\"");
  }

  @Test
  void thereIsOneHubAnAddressAndItTidiesUp() {
    assertThat(Hub.open(address, IDLE)).isEmpty();
    hub.close();
    assertThat(address.socket()).doesNotExist();
    assertThat(HubClient.connect(address)).isEmpty();
    assertThat(Hub.stop(address)).isFalse();
    hub = Hub.open(address, IDLE).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"say --batch f", "say --batch=f", "say a --household -", "run m", "things"})
  void otherCommandsRunInTheirOwnProcess(String words) {
    assertThat(HubClient.serves(words.split(" "))).isFalse();
    assertThat(HubClient.serves(new String[] {"say", "关灯", "--json"})).isTrue();
  }
}
