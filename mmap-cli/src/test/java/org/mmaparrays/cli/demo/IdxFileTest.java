package org.mmaparrays.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.model.ArrayFormatException;

class IdxFileTest {
  /** Two rows of three bytes. */
  private static final String GOOD = "00000802 00000002 00000003 010203 0405ff";

  @TempDir
  Path folder;

  @Test
  void plainFilesAreRead() throws IOException {
    assertThat(readAll(file(bytes(GOOD)))).containsExactly(1, 2, 3, 4, 5, -1);
  }

  @Test
  void zippedFilesAreReadWhateverTheirName() throws IOException {
    assertThat(readAll(file(zipped(bytes(GOOD))))).containsExactly(1, 2, 3, 4, 5, -1);
  }

  private byte[] readAll(Path file) throws IOException {
    try (IdxFile idx = IdxFile.open(file, 2)) {
      assertThat(idx.rows()).isEqualTo(2);
      assertThat(idx.dim(1)).isEqualTo(3);
      byte[] elements = new byte[6];
      idx.read(elements, 6);
      idx.expectEnd();
      return elements;
    }
  }

  @Test
  void anotherMagicNumberIsRefused() throws IOException {
    refused(bytes("00000d02 00000002 00000003"), "at byte 0: found 00 00 0d 02; expected 00 00 08 02,"
        + " the magic number of an IDX file of unsigned bytes with 2 axes");
    refused(bytes("00000801 00000002"), "at byte 0: found 00 00 08 01; expected 00 00 08 02,"
        + " the magic number of an IDX file of unsigned bytes with 2 axes");
  }

  @Test
  void aHeaderThatEndsEarlyIsRefused() throws IOException {
    refused(new byte[0], "at byte 0: found the end of the data; expected a header of 12 bytes");
    refused(bytes("00"), "at byte 1: found the end of the data; expected a header of 12 bytes");
    refused(bytes("00000802 000000"), "at byte 7: found the end of the data; expected a header of 12 bytes");
  }

  @Test
  void aLengthThatIsNoIntIsRefused() throws IOException {
    refused(bytes("00000802 80000000 00000003"),
        "at byte 4: found a length of 2147483648 for axis 0; expected at most 2147483647");
  }

  @Test
  void dataThatEndsEarlyIsRefused() throws IOException {
    refused(bytes("00000802 00000002 00000003 01020304"), "at byte 16: found the end of the data;"
        + " expected 2 bytes more at least, for 2 rows; fetch the file again");
  }

  @Test
  void dataThatGoesOnIsRefused() throws IOException {
    refused(bytes(GOOD + "00"),
        "at byte 18: found more data; expected the end of the data after 2 rows");
  }

  @Test
  void brokenGzipDataIsRefused() throws IOException {
    byte[] whole = zipped(bytes(GOOD));
    refused(Arrays.copyOf(whole, whole.length - 9), "found gzip data that is broken here or soon after"
        + " (Unexpected end of ZLIB input stream); expected intact gzip data; fetch the file again");
    refused(Arrays.copyOf(whole, 5), "at byte 0: found gzip data that is broken");
    byte[] flipped = whole.clone();
    flipped[flipped.length - 6] ^= 1;
    refused(flipped, "found gzip data that is broken here or soon after (Corrupt GZIP trailer)");
  }

  private void refused(byte[] content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> readAll(file)).isInstanceOf(ArrayFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("data"), content);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }
}
