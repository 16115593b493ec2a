package dev.trine.cli;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A command on its way to the {@link Hub}: the caller's folders, the words of the command, then
 * what the caller types. The hub answers in {@link Frame}s.
 */
record HubCall(Path folder, Path data, String[] words) {
  private static final int VERSION = 1;
  private static final int MOST_WORDS = 1000;
  private static final int LONGEST_WORD = 1 << 20; // bytes

  /** A piece of the answer. */
  enum Frame {
    OUT,
    ERR,
    EXIT;

    /** Writes the frame: its kind, its length, its bytes. */
    void write(DataOutputStream to, byte[] bytes, int from, int length) throws IOException {
      to.writeByte(ordinal());
      to.writeInt(length);
      to.write(bytes, from, length);
      to.flush();
    }
  }

  void write(SocketChannel hub) throws IOException {
    var to = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(hub)));
    to.writeByte(VERSION);
    write(to, folder.toString());
    write(to, data.toString());
    to.writeInt(words.length);
    for (String word : words) {
      write(to, word);
    }
    to.flush();
  }

  static HubCall read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    if (in.readByte() != VERSION) {
      throw new IOException("another version calls");
    }
    Path folder = Path.of(readWord(in));
    Path data = Path.of(readWord(in));
    String[] words = new String[length(in, MOST_WORDS)];
    for (int i = 0; i < words.length; i++) {
      words[i] = readWord(in);
    }
    return new HubCall(folder, data, words);
  }

  private static void write(DataOutputStream to, String word) throws IOException {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static String readWord(DataInputStream in) throws IOException {
    byte[] bytes = new byte[length(in, LONGEST_WORD)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int length(DataInputStream in, int most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw new IOException("a length of " + length + " is not possible");
    }
    return length;
  }
}
