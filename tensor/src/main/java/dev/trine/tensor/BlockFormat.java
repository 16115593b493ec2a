package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * How weights are stored: a fixed number of weights in a fixed number of bytes, little endian.
 *
 * <p>The names, numbers and layouts are those of the GGUF format, or else of safetensors. Every
 * format can be decoded; {@link #writable()} says which ones are also encoded here.
 */
public enum BlockFormat {
  F32(0, 1, 4, Blocks::decodeF32, Blocks::encodeF32),
  F16(1, 1, 2, Blocks::decodeF16, Blocks::encodeF16),
  Q4_0(2, 32, 18, Blocks::decodeQ4_0, Blocks::encodeQ4_0),
  Q4_1(3, 32, 20, Blocks::decodeQ4_1),
  Q5_0(6, 32, 22, Blocks::decodeQ5_0),
  Q5_1(7, 32, 24, Blocks::decodeQ5_1),
  Q8_0(8, 32, 34, Blocks::decodeQ8_0, Blocks::encodeQ8_0),
  Q8_1(9, 32, 36, Blocks::decodeQ8_1),
  Q2_K(10, 256, 84, KQuants::decodeQ2_K),
  Q3_K(11, 256, 110, KQuants::decodeQ3_K),
  Q4_K(12, 256, 144, KQuants::decodeQ4_K),
  Q5_K(13, 256, 176, KQuants::decodeQ5_K),
  Q6_K(14, 256, 210, KQuants::decodeQ6_K),
  Q8_K(15, 256, 292, KQuants::decodeQ8_K),
  IQ2_XXS(16, 256, 66, IQuants::decodeIQ2_XXS),
  IQ2_XS(17, 256, 74, IQuants::decodeIQ2_XS),
  IQ3_XXS(18, 256, 98, IQuants::decodeIQ3_XXS),
  IQ1_S(19, 256, 50, IQuants::decodeIQ1_S),
  IQ4_NL(20, 32, 18, Lookups::decodeIQ4_NL),
  IQ3_S(21, 256, 110, IQuants::decodeIQ3_S),
  IQ2_S(22, 256, 82, IQuants::decodeIQ2_S),
  IQ4_XS(23, 256, 136, Lookups::decodeIQ4_XS),
  I8(24, 1, 1, Numbers::decodeI8),
  I16(25, 1, 2, Numbers::decodeI16),
  I32(26, 1, 4, Numbers::decodeI32),
  I64(27, 1, 8, Numbers::decodeI64),
  F64(28, 1, 8, Numbers::decodeF64),
  IQ1_M(29, 256, 56, IQuants::decodeIQ1_M),
  BF16(30, 1, 2, Blocks::decodeBF16, Blocks::encodeBF16),
  TQ1_0(34, 256, 54, Ternary::decodeTQ1_0),
  TQ2_0(35, 256, 66, Ternary::decodeTQ2_0),
  MXFP4(39, 32, 17, Lookups::decodeMXFP4),
  NVFP4(40, 64, 36, Lookups::decodeNVFP4),
  Q1_0(41, 128, 18, Ternary::decodeQ1_0),
  Q2_0(42, 64, 18, Ternary::decodeQ2_0),
  // Of safetensors files only.
  BOOL(1, Numbers::decodeU8),
  U8(1, Numbers::decodeU8),
  U16(2, Numbers::decodeU16),
  U32(4, Numbers::decodeU32),
  U64(8, Numbers::decodeU64),
  F8_E4M3(1, Numbers::decodeE4M3),
  F8_E5M2(1, Numbers::decodeE5M2);

  private static final int NO_GGML_TYPE = -1;

  private final int ggmlType;
  private final int weightsPerBlock;
  private final int bytesPerBlock;
  private final Decoder decoder;
  private final Optional<Encoder> encoder;

  BlockFormat(int bytesPerWeight, Decoder decoder) {
    this(NO_GGML_TYPE, 1, bytesPerWeight, decoder);
  }

  BlockFormat(int ggmlType, int weightsPerBlock, int bytesPerBlock, Decoder decoder) {
    this(ggmlType, weightsPerBlock, bytesPerBlock, decoder, Optional.empty());
  }

  BlockFormat(
      int ggmlType, int weightsPerBlock, int bytesPerBlock, Decoder decoder, Encoder encoder) {
    this(ggmlType, weightsPerBlock, bytesPerBlock, decoder, Optional.of(encoder));
  }

  BlockFormat(
      int ggmlType,
      int weightsPerBlock,
      int bytesPerBlock,
      Decoder decoder,
      Optional<Encoder> encoder) {
    this.ggmlType = ggmlType;
    this.weightsPerBlock = weightsPerBlock;
    this.bytesPerBlock = bytesPerBlock;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  /** Turns {@code count} weights (whole blocks) at {@code from} in bytes into floats. */
  @FunctionalInterface
  interface Decoder {
    void decode(byte[] bytes, int from, float[] weights, int at, int count);
  }

  /** Turns {@code count} floats (whole blocks) into bytes. */
  @FunctionalInterface
  interface Encoder {
    void encode(float[] weights, int from, byte[] bytes, int at, int count);
  }

  /** The format with this number in a GGUF file. */
  public static Optional<BlockFormat> ofGgmlType(int type) {
    return Arrays.stream(values())
        .filter(format -> format.ggmlType == type && type != NO_GGML_TYPE)
        .findFirst();
  }

  /** The number of this format in a GGUF file; -1 if GGUF has none. */
  public int ggmlType() {
    return ggmlType;
  }

  public int weightsPerBlock() {
    return weightsPerBlock;
  }

  public int bytesPerBlock() {
    return bytesPerBlock;
  }

  /** Whether {@link #encode} knows this format. */
  public boolean writable() {
    return encoder.isPresent();
  }

  /**
   * The size of so many weights in bytes.
   *
   * @throws IllegalArgumentException if they are not whole blocks
   * @throws ArithmeticException if the size does not fit a long
   */
  public long bytes(long weights) {
    if (weights < 0 || weights % weightsPerBlock != 0) {
      throw new IllegalArgumentException(
          weights + " weights are not whole " + name() + " blocks of " + weightsPerBlock);
    }
    return Math.multiplyExact(weights / weightsPerBlock, (long) bytesPerBlock);
  }

  /**
   * Decodes weights that lie in memory.
   *
   * @param offset of the first block, in bytes
   * @param count of weights, whole blocks
   */
  public void decode(MemorySegment data, long offset, float[] weights, int at, int count) {
    byte[] bytes = new byte[Math.toIntExact(bytes(count))];
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    decode(bytes, 0, weights, at, count);
  }

  /** Decodes weights that lie in an array; {@code from} in bytes, {@code count} in weights. */
  public void decode(byte[] bytes, int from, float[] weights, int at, int count) {
    decoder.decode(bytes, from, weights, at, count);
  }

  /** Encodes {@code count} weights, whole blocks, as the format's reference does. */
  public byte[] encode(float[] weights, int from, int count) {
    byte[] bytes = new byte[Math.toIntExact(bytes(count))];
    encoder
        .orElseThrow(() -> new UnsupportedOperationException(name() + " cannot be written"))
        .encode(weights, from, bytes, 0, count);
    return bytes;
  }
}
