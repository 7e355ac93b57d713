package org.mmaparrays.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;

/**
 * What the HDF5 library says of one dataset: a line of the manifest that a script made.
 *
 * @param folder the folder of file and manifest
 * @param how {@code mapped}, {@code decoded}, {@code either} for arrays without elements, or {@code refused}
 * @param dtype NumPy's typestring; empty if refused
 * @param shape as Shape prints it; empty if refused
 * @param position the byte offset of the elements in the file {@code elements} of the folder
 * @param length the bytes of the elements
 * @param pattern what a refusal says, as a regular expression
 * @param listed whether it is under this name when the file is listed
 */
record Expected(Path folder, String file, String member, String how, String dtype, String shape,
    long position,
    int length, String pattern, boolean listed) {

  static List<Expected> all(Path folder) throws IOException {
    return lines(folder, "manifest").stream()
        .map(line -> new Expected(folder, line[0], line[1], line[2], line[3], line[4],
            Long.parseLong(line[5]), Integer.parseInt(line[6]), line[7],
            line[8].equals("True")))
        .toList();
  }

  /** The lines of a manifest, each parted at its tabs. */
  static List<String[]> lines(Path folder, String manifest) throws IOException {
    try (var lines = Files.lines(folder.resolve(manifest))) {
      return lines.map(line -> line.split("\t", -1)).toList();
    }
  }

  Path path() {
    return folder.resolve(file);
  }

  ArrayRef ref() {
    return ArrayRef.of(path(), member);
  }

  boolean refused() {
    return how.equals("refused");
  }

  ArraySpec spec() {
    long[] dims = shape.isEmpty()
        ? new long[0]
        : Arrays.stream(shape.split(",", -1)).mapToLong(Long::parseLong).toArray();
    return ArraySpec.of(DType.parse(dtype), dims);
  }

  /** The elements in row-major order. */
  byte[] elements() throws IOException {
    ByteBuffer elements = ByteBuffer.allocate(length);
    try (FileChannel all = FileChannel.open(folder.resolve("elements"))) {
      while (elements.hasRemaining() && all.read(elements, position + elements.position()) >= 0) {
        // Until all are there.
      }
    }
    return elements.array();
  }

  @Override
  public String toString() {
    return file + "#" + member;
  }
}
