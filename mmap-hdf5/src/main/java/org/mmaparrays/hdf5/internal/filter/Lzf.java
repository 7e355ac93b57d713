package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.util.zip.Inflater;

/**
 * The LZF filter, which h5py has brought into use.
 *
 * <p>Written here because the decoder that jHDF uses warns of {@code sun.misc.Unsafe} on standard error.
 *
 * @see <a href="http://oldhome.schmorp.de/marc/liblzf.html">LibLZF</a>
 */
final class Lzf implements ChunkFilter {
  /** Below this a byte stands for a run of new bytes, from it on for a copy of earlier ones. */
  private static final int LITERALS = 32;
  /** The length of a copy that another byte adds to. */
  private static final int LONG_COPY = 7;

  @Override
  public String label() {
    return "lzf";
  }

  @Override
  public int encodedBytes(int plainBytes) {
    return DEPENDS;
  }

  @Override
  public int plainBytes(int encodedBytes) {
    throw new IllegalStateException("depends on the bytes");
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    int at = 0;
    while (encoded.hasRemaining()) {
      int control = encoded.get() & 0xFF;
      if (control < LITERALS) {
        int count = control + 1;
        require(count <= plainBytes - at && count <= encoded.remaining(), at, plainBytes);
        encoded.get(plain, at, count);
        at += count;
      } else {
        int count = control >>> 5;
        require(encoded.remaining() >= (count == LONG_COPY ? 2 : 1), at, plainBytes);
        count += 2 + (count == LONG_COPY ? encoded.get() & 0xFF : 0);
        int distance = (((control & 0x1F) << 8) | (encoded.get() & 0xFF)) + 1;
        require(count <= plainBytes - at && distance <= at, at, plainBytes);
        OverlapCopy.copy(plain, at, distance, count);
        at += count;
      }
    }
    require(at == plainBytes, at, plainBytes);
    return ByteBuffer.wrap(plain, 0, plainBytes);
  }

  private static void require(boolean sound, int at, int plainBytes) throws ChunkFault {
    if (!sound) {
      throw new ChunkFault("LZF data that are not whole behind " + at + " bytes", plainBytes + " bytes");
    }
  }
}
