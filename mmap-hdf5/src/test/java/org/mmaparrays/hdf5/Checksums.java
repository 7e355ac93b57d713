package org.mmaparrays.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.mmaparrays.hdf5.internal.io.Lookup3;

/** Where a file has checksums, and of what; so that a changed structure can be given the right one. */
final class Checksums {
  private static final Set<String> SIGNATURES =
      Set.of("\u0089HDF", "OHDR", "OCHK", "BTHD", "BTLF", "BTIN", "FRHP", "FHIB", "FHDB", "FAHD", "FADB",
          "EAHD",
          "EAIB", "EASB", "EADB");
  private static final int LONGEST = 70_000;
  /** Signature, version, address of the heap, offset in it, of at most 32 and 40 bits. */
  private static final int[] IN_DIRECT_BLOCKS = {17, 18};

  private final List<Range> ranges = new ArrayList<>();

  /** A structure, and where in the file its checksum is. */
  private record Range(int start, int end, int checksum) {
    int stored(byte[] file) {
      return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(checksum);
    }

    int computed(byte[] file) {
      byte[] structure = Arrays.copyOfRange(file, start, checksum == end - 4 ? checksum : end);
      if (checksum < end - 4) {
        Arrays.fill(structure, checksum - start, checksum - start + 4, (byte) 0);
      }
      return Lookup3.hash(structure);
    }
  }

  /** Finds the structures of a file whose checksums are right. */
  Checksums(byte[] file) {
    for (int start = 0; start <= file.length - 8; start++) {
      String signature = new String(file, start, 4, StandardCharsets.ISO_8859_1);
      if (SIGNATURES.contains(signature)) {
        add(file, start, signature.equals("FHDB"));
      }
    }
  }

  private void add(byte[] file, int start, boolean inside) {
    for (int end = start + 8; end <= Math.min(file.length, start + LONGEST); end++) {
      if (inside) {
        for (int checksum : IN_DIRECT_BLOCKS) {
          Range range = new Range(start, end, start + checksum);
          if (checksum + 4 <= end - start && range.computed(file) == range.stored(file)) {
            ranges.add(range);
            return;
          }
        }
      } else {
        Range range = new Range(start, end, end - 4);
        if (range.computed(file) == range.stored(file)) {
          ranges.add(range);
          return;
        }
      }
    }
  }

  /** How many there are. */
  int count() {
    return ranges.size();
  }

  /** Whether a byte is part of a structure that has a checksum, or of the checksum. */
  boolean cover(int at) {
    return ranges.stream().anyMatch(range -> range.start <= at && at < range.end);
  }

  /** The byte behind each structure. */
  List<Integer> ends() {
    return ranges.stream().map(Range::end).toList();
  }

  /** Makes the checksums right of all structures that a byte is part of. */
  void repair(byte[] file, int at) {
    for (Range range : ranges) {
      if (range.start <= at && at < range.end) {
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(range.checksum, range.computed(file));
      }
    }
  }
}
