package org.mmaparrays.internal.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The content of a small file beside an array while the array is replaced: the content for the old data file and the one for the
 * new, each bound to the identity of its file.
 *
 * <p>A reader takes the content that is bound to the file that it has open, so that a crash between any two steps of a
 * replacement leaves an array that can be read as it is. Programs that do not know this form cannot read it, and fail. The form,
 * in lines of ASCII and then the contents one after the other:
 *
 * <pre>
 * mmap-arrays transition 1
 * note the array is being replaced, or its writer has died while it was: mmap recover finishes that
 * entry inode 4711 born 2026-01-31T12:00:00.123456789Z bytes 345
 * entry inode 4712 born 2026-01-31T12:00:01.123456789Z none
 * crc32c 1f2e3d4c
 * </pre>
 *
 * @param entries one or two
 */
public record Transition(List<Entry> entries) {
  private static final String MAGIC = "mmap-arrays transition ";
  private static final int LONGEST_HEADER = 1024;

  private static final Pattern SYNTAX = Pattern.compile("""
      mmap-arrays transition 1
      note [ -~]{0,200}
      ((?:entry inode \\d{1,20} born \\S{1,40} (?:bytes \\d{1,9}|none)
      ){1,2})crc32c ([0-9a-f]{8})
      """);
  private static final Pattern ENTRY =
      Pattern.compile("entry inode (\\d{1,20}) born (\\S{1,40}) (?:bytes (\\d{1,9})|none)\n");

  /** A file system without times of birth: the entry fits no file. */
  private static final String UNKNOWN = "unknown";

  /**
   * The content for one data file.
   *
   * @param data the data file; empty if its identity does not last, so that the entry fits no file
   * @param content the content for it; empty if there is none, as if the file were not there
   */
  public record Entry(Optional<FileIdentity> data, Optional<byte[]> content) {}

  public Transition {
    entries = List.copyOf(entries);
  }

  /** Returns the bytes of the file. */
  public byte[] bytes() {
    StringBuilder header = new StringBuilder(MAGIC + "1\n"
        + "note the array is being replaced, or its writer has died while it was: mmap recover finishes that\n");
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      header.append("entry inode ")
          .append(entry.data().map(data -> Long.toUnsignedString(data.inode())).orElse("0"))
          .append(" born ")
          .append(entry.data().map(data -> data.born().toInstant().toString()).orElse(UNKNOWN))
          .append(entry.content().map(content -> " bytes " + content.length).orElse(" none")).append('\n');
      entry.content().ifPresent(contents::writeBytes);
    }
    byte[] lines = header.toString().getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(lines);
    all.writeBytes(
        ("crc32c " + checksum(lines, contents.toByteArray(), 0) + "\n").getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(contents.toByteArray());
    return all.toByteArray();
  }

  /**
   * Reads the bytes of a file.
   *
   * @return empty if it is the content itself, as it is unless the array is being replaced
   * @throws ArrayFormatException if it begins as a transition and is not a whole one
   */
  public static Optional<Transition> parse(Path file, byte[] bytes) throws ArrayFormatException {
    byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < magic.length || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
      return Optional.empty();
    }
    String start = new String(bytes, 0, Math.min(bytes.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
    Matcher header = SYNTAX.matcher(start);
    if (!header.lookingAt()) {
      throw damaged(file, "no header of one");
    }
    byte[] lines = Arrays.copyOf(bytes, header.end(1));
    if (!checksum(lines, bytes, header.end()).equals(header.group(2))) {
      throw damaged(file, "bytes that do not have the recorded checksum");
    }
    List<Entry> entries = new ArrayList<>();
    int at = header.end();
    Matcher entry = ENTRY.matcher(header.group(1));
    while (entry.find()) {
      Optional<byte[]> content = Optional.empty();
      if (entry.group(3) != null) {
        int length = Integer.parseInt(entry.group(3));
        if (length > bytes.length - at) {
          throw damaged(file,
              "a content of " + length + " bytes, of which " + (bytes.length - at) + " are there");
        }
        content = Optional.of(Arrays.copyOfRange(bytes, at, at + length));
        at += length;
      }
      entries.add(new Entry(identity(file, entry.group(1), entry.group(2)), content));
    }
    if (at != bytes.length) {
      throw damaged(file, (bytes.length - at) + " bytes after its end");
    }
    return Optional.of(new Transition(entries));
  }

  private static Optional<FileIdentity> identity(Path file, String inode, String born)
      throws ArrayFormatException {
    if (born.equals(UNKNOWN)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FileIdentity(Long.parseUnsignedLong(inode), FileTime.from(Instant.parse(born))));
    } catch (NumberFormatException | DateTimeException e) {
      throw damaged(file, "inode " + inode + " born " + born);
    }
  }

  /** Returns the entry for a data file, if there is one. */
  public Optional<Entry> entryFor(FileIdentity data) {
    return entries.stream().filter(entry -> entry.data().filter(data::equals).isPresent()).findFirst();
  }

  private static ArrayFormatException damaged(Path file, String found) {
    return new ArrayFormatException(file, "a damaged record of a replacement: " + found,
        "a whole one; restore it from a copy, replace the array (OpenMode.CREATE), or remove this file by hand if the array is"
            + " to be used as it is without it");
  }

  private static String checksum(byte[] lines, byte[] bytes, int from) {
    CRC32C crc = new CRC32C();
    crc.update(lines);
    crc.update(bytes, from, bytes.length - from);
    return HexFormat.of().toHexDigits(crc.getValue(), 8);
  }
}
