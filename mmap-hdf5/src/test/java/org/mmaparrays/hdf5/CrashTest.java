package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Allocation.Piece;
import org.mmaparrays.spi.Extension;

/** Wherever adding a dataset to a file is cut short, h5py and this library find the old file, whole, or the new one. */
class CrashTest {
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, 100, 10);

  /** Prints each dataset with its elements, which must be all the same; for several files, one line each. */
  private static final String ASK = """
      for path in sys.argv[1:]:
          found = []
          with h5py.File(path) as f:
              def see(name, o):
                  if isinstance(o, h5py.Dataset):
                      values = set(o[()].reshape(-1).tolist())
                      assert len(values) == 1, (path, name, values)
                      found.append('%s=%d' % (name, values.pop()))
              f.visititems(see)
          print(' '.join(sorted(found)))
      """;

  @TempDir
  Path folder;

  @TempDir
  Path temporary;

  private static ArrayRef ref(Path file, String member) {
    return ArrayRef.of(file, member);
  }

  private static void create(Path file, String member, int value) throws IOException {
    try (ArrayDraft draft = ArrayStores.draft(ref(file, member), SPEC, OpenMode.CREATE)) {
      draft.array().view().fill(value);
      draft.publish();
    }
  }

  /** As {@link #ASK} for one file, read by this library. */
  private static String ours(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    for (ArrayRef each : ArrayStores.list(file)) {
      try (StoredArray array = ArrayStores.open(each, OpenMode.READ)) {
        int value = array.view().getInt(0, 0);
        int[] all = new int[1000];
        array.view().copyTo(all);
        assertThat(all).containsOnly(value);
        found.add(each.member().orElseThrow().substring(1) + "=" + value);
      }
    }
    return String.join(" ", found);
  }

  @Test
  void everyPrefixOfEveryWriteButTheLastLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.h5");
    create(file, "/g/a", 1);
    create(file, "/b", 2);
    Extension extension = new Hdf5Store().extend(ref(file, "/g/a"), SPEC);
    byte[] garbage = new byte[10_000];
    new Random(1).nextBytes(garbage);
    List<Path> files = new ArrayList<>();
    for (long length : new long[] {extension.inUse(), extension.inUse() + 1, extension.fileLength() - 1,
        extension.fileLength()}) {
      for (int part = 0; part < 5; part++) {
        Path cut = Files.copy(file, folder.resolve("cut" + files.size() + ".h5"));
        files.add(cut);
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
          for (Piece piece : extension.pieces()) {
            write(channel, Arrays.copyOf(piece.bytes(), piece.bytes().length * part / 4), piece.position());
          }
          if (part == 3) {
            write(channel, garbage, extension.inUse());
          }
          if (length > channel.size()) {
            write(channel, new byte[1], length - 1);
          }
          channel.truncate(length);
        }
      }
    }
    List<String> arguments = files.stream().map(Path::toString).toList();
    assertThat(H5py.run(ASK, arguments.toArray()).lines()).hasSize(20).containsOnly("b=2 g/a=1");
    for (Path cut : files) {
      assertThat(ours(cut)).isEqualTo("b=2 g/a=1");
      create(cut, "/g/c", 3);
      assertThat(ours(cut)).isEqualTo("b=2 g/a=1 g/c=3");
    }
    assertThat(H5py.run(ASK, arguments.toArray()).lines()).hasSize(20).containsOnly("b=2 g/a=1 g/c=3");
  }

  @Test
  void withTheLastWriteItIsTheNewFile() throws IOException {
    Path file = folder.resolve("a.h5");
    create(file, "/g/a", 1);
    create(file, "/b", 2);
    Extension extension = new Hdf5Store().extend(ref(file, "/g/a"), SPEC);
    assertThat(extension.replaces()).isTrue();
    assertThat(extension.inUse()).isEqualTo(Files.size(file));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel, new byte[1], extension.fileLength() - 1);
      for (Piece piece : extension.pieces()) {
        write(channel, piece.bytes(), piece.position());
      }
      write(channel, extension.commit().bytes(), extension.commit().position());
    }
    assertThat(H5py.run(ASK, file)).isEqualTo(ours(file)).isEqualTo("b=2 g/a=0");
  }

  private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  /** Adds and replaces datasets until it is killed; each has one number in all its elements. */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      for (int i = Integer.parseInt(arguments[1]);; i++) {
        create(file, "/g" + i % 3 + "/d" + i % 17, i);
        System.out.println(i);
      }
    }
  }

  @Test
  void whateverMomentTheProgramIsKilledAtTheFileIsWhole() throws Exception {
    Path file = folder.resolve("a.h5");
    Path output = temporary.resolve("output");
    Random random = new Random(20_250_115);
    int last = 0;
    for (int round = 0; round < 12; round++) {
      Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
          System.getProperty("java.class.path"), Adder.class.getName(), file.toString(),
          String.valueOf(last + 1)).redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(output.toFile()).start();
      try {
        while (Files.size(output) == 0 && process.isAlive()) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
      } finally {
        process.destroyForcibly().waitFor();
      }
      int published = Integer.parseInt(Files.readAllLines(output).getLast());
      String found = ours(file);
      assertThat(H5py.run(ASK, file)).isEqualTo(sorted(found));
      // What was reported is there, unless the next one has just taken its name.
      int newest =
          Arrays.stream(found.split(" ")).mapToInt(each -> Integer.parseInt(each.split("=")[1])).max()
              .orElseThrow();
      assertThat(newest).isBetween(published, published + 1);
      last = newest;
    }
    create(file, "/end", 1);
    try (var files = Files.list(folder)) {
      // One who dies between publishing an array and closing it is told of, in the lock file.
      assertThat(files.filter(each -> !each.equals(folder.resolve(".a.h5.lock")))).containsExactly(file);
    }
  }

  private static String sorted(String found) {
    return String.join(" ", Arrays.stream(found.split(" ")).sorted().toList());
  }
}
