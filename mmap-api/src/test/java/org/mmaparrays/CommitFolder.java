package org.mmaparrays;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.Storage;
import org.mmaparrays.support.DeclaredStore;

/** A folder with an array whose changes are committed, and the states in which a crash leaves it. */
public final class CommitFolder {
  static final int OFFSET = 100;
  static final ArraySpec SPEC = ArraySpec.of(DType.INT16, 5000, 7);

  final Path folder;
  final Path file;
  final Path journal;
  final Path unfinished;
  final byte[] old;

  /** Makes the array. */
  CommitFolder(Path folder) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("x");
    this.journal = folder.resolve(".x.commit");
    this.unfinished = folder.resolve(".x.commit-new");
    this.old = new byte[Math.toIntExact(OFFSET + SPEC.byteSize())];
    new Random(1).nextBytes(old);
    Files.write(file, old);
  }

  /** A crash, which runs no handler. */
  static final class Crash extends FileSystemException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash");
    }
  }

  static ArrayOpener opener(Path file) {
    return ArrayStores.opener(ArrayRef.of(file)).store(new DeclaredStore()).layout(SPEC, OFFSET);
  }

  MappedArray open(OpenMode mode) throws IOException {
    return open(file, mode);
  }

  static MappedArray open(Path file, OpenMode mode) throws IOException {
    return (MappedArray) opener(file).open(mode);
  }

  static ArrayKey key(Path file) {
    return ArrayKey.ofFile(ArrayRef.of(file));
  }

  static Storage.Contiguous storage(Path file) {
    return new Storage.Contiguous(file, OFFSET, SPEC, false);
  }

  /** Changes some elements far from each other, some side by side; returns the bytes that the file has then. */
  static byte[] change(StoredArray array, byte[] before, int seed) {
    byte[] after = before.clone();
    Random random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      long row = random.nextInt(5000);
      for (long column = 0; column < 7; column += 1 + i % 3) {
        short value = (short) ~array.view().getShort(row, column);
        array.view().setShort(row, column, value);
        int at = Math.toIntExact(OFFSET + 2 * (7 * row + column));
        after[at] = (byte) value;
        after[at + 1] = (byte) (value >> 8);
      }
    }
    return after;
  }

  List<String> names() throws IOException {
    return List.copyOf(content(folder).keySet());
  }

  /** The files of a folder. */
  public static Map<String, byte[]> content(Path folder) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        // Without native access a lock can end with the first descriptor of its file that this process closes.
        content.put(path.getFileName().toString(),
            path.toString().endsWith(".lock") ? new byte[0] : Files.readAllBytes(path));
      }
    }
    return content;
  }

  /** Commits one change; returns the folder before each step, and after the last. */
  List<Map<String, byte[]>> states(byte[][] after) throws IOException {
    List<Map<String, byte[]>> states = new ArrayList<>();
    try (MappedArray array = open(OpenMode.COPY_ON_WRITE)) {
      after[0] = change(array, old, 1);
      array.commit(step -> {
        states.add(state());
        step.run();
      });
    }
    states.add(state());
    return states;
  }

  private Map<String, byte[]> state() throws IOException {
    Map<String, byte[]> state = content(folder);
    state.remove(".x.lock");
    return state;
  }

  /** Puts a state back; the array's file stays the same one. */
  void restore(Map<String, byte[]> state) throws IOException {
    for (String name : names()) {
      if (!state.containsKey(name)) {
        Files.delete(folder.resolve(name));
      }
    }
    for (Map.Entry<String, byte[]> entry : state.entrySet()) {
      try (RandomAccessFile open = new RandomAccessFile(folder.resolve(entry.getKey()).toFile(), "rw")) {
        open.write(entry.getValue());
        open.setLength(entry.getValue().length);
      }
    }
  }

  /** Leaves a journal with its name, and some of its changes in the file; returns the bytes after the commit. */
  byte[] leaveHalf() throws IOException {
    byte[][] after = new byte[1][];
    List<Map<String, byte[]>> states = states(after);
    restore(states.stream().filter(state -> state.containsKey(".x.commit")
        && !Arrays.equals(state.get("x"), old) && !Arrays.equals(state.get("x"), after[0]))
        .findFirst().orElseThrow());
    return after[0];
  }

  /** Leaves a journal with its name, and none of its changes in the file; returns the bytes after the commit. */
  byte[] leaveNone() throws IOException {
    byte[] after = leaveHalf();
    restore(Map.of("x", old, ".x.commit", Files.readAllBytes(journal)));
    return after;
  }

  /** The bytes of the file as an open array shows them. */
  static byte[] shown(StoredArray array, byte[] like) {
    byte[] shown = like.clone();
    for (int row = 0; row < 5000; row++) {
      for (int column = 0; column < 7; column++) {
        short value = array.view().getShort(row, column);
        int at = OFFSET + 2 * (7 * row + column);
        shown[at] = (byte) value;
        shown[at + 1] = (byte) (value >> 8);
      }
    }
    return shown;
  }
}
