package org.mmaparrays.hdf5.internal.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The hash that HDF5 uses for checksums and for the order of names: Bob Jenkins' lookup3, {@code hashlittle} with the initial
 * value 0.
 *
 * @see <a href="https://burtleburtle.net/bob/c/lookup3.c">lookup3.c, in the public domain</a>
 */
public final class Lookup3 {
  private static final int BLOCK = 12;
  private static final int START = 0xDEAD_BEEF;

  private Lookup3() {}

  /** Hashes all of an array. */
  public static int hash(byte[] bytes) {
    return hash(ByteBuffer.wrap(bytes));
  }

  /** Hashes the remaining bytes of a buffer, whose position stays where it is. */
  static int hash(ByteBuffer buffer) {
    ByteBuffer bytes = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    int a = START + bytes.remaining();
    int b = a;
    int c = a;
    // The last block, full or not, is mixed differently.
    while (bytes.remaining() > BLOCK) {
      a += bytes.getInt();
      b += bytes.getInt();
      c += bytes.getInt();
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
    }
    if (!bytes.hasRemaining()) {
      return c;
    }
    a += word(bytes);
    b += word(bytes);
    c += word(bytes);
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }

  /** Reads up to four bytes; bytes behind the end count as zeros. */
  private static int word(ByteBuffer bytes) {
    int word = 0;
    for (int shift = 0; shift < Integer.SIZE && bytes.hasRemaining(); shift += Byte.SIZE) {
      word |= (bytes.get() & 0xFF) << shift;
    }
    return word;
  }
}
