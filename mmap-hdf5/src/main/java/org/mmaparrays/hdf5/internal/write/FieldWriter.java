package org.mmaparrays.hdf5.internal.write;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.Lookup3;

/** A structure that is being made, field by field in little-endian order; the counterpart of {@link FieldReader}. */
final class FieldWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  FieldWriter u8(int value) {
    bytes.write(value);
    return this;
  }

  FieldWriter u16(int value) {
    return unsigned(value, Short.BYTES);
  }

  FieldWriter u32(long value) {
    return unsigned(value, Integer.BYTES);
  }

  FieldWriter i64(long value) {
    return unsigned(value, Long.BYTES);
  }

  /** Appends a number, or an address, in a number of bytes. */
  FieldWriter unsigned(long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  FieldWriter bytes(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  FieldWriter ascii(String letters) {
    return bytes(letters.getBytes(StandardCharsets.US_ASCII));
  }

  FieldWriter zeros(int count) {
    return bytes(new byte[count]);
  }

  /** Appends zeros up to a multiple of a number of bytes. */
  FieldWriter alignedTo(int unit) {
    return zeros(Math.ceilDiv(size(), unit) * unit - size());
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** Appends the checksum of all bytes so far, and returns the structure with it. */
  byte[] toChecksummedBytes() {
    return u32(Lookup3.hash(toBytes())).toBytes();
  }
}
