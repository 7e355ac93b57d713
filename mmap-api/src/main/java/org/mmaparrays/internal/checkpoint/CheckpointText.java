package org.mmaparrays.internal.checkpoint;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.RowRange;

/**
 * A numbered checkpoint as the text of one slot: lines that a person can read, a checksum, and newlines up to the slot's size.
 *
 * @param number counts the checkpoints of a series, so that the newer of two slots is known
 * @param array the description of the array, to notice a checkpoint that was left beside another array
 * @param checkpoint the checkpoint
 * @param sum the checksum of the rows that are complete since the checkpoint before; empty if they are too many to be read again
 */
public record CheckpointText(long number, String array, Checkpoint checkpoint, Optional<RowSum> sum) {
  /** The size of a slot: one block of any usual device, and room for the longest payload. */
  static final int BYTES = 4096;

  /**
   * The checksum of some rows.
   *
   * @param rows which rows, numbered as in the file
   * @param crc the CRC-32C of their bytes in the file
   */
  public record RowSum(RowRange rows, int crc) {}

  private static final Pattern SYNTAX = Pattern.compile("""
      mmap-arrays checkpoint 2
      number (\\d{1,18})
      array (.{1,900})
      rows (\\d{1,19}):(\\d{1,19})
      complete to (\\d{1,19})
      time (\\S{1,40})
      payload ([A-Za-z0-9+/=]*)
      sum (?:(\\d{1,19}):(\\d{1,19}) crc32c ([0-9a-f]{8})|none)
      crc32c ([0-9a-f]{8})
      \\n*""");

  /** Describes an array in one line: type, shape and order. */
  static String describe(ArraySpec spec) {
    return spec.dtype().typestring() + " " + spec.shape() + " " + spec.order();
  }

  byte[] bytes() {
    // Not in the user's locale, which may have other digits.
    String lines = String.format(Locale.ROOT, """
        mmap-arrays checkpoint 2
        number %d
        array %s
        rows %s
        complete to %d
        time %s
        payload %s
        sum %s
        """, number, array, checkpoint.rows(), checkpoint.completeTo(), checkpoint.time(),
        Base64.getEncoder().encodeToString(checkpoint.payload()),
        sum.map(some -> some.rows() + " crc32c " + HexFormat.of().toHexDigits(some.crc())).orElse("none"));
    byte[] slot = new byte[BYTES];
    Arrays.fill(slot, (byte) '\n');
    byte[] text = (lines + "crc32c " + checksum(lines) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, slot, 0, text.length);
    return slot;
  }

  /** Reads a slot; returns nothing if it is not whole, as while it is being written. */
  static Optional<CheckpointText> parse(byte[] slot) {
    String text = new String(slot, StandardCharsets.US_ASCII);
    Matcher lines = SYNTAX.matcher(text);
    if (!lines.matches()
        || !checksum(text.substring(0, lines.start(11) - "crc32c ".length())).equals(lines.group(11))) {
      return Optional.empty();
    }
    try {
      Checkpoint checkpoint = new Checkpoint(rows(lines, 3), Long.parseLong(lines.group(5)),
          Base64.getDecoder().decode(lines.group(7)), Instant.parse(lines.group(6)));
      Optional<RowSum> sum = lines.group(8) == null
          ? Optional.empty()
          : Optional.of(new RowSum(rows(lines, 8), HexFormat.fromHexDigits(lines.group(10))));
      return Optional.of(new CheckpointText(Long.parseLong(lines.group(1)), lines.group(2), checkpoint, sum));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty(); // The checksum is right, so it was written by hand; it says nothing that holds.
    }
  }

  private static RowRange rows(Matcher lines, int group) {
    return new RowRange(Long.parseLong(lines.group(group)), Long.parseLong(lines.group(group + 1)));
  }

  private static String checksum(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits(crc.getValue(), 8);
  }
}
