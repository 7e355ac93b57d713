package org.mmaparrays.hdf5.internal.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Inflater;

/**
 * The Fletcher32 filter, which appends a checksum.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsubsec_fmt3_dataobject_hdr_msg_filter">The Filter Pipeline
 *     Message</a>
 */
final class Fletcher32 implements ChunkFilter {
  private static final int CHECKSUM_BYTES = 4;

  /** The number of words after which the sums are reduced to 16 bits, long before they overflow a long. */
  private static final int WORDS = 1 << 20;

  @Override
  public String label() {
    return "fletcher32";
  }

  @Override
  public int encodedBytes(int plainBytes) {
    return plainBytes + CHECKSUM_BYTES;
  }

  @Override
  public int plainBytes(int encodedBytes) {
    return encodedBytes - CHECKSUM_BYTES;
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public boolean takesDirect() {
    return true;
  }

  @Override
  public ByteBuffer decode(ByteBuffer encoded, byte[] plain, int plainBytes, Inflater inflater)
      throws ChunkFault {
    if (plainBytes < 0 || encoded.remaining() != plainBytes + CHECKSUM_BYTES) {
      throw new ChunkFault(encoded.remaining() + " bytes with their checksum",
          (plainBytes + CHECKSUM_BYTES) + " bytes");
    }
    ByteBuffer checked = encoded.slice(encoded.position(), plainBytes).order(ByteOrder.BIG_ENDIAN);
    int computed = sum(checked);
    int stored = encoded.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(encoded.position() + plainBytes);
    // HDF5 before 1.6.3 summed words of the machine's byte order: with both bytes of each swapped, so are both sums'.
    int swapped = ((computed & 0x00FF_00FF) << 8) | ((computed >>> 8) & 0x00FF_00FF);
    if (stored != computed && stored != swapped) {
      throw new ChunkFault("Fletcher32 checksum " + Integer.toHexString(stored),
          Integer.toHexString(computed) + ": the chunk is damaged");
    }
    return checked;
  }

  /** Computes the checksum of 16-bit words; an odd last byte is the upper half of one. */
  static int sum(ByteBuffer bytes) {
    long sum1 = 0;
    long sum2 = 0;
    int at = bytes.position();
    int even = bytes.limit() - (bytes.remaining() & 1);
    while (at < even) {
      int stop = (int) Math.min(even, at + 2L * WORDS);
      for (; at < stop; at += 2) {
        sum1 += bytes.getShort(at) & 0xFFFF;
        sum2 += sum1;
      }
      sum1 = folded(sum1);
      sum2 = folded(sum2);
    }
    if (even < bytes.limit()) {
      sum1 = folded(sum1 + ((bytes.get(even) & 0xFF) << 8));
      sum2 = folded(sum2 + sum1);
    }
    return (int) ((sum2 << 16) | sum1);
  }

  /** Reduces a sum modulo 65535, where 65535 itself stays. */
  private static long folded(long sum) {
    while (sum > 0xFFFF) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return sum;
  }
}
