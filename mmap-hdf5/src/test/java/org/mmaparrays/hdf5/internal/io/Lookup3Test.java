package org.mmaparrays.hdf5.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Lookup3Test {
  /** The published values of lookup3.c, {@code driver5}. */
  @Test
  void theValuesOfItsAuthor() {
    assertThat(Lookup3.hash(new byte[0])).isEqualTo(0xDEADBEEF);
    assertThat(Lookup3.hash("Four score and seven years ago".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0x17770551);
  }

  /** Superblocks and root groups that the HDF5 library wrote, each with its checksum behind it. */
  @ParameterizedTest
  @CsvSource({"latest, 0, 44", "lzf, 0, 44", "resizable, 0, 44", "latest, 48, 143", "resizable, 48, 143"})
  void theChecksumsOfTheHdf5Library(String golden, int start, int length) throws IOException {
    byte[] file = Files.readAllBytes(Path.of("src/test/golden", golden + ".h5"));
    int stored = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(start + length);
    assertThat(Lookup3.hash(Arrays.copyOfRange(file, start, start + length))).isEqualTo(stored);
  }

  /** Every length of the last block, and every one of its bytes above 127. */
  @Test
  void anotherImplementationAgrees() {
    Random random = new Random(3);
    for (int length = 0; length < 100; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Lookup3.hash(bytes)).as("%d bytes", length)
          .isEqualTo(JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(bytes)));
    }
  }

  @Test
  void theBufferStaysAsItIs() {
    ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}).position(1).limit(4);
    assertThat(Lookup3.hash(part)).isEqualTo(Lookup3.hash(new byte[] {1, 2, 3}));
    assertThat(part.position()).isEqualTo(1);
    assertThat(part.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }
}
