package org.mmaparrays.hdf5.internal.write;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mmaparrays.hdf5.internal.io.FieldReader;

/** A structure that is being made, field by field in little-endian order; what {@link FieldReader} reads. */
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

  /** A number, or an address, in so many bytes. */
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

  /** Zeros up to a multiple of so many bytes. */
  FieldWriter alignedTo(int unit) {
    return zeros(Math.ceilDiv(size(), unit) * unit - size());
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** The structure, behind it the checksum of all of it. */
  byte[] toChecksummedBytes() {
    int checksum = JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(toBytes()));
    return u32(checksum).toBytes();
  }
}
