package org.mmaparrays.hdf5.internal.chunk;

import java.io.IOException;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/**
 * The start of the blocks of fixed and extensible arrays: signature, version, client, and the address of the array's header.
 */
final class ArrayBlock {
  /** Bytes before the address of the array's header. */
  static final int PREFIX_BYTES = 6;
  /** Bytes of a checksum. */
  static final int CHECKSUM_BYTES = 4;

  private ArrayBlock() {}

  /** Requires a structure to be the start of an array, or of a part of it; goes on behind its client. */
  static FieldReader start(FieldReader fields, String signature, boolean filtered) throws IOException {
    fields.signature(signature);
    int version = fields.u8();
    int client = fields.u8();
    if (version != 0 || client != (filtered ? 1 : 0)) {
      throw fields.fault("an index of version " + version + " for client " + client,
          "version 0 and client " + (filtered ? "1, filtered chunks" : "0, chunks that are not filtered"));
    }
    return fields;
  }

  /** Requires a structure to be a block of an array; goes on behind the address of that. */
  static FieldReader of(FieldReader fields, String signature, boolean filtered, long array)
      throws IOException {
    start(fields, signature, filtered);
    long owner = fields.address();
    if (owner != array) {
      throw fields.fault("a block of the array at " + owner, "one of that at " + array);
    }
    return fields;
  }

  /** Returns a bit of a bitmap, whose first one is the highest of the first byte. */
  static boolean bit(byte[] bits, long number) {
    return (bits[Math.toIntExact(number >>> 3)] >> (7 - (number & 7)) & 1) != 0;
  }
}
