package org.mmaparrays.hdf5.internal.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.Inflater;

/**
 * The shuffle filter, which puts the first bytes of all elements first, then all second ones, and so on; bytes that are not a
 * whole element stay at the end.
 *
 * @param elementBytes the bytes of an element
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_filter">The Filter Pipeline
 *     Message</a>
 */
record Shuffle(int elementBytes) implements ChunkFilter {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  /** The number of elements that are put together at a time, few enough that the target stays in the innermost cache. */
  private static final int TILE = 512;

  /** Reads the filter's parameter, the bytes of an element. */
  static Shuffle of(List<Integer> values) throws ChunkFault {
    if (values.isEmpty() || values.getFirst() < 1) {
      throw new ChunkFault("with parameters " + values, "the bytes of an element");
    }
    return new Shuffle(values.getFirst());
  }

  private static VarHandle view(Class<?> words) {
    return MethodHandles.byteArrayViewVarHandle(words, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String label() {
    return "shuffle";
  }

  @Override
  public int encodedBytes(int plainBytes) {
    return plainBytes;
  }

  @Override
  public int plainBytes(int encodedBytes) {
    return encodedBytes;
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    if (encoded.remaining() != plainBytes) {
      throw new ChunkFault(encoded.remaining() + " shuffled bytes", Integer.toString(plainBytes));
    }
    byte[] from = encoded.array();
    int start = encoded.arrayOffset() + encoded.position();
    int count = plainBytes / elementBytes;
    switch (elementBytes) {
      case 2 -> join2(from, start, plain, count);
      case 4 -> join4(from, start, plain, count);
      case 8 -> join8(from, start, plain, count);
      default -> join(from, start, plain, count);
    }
    int whole = count * elementBytes;
    System.arraycopy(from, start + whole, plain, whole, plainBytes - whole);
    return ByteBuffer.wrap(plain, 0, plainBytes);
  }

  private static void join2(byte[] from, int start, byte[] to, int count) {
    int second = start + count;
    for (int i = 0; i < count; i++) {
      SHORTS.set(to, 2 * i, (short) ((from[start + i] & 0xFF) | (from[second + i] << 8)));
    }
  }

  private static void join4(byte[] from, int start, byte[] to, int count) {
    for (int i = 0; i < count; i++) {
      INTS.set(to, 4 * i, word(from, start + i, count));
    }
  }

  private static void join8(byte[] from, int start, byte[] to, int count) {
    for (int i = 0; i < count; i++) {
      LONGS.set(to, 8 * i,
          (word(from, start + i, count) & 0xFFFF_FFFFL)
              | ((long) word(from, start + i + 4 * count, count) << Integer.SIZE));
    }
  }

  private static int word(byte[] from, int at, int step) {
    return (from[at] & 0xFF) | ((from[at + step] & 0xFF) << 8) | ((from[at + 2 * step] & 0xFF) << 16)
        | (from[at + 3 * step] << 24);
  }

  private void join(byte[] from, int start, byte[] to, int count) {
    for (int tile = 0; tile < count; tile += TILE) {
      int end = Math.min(count, tile + TILE);
      for (int part = 0; part < elementBytes; part++) {
        int at = start + part * count;
        for (int i = tile; i < end; i++) {
          to[i * elementBytes + part] = from[at + i];
        }
      }
    }
  }
}
