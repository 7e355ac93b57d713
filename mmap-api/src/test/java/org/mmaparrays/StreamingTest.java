package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.linux.MemoryAdvice;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.DeclaredStore;

/** Chunks that are read into a buffer: the same elements, the same errors, and no memory to speak of. */
class StreamingTest {
  private static final int ROWS = 1024;
  private static final int ROW_BYTES = 64 << 10;
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT8, ROWS, ROW_BYTES);

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void rowsOfTheirNumber() throws IOException {
    file = folder.resolve("x");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int row = 0; row < ROWS; row++) {
        byte[] bytes = new byte[ROW_BYTES];
        Arrays.fill(bytes, (byte) row);
        channel.write(ByteBuffer.wrap(bytes));
      }
      channel.force(true);
    }
  }

  private StoredArray open(OpenMode mode) throws IOException {
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(SPEC, 0).open(mode);
  }

  private static void assertElements(Chunk chunk) {
    for (long i = 0; i < chunk.rows().count(); i++) {
      byte expected = (byte) (chunk.rows().from() + i);
      assertThat(chunk.view().getByte(i, 0)).isEqualTo(expected);
      assertThat(chunk.view().getByte(i, ROW_BYTES - 1)).isEqualTo(expected);
    }
  }

  @Test
  void nothingOfTheArrayComesIntoTheProcess() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")), "nobody tells what is in memory");
    try (StoredArray array = open(OpenMode.READ)) {
      for (Chunk chunk : array.streaming().chunks(16)) {
        assertElements(chunk);
      }
      array.streaming().chunks(16).parallel(4).forEach(StreamingTest::assertElements);
      assertThat(residentKilobytes()).isZero();
      array.chunks(16).forEach(StreamingTest::assertElements);
      assertThat(residentKilobytes()).isPositive();
    }
  }

  private long residentKilobytes() throws IOException {
    String path = file.toRealPath().toString();
    long total = 0;
    boolean ours = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        ours = line.endsWith(path);
      } else if (ours && line.startsWith("Rss:")) {
        total += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return total;
  }

  @Test
  void whatWasNotInThePageCacheLeavesItAgain() throws IOException {
    assumeTrue(MemoryAdvice.isEnabled(), "hints need Linux and native access");
    assumeFalse(Files.getFileStore(folder).type().equals("tmpfs"), "files in memory never leave it");
    try (StoredArray array = open(OpenMode.READ)) {
      array.advise(ReadAdvice.DONE_WITH);
      array.streaming().chunks(16).forEach(StreamingTest::assertElements);
      int left = 0;
      for (int row = 0; row < ROWS; row++) {
        left += array.view().row(row).segment().isLoaded() ? 1 : 0;
      }
      assertThat(left).isLessThan(ROWS / 4);
    }
  }

  @Test
  void whatWasInThePageCacheStays() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      array.chunks(16).forEach(StreamingTest::assertElements);
      array.streaming().chunks(16).forEach(StreamingTest::assertElements);
      assertThat(array.view().segment().isLoaded()).isTrue();
    }
  }

  @Test
  void aChunkCannotBeSet() throws IOException {
    try (StoredArray array = open(OpenMode.READ_WRITE)) {
      NdArray chunk = array.streaming().chunks(16).iterator().next().view();
      assertThat(chunk.isWritable()).isFalse();
      assertThatThrownBy(() -> chunk.setByte(0, 0, (byte) 1)).isInstanceOf(ReadOnlyArrayException.class)
          .hasMessageContaining("streaming()").hasMessageContaining(file.toString());
      assertThatThrownBy(() -> chunk.fill(1)).isInstanceOf(ReadOnlyArrayException.class);
      assertThat(chunk.segment().isReadOnly()).isTrue();
      assertThat(array.view().getByte(0, 0)).isZero();
    }
  }

  @Test
  void aChunkThatIsInPlaceCannotBeSetEither() throws IOException {
    for (OpenMode mode : List.of(OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      StoredArray array = open(mode);
      NdArray chunk;
      try (array) {
        // More than what is worth a buffer, and private memory: neither is copied.
        chunk = array.streaming().chunks(ROWS).iterator().next().view();
        assertThat(chunk.isWritable()).isFalse();
        assertThatThrownBy(() -> chunk.setByte(0, 0, (byte) 1)).isInstanceOf(ReadOnlyArrayException.class)
            .hasMessageContaining("streaming()");
        assertThatThrownBy(() -> chunk.row(1).copyFrom(chunk.row(2)))
            .isInstanceOf(ReadOnlyArrayException.class);
        assertThat(chunk.segment().isReadOnly()).isTrue();
        array.view().setByte(5, 5, (byte) 77);
        assertThat(chunk.getByte(5, 5)).isEqualTo((byte) 77);
        array.view().row(6).copyFrom(chunk.row(5));
        assertThat(array.view().getByte(6, 5)).isEqualTo((byte) 77);
      }
      assertThatThrownBy(chunk::copy).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aChunkEndsWithTheNextOne() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      Iterator<Chunk> walk = array.streaming().chunks(128).iterator();
      NdArray first = walk.next().view();
      NdArray last = walk.next().view();
      assertThatThrownBy(() -> first.getByte(0, 0)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("rows 0:128").hasMessageContaining("copy");
      while (walk.hasNext()) {
        last = walk.next().view();
        assertThat(last.getByte(127, 0) & 127).isEqualTo(127);
      }
      assertThatThrownBy(last::copy).isInstanceOf(IllegalStateException.class);
    }
  }

  /** A stream that may be parallel must not have two chunks of one buffer at once. */
  @Test
  void streamsStayOnOneThread() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      Chunks chunks = array.streaming().chunks(1);
      try (Stream<Chunk> stream = chunks.stream()) {
        stream.parallel().forEach(StreamingTest::assertElements);
      }
      StreamSupport.stream(chunks.spliterator(), true).forEach(StreamingTest::assertElements);
    }
  }

  @Test
  void changesThroughTheMappingAreSeen() throws IOException {
    for (OpenMode mode : List.of(OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      try (StoredArray array = open(mode)) {
        array.view().setByte(1000, 7, (byte) 99);
        for (Chunk chunk : array.streaming().chunks(16)) {
          if (chunk.rows().contains(new RowRange(1000, 1001))) {
            assertThat(chunk.view().getByte(1000 - chunk.rows().from(), 7)).isEqualTo((byte) 99);
          }
        }
      }
    }
  }

  @Test
  void aReplacedOrRemovedFileIsReadAsItWasWhenItWasOpened() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      Path other = Files.write(folder.resolve("other"), new byte[ROWS * ROW_BYTES]);
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      array.streaming().chunks(16).forEach(StreamingTest::assertElements);
      Files.delete(file);
      array.streaming().chunks(16).parallel(3).forEach(StreamingTest::assertElements);
    }
  }

  @Test
  void aTruncatedFileIsAStorageFault() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      Iterator<Chunk> walk = array.streaming().chunks(16).iterator();
      assertElements(walk.next());
      try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
        truncated.setLength(20 * ROW_BYTES);
      }
      assertThatThrownBy(walk::next).isInstanceOf(StorageFaultException.class)
          .hasMessageContaining(file.toString()).hasMessageContaining("rows 16:32");
      assertThatThrownBy(() -> array.streaming().chunks(16).parallel(2).forEach(chunk -> {}))
          .isInstanceOf(StorageFaultException.class);
    }
  }

  @Test
  void anInterruptEndsOneWalkAndNoOther() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      Iterator<Chunk> other = array.streaming().chunks(16).iterator();
      assertElements(other.next());
      Iterator<Chunk> walk = array.streaming().chunks(16).iterator();
      assertElements(walk.next());
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(walk::next).isInstanceOf(CancellationException.class);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertElements(other.next());
      assertElements(walk.next());
      array.streaming().chunks(16).forEach(StreamingTest::assertElements);
    }
  }

  @Test
  void noDescriptorIsLeft() throws IOException {
    try (StoredArray array = open(OpenMode.READ)) {
      array.streaming().chunks(16).forEach(StreamingTest::assertElements);
      array.streaming().chunks(16).parallel(3).forEach(StreamingTest::assertElements);
      try (Stream<Chunk> chunks = array.streaming().chunks(16).stream()) {
        assertThat(chunks.findFirst()).isPresent();
      }
      assertThatThrownBy(() -> array.streaming().chunks(16).parallel(3).forEach(chunk -> {
        throw new ArithmeticException();
      })).isInstanceOf(ArithmeticException.class);
    }
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    String path = file.toRealPath().toString();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.filter(Files::exists).map(StreamingTest::target)).doesNotContain(path);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }
}
