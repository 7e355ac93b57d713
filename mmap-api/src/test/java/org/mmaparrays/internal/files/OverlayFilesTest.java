package org.mmaparrays.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Chunk;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.memory.BackingFile;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.PairStore;

/** On an overlay file system each open array has one answer, also once the file was copied under it. */
class OverlayFilesTest {
  private static final String DENY = "--illegal-native-access=deny";
  private static final String ENABLE = "--enable-native-access=ALL-UNNAMED";

  /** Mounts it where no other process sees it, and goes on with the command that follows. */
  private static final String MOUNT = """
      mount -t overlay overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" "$1/merged" || exit 77
      shift
      exec "$@"
      """;

  @TempDir
  Path folder;

  /** Opens arrays of the lower layer, in a JVM that has the overlay mounted. */
  static final class Uses {
    private static final List<String> WARNINGS = new ArrayList<>();

    private static StoredArray open(Path file, OpenMode mode) throws IOException {
      return ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(false)).open(mode);
    }

    /** The first element, through all ways there are. */
    private static String first(StoredArray array) {
      StringBuilder all = new StringBuilder().append(array.view().getByte(0));
      for (Chunk chunk : array.streaming().chunks(array.shape().dim(0))) {
        all.append(' ').append(chunk.view().getByte(0));
      }
      return all.append(' ').append(array.gather(0).getByte(0)).append(' ')
          .append(array.load().getByte(0)).toString();
    }

    public static void main(String[] args) throws IOException {
      Logger logger = Logger.getLogger(OverlayFiles.class.getName());
      logger.setUseParentHandlers(false);
      logger.addHandler(new Handler() {
        @Override
        public void publish(LogRecord warning) {
          WARNINGS.add(warning.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      });
      Path file = Path.of(args[0], "x");
      try (StoredArray before = open(file, OpenMode.READ)) {
        System.out.println("before: " + first(before));
        try (StoredArray writer = open(file, OpenMode.READ_WRITE)) {
          writer.view().setByte(0, (byte) 2);
          writer.flush();
          System.out.println("writer: " + first(writer));
          System.out.println("before: " + first(before));
          try (StoredArray after = open(file, OpenMode.READ)) {
            System.out.println("after: " + first(after));
            writer.view().setByte(0, (byte) 3);
            System.out.println("after: " + first(after));
          }
        }
        System.out.println("before: " + first(before));
      }
      open(file, OpenMode.READ_WRITE).close();
      Path other = Path.of(args[0], "y");
      try (StoredArray tried = open(other, OpenMode.COPY_ON_WRITE)) {
        tried.view().setByte(0, (byte) 4);
        System.out.println("tried: " + tried.view().getByte(0));
        tried.commit();
      }
      try (StoredArray committed = open(other, OpenMode.READ)) {
        System.out.println("committed: " + first(committed));
      }
      WARNINGS.forEach(System.out::println);
      System.out.println("end");
    }
  }

  private void use(String nativeAccess) throws Exception {
    for (String name : List.of("lower", "upper", "work", "merged")) {
      Files.createDirectory(folder.resolve(name));
    }
    for (String name : List.of("x", "y")) {
      byte[] bytes = new byte[100_000];
      bytes[0] = 1;
      Path file = Files.write(folder.resolve("lower").resolve(name), bytes);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    }
    List<String> program = List.of("unshare", "--mount", "sh", "-c", MOUNT, "sh", folder.toString());
    List<String> trial = new ArrayList<>(program);
    trial.add("true");
    int mounted;
    try {
      mounted =
          new ProcessBuilder(trial).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start().waitFor();
    } catch (IOException noSuchProgram) {
      mounted = -1;
    }
    Assumptions.assumeTrue(mounted == 0,
        "no overlay file system can be mounted here: it needs root, and unshare(1)");
    Path file = folder.resolve("merged").resolve("x");
    try (ChildJvm child = ChildJvm.startBy(program, List.of(nativeAccess), Uses.class,
        folder.resolve("merged").toString())) {
      assertThat(child.read()).isEqualTo("before: 1 1 1 1");
      assertThat(child.read()).isEqualTo("writer: 2 2 2 2");
      assertThat(child.read()).isEqualTo("before: 1 1 1 1");
      assertThat(child.read()).isEqualTo("after: 2 2 2 2");
      assertThat(child.read()).isEqualTo("after: 3 3 3 3");
      assertThat(child.read()).isEqualTo("before: 1 1 1 1");
      assertThat(child.read()).isEqualTo("tried: 4");
      assertThat(child.read()).isEqualTo("committed: 4 4 4 4");
      assertThat(child.read()).startsWith(file + ": ").contains("overlay file system", "open them again");
      if (nativeAccess.equals(ENABLE)) {
        // By the commit; without native access it was copied when it was mapped in private.
        assertThat(child.read()).startsWith(folder.resolve("merged").resolve("y") + ": ");
      }
      assertThat(child.read()).isEqualTo("end");
      assertThat(child.waitFor()).isZero();
    }
    assertThat(Files.readAllBytes(folder.resolve("lower").resolve("x"))).startsWith(1);
    assertThat(Files.readAllBytes(folder.resolve("upper").resolve("x"))).startsWith(3);
  }

  @Test
  void anArrayThatWasCopiedUnderAReaderHasOneValueInEachHandle() throws Exception {
    use(ENABLE);
  }

  @Test
  void theSameWithoutNativeAccess() throws Exception {
    use(DENY);
  }

  @Test
  void aFileIsNotTakenForOneThatWasBornAtAnotherTime() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    FileAttributes made = FileAttributes.of(file);
    Assumptions.assumeTrue(FileIdentity.isDurable(file), "no times of birth here");
    // Neither was changed after it was made, as both seem to be where there are no times of birth.
    Files.setLastModifiedTime(file, made.identity().born());
    FileTime earlier = FileTime.fromMillis(1_000_000);
    FileAttributes lower =
        new FileAttributes(new FileIdentity(made.identity().inode(), earlier), made.size(), made.mode(),
            made.uid(), made.gid(), made.links(), earlier, earlier);
    assertThat(new BackingFile(file, lower, 0, false).open()).isEmpty();
    try (FileChannel same = new BackingFile(file, made, 0, false).open().orElseThrow()) {
      assertThat(same.size()).isEqualTo(10);
    }
  }
}
