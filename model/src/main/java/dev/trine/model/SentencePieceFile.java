package dev.trine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Reads {@code tokenizer.model} of SentencePiece: a protocol buffer of pieces, the trainer's
 * settings and the normaliser's. Format: sentencepiece_model.proto.
 */
final class SentencePieceFile {
  private static final int UNIGRAM = 1;
  private static final int BPE = 2;

  private final Path path;

  private SentencePieceFile(Path path) {
    this.path = path;
  }

  /** The tokenizer of a file; {@code specials} say what a folder adds to it. */
  static Tokenizer open(Path path, HfSpecials specials) {
    return new SentencePieceFile(path).read(specials);
  }

  /** The pieces of a file. */
  static SentencePieces pieces(Path path) {
    SentencePieceFile file = new SentencePieceFile(path);
    return file.pieces(file.new Fields(ByteBuffer.wrap(Json.bytes(path))));
  }

  /** What a file says of rewriting. */
  static GgufUnigram rewriting(Path path) {
    SentencePieceFile file = new SentencePieceFile(path);
    Fields normalizer = file.new Fields(ByteBuffer.wrap(Json.bytes(path))).message(3);
    return new GgufUnigram(
        normalizer.bytes(2), normalizer.number(4, 1) != 0, normalizer.number(3, 1) != 0);
  }

  private Tokenizer read(HfSpecials specials) {
    Fields model = new Fields(ByteBuffer.wrap(Json.bytes(path)));
    Fields trainer = model.message(2);
    Fields normalizer = model.message(3);
    if (trainer.number(24, 0) != 0 || normalizer.number(5, 1) == 0) {
      throw bad("treats white space in a way that is not known");
    }
    SentencePieces pieces = pieces(model);
    OptionalInt bos = id(trainer, 41, 1, pieces);
    List<Integer> ends = new ArrayList<>();
    id(trainer, 42, 2, pieces).ifPresent(ends::add);
    specials.ends().stream().filter(id -> id < pieces.types().length).forEach(ends::add);
    Vocabulary vocabulary =
        pieces.vocabulary(
            path.toString(),
            specials.added(),
            specials.flag("add_bos_token").orElse(true) ? bos.stream().toArray() : new int[0],
            specials.flag("add_eos_token").orElse(false)
                ? ends.stream().limit(1).mapToInt(Integer::intValue).toArray()
                : new int[0],
            bos,
            ends);
    UnaryOperator<String> characters =
        SentencePieces.normalizer(
            CharsMap.of(path.toString(), normalizer.bytes(2)), normalizer.number(4, 1) != 0);
    long kind = trainer.number(3, UNIGRAM);
    Cutting cutting =
        SentencePieces.cutting(
            characters, normalizer.number(3, 1) != 0, kind == BPE && pieces.splitsWords());
    Unknown unknown = Unknown.of(vocabulary, trainer.number(35, 0) != 0, pieces.unknown(), true);
    if (kind == UNIGRAM) {
      return Unigram.of(vocabulary, cutting, pieces, unknown);
    }
    if (kind == BPE) {
      return Bpe.ofScores(vocabulary, cutting, pieces, unknown);
    }
    throw bad("is of kind " + kind + ", but only unigram (1) and BPE (2) are known");
  }

  private SentencePieces pieces(Fields model) {
    List<ByteBuffer> messages = model.all(1);
    List<String> pieces = new ArrayList<>();
    float[] scores = new float[messages.size()];
    int[] types = new int[messages.size()];
    for (int id = 0; id < scores.length; id++) {
      Fields piece = new Fields(messages.get(id));
      pieces.add(new String(piece.bytes(1), StandardCharsets.UTF_8));
      scores[id] = Float.intBitsToFloat((int) piece.number(2, 0));
      types[id] = (int) piece.number(3, SentencePieces.NORMAL);
      if (!Float.isFinite(scores[id])) {
        throw bad("piece " + id + " has a score that is no number");
      }
    }
    if (pieces.isEmpty()) {
      throw bad("has no pieces");
    }
    return new SentencePieces(pieces, scores, types);
  }

  private static OptionalInt id(Fields trainer, int field, int fallback, SentencePieces pieces) {
    int id = (int) trainer.number(field, fallback);
    return id >= 0 && id < pieces.types().length && pieces.types()[id] == SentencePieces.CONTROL
        ? OptionalInt.of(id)
        : OptionalInt.empty();
  }

  private ModelException bad(String what) {
    return new ModelException(path + ": " + what + "; use tokenizer.json or a .gguf file instead");
  }

  /** A message of a protocol buffer; of a field that occurs twice the last value counts. */
  private final class Fields {
    private final Map<Integer, List<ByteBuffer>> messages = new TreeMap<>();
    private final Map<Integer, Long> numbers = new TreeMap<>();

    Fields(ByteBuffer bytes) {
      ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        long key = varint(in);
        int field = (int) (key >>> 3);
        switch ((int) key & 7) {
          case 0 -> numbers.put(field, varint(in));
          case 1 -> numbers.put(field, need(in, 8).getLong());
          case 2 -> {
            long length = varint(in);
            int size = (int) Math.min(Integer.MAX_VALUE, length < 0 ? Integer.MAX_VALUE : length);
            need(in, size);
            messages
                .computeIfAbsent(field, f -> new ArrayList<>())
                .add(in.slice(in.position(), size));
            in.position(in.position() + size);
          }
          case 5 -> numbers.put(field, (long) need(in, 4).getInt());
          default -> throw damaged(in);
        }
      }
    }

    private long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = need(in, 1).get();
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw damaged(in);
    }

    private ByteBuffer need(ByteBuffer in, int bytes) {
      if (in.remaining() < bytes) {
        throw damaged(in);
      }
      return in;
    }

    private ModelException damaged(ByteBuffer in) {
      return new ModelException(
          "%s: no SentencePiece model, or damaged at byte %d of a field; get the file again"
              .formatted(path, in.position()));
    }

    long number(int field, long otherwise) {
      return numbers.getOrDefault(field, otherwise);
    }

    List<ByteBuffer> all(int field) {
      return messages.getOrDefault(field, List.of());
    }

    byte[] bytes(int field) {
      List<ByteBuffer> all = all(field);
      ByteBuffer last = all.isEmpty() ? ByteBuffer.allocate(0) : all.getLast().duplicate();
      byte[] bytes = new byte[last.remaining()];
      last.get(bytes);
      return bytes;
    }

    Fields message(int field) {
      return new Fields(ByteBuffer.wrap(bytes(field)));
    }
  }
}
