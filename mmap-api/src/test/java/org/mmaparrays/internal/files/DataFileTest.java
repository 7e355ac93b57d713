package org.mmaparrays.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.internal.linux.ThisProcess;
import org.mmaparrays.internal.mapping.Mapping;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.Storage;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.PairStore;

/** The file of an array is a regular file: all else is refused, and not waited for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DataFileTest {
  private static final String REFUSED = "only regular files can be mapped";

  @TempDir
  Path folder;

  private Path pipe;

  @BeforeEach
  void makePipe() throws Exception {
    pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
  }

  private static void isRefused(Path file, String reason) {
    ArrayOpener opener = ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(false));
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(() -> opener.open(mode)).as("%s in %s", file, mode).isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": ").hasMessageContaining(reason);
    }
    assertThatThrownBy(opener::inspect).hasMessageStartingWith(file + ": ").hasMessageContaining(reason);
    assertThatThrownBy(() -> ArrayStores.list(file)).hasMessageContaining(reason);
    assertThatThrownBy(() -> ArrayStores.creator(ArrayRef.of(file)).store(new PairStore(false))
        .create(ArraySpec.of(DType.INT8, 3), OpenMode.CREATE)).hasMessageContaining(reason);
  }

  private Path link(Path target) throws IOException {
    return Files.createSymbolicLink(folder.resolve("link-" + target.getFileName()), target);
  }

  @Test
  void aPipeIsRefused() throws IOException {
    isRefused(pipe, REFUSED);
    isRefused(link(pipe), REFUSED);
  }

  @Test
  void aSocketIsRefused() throws IOException {
    Path socket = Path.of("/tmp").resolve("mmap-arrays-" + ThisProcess.PID + ".socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ServerSocketChannel ignored = server.bind(UnixDomainSocketAddress.of(socket));
      isRefused(socket, REFUSED);
      isRefused(link(socket), REFUSED);
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  @Test
  void aDeviceIsRefused() throws IOException {
    isRefused(Path.of("/dev/zero"), REFUSED);
    isRefused(link(Path.of("/dev/zero")), REFUSED);
  }

  @Test
  void whatIsMadeUpWhenItIsReadIsRefused() throws IOException {
    // Never ends, and has no length.
    isRefused(Path.of("/proc/self/pagemap"), "made up by the system");
    isRefused(link(Path.of("/proc/self/pagemap")), "made up by the system");
  }

  @Test
  void anEmptyFileIsAnArrayWithoutElements() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    try (StoredArray array =
        ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(false)).open()) {
      assertThat(array.shape()).isEqualTo(Shape.of(0));
    }
  }

  @Test
  void whatIsNotThereIsSaidToBeAbsent() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path absent : List.of(folder.resolve("none"), file.resolve("x"),
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none")))) {
      assertThatThrownBy(() -> ArrayStores.open(absent)).isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("there is no such file").hasMessageContaining(absent.toString());
    }
  }

  /** A store that has a pipe put in place of the file while it looks at it: where a look before opening is no help. */
  private void swapped(OpenMode mode) throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    Storage.Contiguous storage = new Storage.Contiguous(file, 0, ArraySpec.of(DType.INT8, 10), true);
    Path moved = Files.move(pipe, file, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Mapping.of(ArrayRef.of(file), storage, mode))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(moved + ": ").hasMessageContaining(REFUSED);
  }

  @Test
  void aPipeInPlaceOfTheFileIsNotMappedForReading() throws IOException {
    swapped(OpenMode.READ);
  }

  @Test
  void aPipeInPlaceOfTheFileIsNotMappedForWriting() throws IOException {
    swapped(OpenMode.READ_WRITE);
  }

  @Test
  void aPipeInPlaceOfTheFileIsNotMappedInPrivate() throws IOException {
    swapped(OpenMode.COPY_ON_WRITE);
  }

  @Test
  void aFolderThatAllMayWriteHidesNoName() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file = Files.write(folder.resolve("x"), new byte[] {1, 2, 3});
    Path link = link(file);
    for (Path name : List.of(file, link)) {
      try (FileChannel open = DataFile.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        assertThat(open.size()).isEqualTo(3);
      }
      isRefused(pipe, REFUSED);
    }
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.filter(each -> leadsTo(each, file))).isEmpty();
    }
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException closed) {
      return false;
    }
  }

  /** Puts a pipe and a file under one name in turns, in a JVM of its own, until it is killed. */
  static final class Swaps {
    @SuppressWarnings("InfiniteLoop")
    public static void main(String[] args) throws IOException {
      Path name = Path.of(args[0]);
      Path file = Path.of(args[1]);
      Path link = name.resolveSibling("next");
      Path pipe = Path.of(args[2]);
      System.out.println("swaps");
      for (long turn = 0;; turn++) {
        Files.deleteIfExists(link);
        Files.createLink(link, turn % 2 == 0 ? pipe : file);
        Files.move(link, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void whicheverHasTheNameIsOpenedOrRefusedAtOnce() throws Exception {
    Assumptions.assumeTrue(NativeAccess.isEnabled(),
        "without native access there is a time between look and opening");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
    Path name = Files.createLink(folder.resolve("x"), file);
    try (ChildJvm child = ChildJvm.start(Swaps.class, name.toString(), file.toString(), pipe.toString())) {
      assertThat(child.read()).isEqualTo("swaps");
      for (int i = 0; i < 3000; i++) {
        try (FileChannel open = DataFile.open(name, StandardOpenOption.READ)) {
          assertThat(open.size()).isEqualTo(3);
        } catch (FileSystemException refused) {
          assertThat(refused).hasMessageStartingWith(name + ": ").hasMessageContaining(REFUSED);
        }
      }
      child.kill();
    }
  }

  /** A program that runs cannot be opened for writing, not even by root. */
  @Test
  void aFailureNamesTheFileAndNotItsDescriptor(@TempDir Path other) throws Exception {
    Assumptions.assumeTrue(NativeAccess.isEnabled() && Files.isExecutable(Path.of("/bin/sleep")));
    Path program = Files.copy(Path.of("/bin/sleep"), other.resolve("x"), StandardCopyOption.COPY_ATTRIBUTES);
    // Other users may rename here, so that the data file is opened by its descriptor, too.
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxrwxrwx"));
    Process running = new ProcessBuilder(program.toString(), "600").start();
    try {
      StandardOpenOption[] both = {StandardOpenOption.READ, StandardOpenOption.WRITE};
      assertThatThrownBy(() -> StateFile.open(program, both)).isInstanceOf(FileSystemException.class)
          .hasMessageStartingWith(program + ": Text file busy");
      assertThatThrownBy(() -> DataFile.open(program, both)).isInstanceOf(FileSystemException.class)
          .hasMessageStartingWith(program + ": Text file busy");
    } finally {
      running.destroyForcibly().waitFor();
    }
  }
}
