package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The deflate filter, with streams in zlib's format.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_filter">The Filter Pipeline
 *     Message</a>
 */
final class Deflate implements ChunkFilter {
  /** The greatest ratio of deflate: 258 bytes of two bits. */
  private static final long BEST_RATIO = 1032;

  @Override
  public String label() {
    return "gzip";
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
  public boolean takesDirect() {
    return true;
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    if (BEST_RATIO * encoded.remaining() < plainBytes) {
      throw new ChunkFault("a zlib stream of " + encoded.remaining() + " bytes",
          "one that can hold " + plainBytes);
    }
    inflater.reset();
    inflater.setInput(encoded);
    try {
      int filled = 0;
      while (filled < plainBytes) {
        int count = inflater.inflate(plain, filled, plainBytes - filled);
        if (count == 0) {
          throw new ChunkFault("a zlib stream of " + filled + " bytes", plainBytes + " bytes");
        }
        filled += count;
      }
      finish(inflater, plainBytes);
    } catch (DataFormatException e) {
      throw new ChunkFault("a damaged zlib stream: " + e.getMessage(), "an intact one", e);
    }
    return ByteBuffer.wrap(plain, 0, plainBytes);
  }

  /** Reads the stream's own end: its last bytes are the checksum of all others. */
  private static void finish(Inflater inflater, int plainBytes) throws DataFormatException, ChunkFault {
    if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
      throw new ChunkFault("a zlib stream of more than " + plainBytes + " bytes", "that many");
    }
    if (!inflater.finished()) {
      throw new ChunkFault("a zlib stream without an end", "one with its checksum");
    }
  }
}
