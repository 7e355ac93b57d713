package org.mmaparrays.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/**
 * The files that the API keeps beside an array, written here as the documentation describes them, so that the kit does not test the
 * API by itself.
 *
 * @param file the data file
 * @param array the data file's name; {@code NAME@OFFSET} where a file can hold several arrays
 */
record StateFiles(Path file, String array) {
  /** Returns the files beside an array that a store has located. */
  static StateFiles of(ArrayStore store, Path file, Storage storage) {
    String name = Chapter.name(file).toString();
    return new StateFiles(file,
        store.capabilities().contains(Capability.MEMBERS) && storage instanceof Storage.Contiguous contiguous
            ? name + "@" + contiguous.offset()
            : name);
  }

  Path checkpoint() {
    return file.resolveSibling(array + ".checkpoint");
  }

  Path lock() {
    return file.resolveSibling("." + Chapter.name(file) + ".lock");
  }

  Path journal() {
    return file.resolveSibling("." + array + ".commit");
  }

  Path unfinishedJournal() {
    return file.resolveSibling("." + array + ".commit-new");
  }

  /** Returns the folder of a creation that was cut short. */
  Path staging() {
    return file.resolveSibling("." + Chapter.name(file) + ".new-4711");
  }

  List<Path> all() {
    return List.of(checkpoint(), lock(), journal(), unfinishedJournal());
  }

  /**
   * Returns the content of a small file while the array is replaced.
   *
   * @param before the old data file, with the content that belongs to it; empty if there is none
   * @param after the new data file, with its content
   */
  static byte[] transition(Optional<Map.Entry<Path, Optional<byte[]>>> before,
      Map.Entry<Path, Optional<byte[]>> after) throws IOException {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    StringBuilder lines =
        new StringBuilder("mmap-arrays transition 1\nnote written by the conformance kit\n");
    for (Map.Entry<Path, Optional<byte[]>> entry : before.isPresent()
        ? List.of(before.get(), after)
        : List.of(after)) {
      Map<String, Object> identity = Files.readAttributes(entry.getKey(), "unix:ino,creationTime");
      lines.append("entry inode ").append(identity.get("ino")).append(" born ").append(born(identity));
      lines.append(entry.getValue().map(content -> " bytes " + content.length).orElse(" none")).append('\n');
      entry.getValue().ifPresent(contents::writeBytes);
    }
    CRC32C crc = new CRC32C();
    crc.update(lines.toString().getBytes(StandardCharsets.US_ASCII));
    crc.update(contents.toByteArray());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(lines.append("crc32c ").append(HexFormat.of().toHexDigits(crc.getValue(), 8)).append('\n')
        .toString().getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(contents.toByteArray());
    return all.toByteArray();
  }

  private static Instant born(Map<String, Object> identity) {
    return ((FileTime) Objects.requireNonNull(identity.get("creationTime"))).toInstant();
  }

  /** Returns whether the file system keeps times of birth, without which no file can be bound to another. */
  static boolean areBound(Path file) throws IOException {
    try {
      Object born = Files.getAttribute(file, "unix:creationTime");
      FileTime modified = Files.getLastModifiedTime(file);
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      boolean kept = born.equals(Files.getAttribute(file, "unix:creationTime"));
      Files.setLastModifiedTime(file, modified);
      return kept;
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      return false;
    }
  }
}
