package org.mmaparrays.internal.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmaparrays.internal.linux.Fallocate;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Space;

/** Room on the disk for new files. */
class ReservationTest {
  private static final long LENGTH = 10 << 20;

  @TempDir
  Path folder;

  private Path made(String name, long length, Space space) throws IOException {
    return made(name, length, space, Fallocate::call);
  }

  private Path made(String name, long length, Space space, Reservation.Blocks blocks) throws IOException {
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      new Reservation(ArrayRef.of(folder.resolve("asked-for")), file, channel, blocks).make(0, length, space);
    }
    return file;
  }

  /** What a file takes on the disk; the JDK has it under no documented name. */
  private static long allocated(Path file) throws IOException, InterruptedException {
    Process du = new ProcessBuilder("du", "-k", file.toString()).start();
    String kibibytes =
        new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\t", 2)[0];
    assumeThat(du.waitFor()).isZero();
    return Long.parseLong(kibibytes) << 10;
  }

  @ParameterizedTest
  @EnumSource
  void everyFileHasItsLengthAndIsZeros(Space space) throws IOException {
    assertThat(made("x", LENGTH + 1, space)).hasBinaryContent(new byte[(int) LENGTH + 1]);
    assertThat(made("empty", 0, space)).isEmptyFile();
  }

  @Test
  void reservedFilesHaveTheirBlocksAndSparseOnesHaveNot() throws Exception {
    assertThat(allocated(made("reserved", LENGTH, Space.RESERVED))).isGreaterThanOrEqualTo(LENGTH);
    assertThat(allocated(made("sparse", LENGTH, Space.SPARSE))).isLessThan(LENGTH / 10);
  }

  @Test
  void whereTheFileSystemCannotReserveZerosAreWritten() throws Exception {
    Reservation.Blocks none = (file, from, length) -> Fallocate.EOPNOTSUPP;
    assertThat(allocated(made("reserved", LENGTH + 1, Space.RESERVED, none))).isGreaterThan(LENGTH);
    assertThat(folder.resolve("reserved")).hasSize(LENGTH + 1);
    assertThat(allocated(made("checked", LENGTH, Space.RESERVED_IF_POSSIBLE, none))).isLessThan(LENGTH / 10);
    assertThat(folder.resolve("checked")).hasSize(LENGTH);
  }

  @Test
  void aDiskThatFillsUpMeanwhileIsSaidTheSame() {
    assertThatThrownBy(
        () -> made("x", LENGTH, Space.RESERVED_IF_POSSIBLE, (file, from, length) -> Fallocate.ENOSPC))
        .isInstanceOf(FileSystemException.class).hasMessageContaining("needs " + LENGTH + " bytes");
    assertThatThrownBy(() -> made("y", LENGTH, Space.RESERVED, (file, from, length) -> Fallocate.EIO))
        .isInstanceOf(FileSystemException.class).hasMessageContaining("input/output error");
  }

  @Test
  void namesOfAnyBytesAreFound() throws Exception {
    assumeThat(Fallocate.call(made("plain", 0, Space.SPARSE), 0, 1)).as("errno").isZero();
    for (String name : new String[] {"100% 'quoted' ?#&.dat", "größe-Ж-数.dat"}) {
      assertThat(Fallocate.call(made(name, 0, Space.SPARSE), 0, LENGTH)).as(name).isZero();
      assertThat(folder.resolve(name)).hasSize(LENGTH);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SPARSE", mode = EnumSource.Mode.EXCLUDE)
  void aDiskTooSmallIsSaidAtOnceAndCostsNothing(Space space) throws IOException {
    long tooMuch = 2 * Files.getFileStore(folder).getTotalSpace() + 1;
    long free = Files.getFileStore(folder).getUsableSpace();
    assertThatThrownBy(() -> made("x", tooMuch, space)).isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(
            folder.resolve("asked-for") + ": needs " + tooMuch + " bytes, and the disk has ")
        .hasMessageContaining("smaller shape").hasMessageContaining("another disk")
        .hasMessageContaining("Space.SPARSE");
    assertThat(folder.resolve("x")).isEmptyFile();
    assertThat(Files.getFileStore(folder).getUsableSpace()).isGreaterThan(free / 2);
  }
}
