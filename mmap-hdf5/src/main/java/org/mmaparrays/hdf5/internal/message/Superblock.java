package org.mmaparrays.hdf5.internal.message;

import java.io.IOException;
import java.util.Arrays;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The superblock: where the addresses of a file count from, how wide they are, and where the root group is.
 *
 * @param version 0 to 3
 * @param base the byte offset of address 0, behind the user block
 * @param end the address behind all that belongs to the file
 * @param rootGroup the address of the root group's object header
 * @param extension the address of the object header of the extension; {@link FieldReader#UNDEFINED} if there is none
 * @see <a href=
 *     "https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html#subsec_fmt3_boot_super">Level 0A, Format Signature
 *     and Superblock</a>
 */
public record Superblock(int version, long base, long end, long rootGroup, long extension) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final int MOST = 128;
  private static final int FIRST_USER_BLOCK = 512;
  private static final int CHECKSUM = 4;
  private static final int ATTEMPTS = 3;
  private static final int WRITING = 1;
  private static final int CLOSED_WELL = 2;
  private static final int WRITING_WITH_READERS = 4;

  /** Returns the eight bytes that a superblock starts with. */
  public static byte[] signature() {
    return SIGNATURE.clone();
  }

  /** Returns the next place of a superblock that is not here: 0, 512, 1024, 2048 and so on. */
  public static long next(long at) {
    return at == 0 ? FIRST_USER_BLOCK : 2 * at;
  }

  /** Finds and reads the superblock, and sets the file's addresses by it. */
  static Superblock read(FileBytes file) throws IOException {
    long base = find(file);
    file.layout(base, file.size() - base, 8, 8);
    FieldReader fields = file.upTo(0, MOST);
    int version = fields.skip(SIGNATURE.length).u8();
    return switch (version) {
      case 0, 1 -> readOld(file, fields, version, base);
      case 2, 3 -> readNew(file, fields, version, base);
      default -> throw fields.fault("a superblock of version " + version, "0 to 3");
    };
  }

  /** Finds the byte offset of the signature, which is at 0, 512, 1024, 2048 ... */
  private static long find(FileBytes file) throws IOException {
    for (long at = 0; at <= file.size() - SIGNATURE.length; at = next(at)) {
      if (Arrays.equals(file.at(at, SIGNATURE.length).bytes(SIGNATURE.length), SIGNATURE)) {
        return at;
      }
    }
    throw new ArrayFormatException(file.file(), 0, "no signature of HDF5",
        "the bytes 89 48 44 46 0d 0a 1a 0a at byte 0, 512, 1024 ...");
  }

  private static Superblock readOld(FileBytes file, FieldReader fields, int version, long base)
      throws IOException {
    for (String part : new String[] {"free space", "root group", "reserved byte", "shared headers"}) {
      int partVersion = fields.u8();
      if (partVersion != 0 && !part.equals("reserved byte")) {
        throw fields.fault("version " + partVersion + " of the " + part, "0");
      }
    }
    int offsetSize = width(fields);
    int lengthSize = width(fields);
    int leafK = fields.skip(1).u16();
    int nodeK = fields.u16();
    long flags = fields.u32();
    if (version == 1) {
      fields.skip(4);
    }
    if (leafK == 0 || nodeK == 0) {
      throw fields.fault("groups whose nodes have no room", "room for at least one link");
    }
    FieldReader addresses = sized(file, fields, offsetSize, lengthSize);
    long statedBase = addresses.address();
    addresses.address();
    long statedEnd = addresses.address();
    if (addresses.address() != FieldReader.UNDEFINED) {
      throw driver(addresses);
    }
    long end = end(file, addresses, base, statedBase, statedEnd);
    addresses.skip(lengthSize);
    long root = addresses.address();
    checkFlags(file, fields, version, flags);
    file.layout(base, end, offsetSize, lengthSize);
    file.reserve(0, addresses.position() - base);
    return new Superblock(version, base, end, root, FieldReader.UNDEFINED);
  }

  private static Superblock readNew(FileBytes file, FieldReader fields, int version, long base)
      throws IOException {
    int offsetSize = width(fields);
    int lengthSize = width(fields);
    int flags = fields.u8();
    file.layout(base, file.size() - base, offsetSize, lengthSize);
    FieldReader addresses = checked(file, fields.offset(), 4 * offsetSize);
    long statedBase = addresses.address();
    long extension = addresses.address();
    long end = end(file, addresses, base, statedBase, addresses.address());
    long root = addresses.address();
    checkFlags(file, fields, version, flags);
    file.layout(base, end, offsetSize, lengthSize);
    return new Superblock(version, base, end, root, extension);
  }

  /**
   * Reads the fields behind the first bytes, at once with the checksum of all: a writer may replace the superblock at any
   * moment.
   */
  private static FieldReader checked(FileBytes file, int first, int rest) throws IOException {
    for (int attempt = 1;; attempt++) {
      FieldReader whole = file.at(0, first + rest + CHECKSUM);
      try {
        whole.again().skip(first + rest).checksum();
        return whole.skip(first);
      } catch (ArrayFormatException damaged) {
        // Half of the old one and half of the new one, perhaps: reads of files are not always whole.
        if (attempt == ATTEMPTS) {
          throw damaged;
        }
      }
    }
  }

  /** Reads the width of an address or a length. */
  private static int width(FieldReader fields) throws IOException {
    int width = fields.u8();
    if (width == 16 || width == 32) {
      throw fields
          .unsupported("addresses of " + width + " bytes are not supported; copy the file: h5repack IN OUT");
    }
    if (width != 2 && width != 4 && width != 8) {
      throw fields.fault("addresses or lengths of " + width + " bytes", "2, 4 or 8");
    }
    return width;
  }

  private static FieldReader sized(FileBytes file, FieldReader fields, int offsetSize, int lengthSize)
      throws IOException {
    file.layout(file.position(0), file.size() - file.position(0), offsetSize, lengthSize);
    return file.upTo(fields.position() - file.position(0), MOST);
  }

  /**
   * Computes the address behind the file's last byte.
   *
   * @param base where the superblock is
   * @param statedBase where it says that it is: bytes may have been put before the file, or taken away, since it was written
   * @param statedEnd where it says that the file ends
   */
  private static long end(FileBytes file, FieldReader addresses, long base, long statedBase, long statedEnd)
      throws ArrayFormatException {
    if (statedBase == FieldReader.UNDEFINED || statedEnd == FieldReader.UNDEFINED || statedEnd < statedBase) {
      throw addresses.fault(
          "an end of file at byte " + statedEnd + " of a file that starts at byte " + statedBase,
          "one behind its start");
    }
    long end = statedEnd - statedBase;
    if (end > file.size() - base) {
      throw addresses.fault("an end of file behind " + end + " bytes",
          "at most " + (file.size() - base)
              + ", the bytes there are: the file is truncated, or its writer did not close"
              + " it; restore it");
    }
    return end;
  }

  static UnsupportedArrayException driver(FieldReader at) {
    return at.unsupported(
        "the file is one part of several (family, multi or split driver), of which one alone cannot be"
            + " read; make one file: h5repack IN OUT, or h5repart for a family");
  }

  private static void checkFlags(FileBytes file, FieldReader at, int version, long flags) throws IOException {
    if ((flags & ~(WRITING | CLOSED_WELL | WRITING_WITH_READERS)) != 0) {
      throw at.fault("consistency flags " + Long.toHexString(flags), "no other than 1, 2 and 4");
    }
    // Earlier versions do not keep the flags.
    if (version == 3 && (flags & (WRITING | WRITING_WITH_READERS)) != 0) {
      throw new UnsupportedArrayException(file.file(),
          "is being written by another program, or was not closed by it"
              + " (consistency flags " + flags
              + "); wait until it is closed, or if its writer has died clear the flags and"
              + " check the data: h5clear -s FILE");
    }
  }
}
