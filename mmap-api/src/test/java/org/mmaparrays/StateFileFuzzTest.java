package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.linux.NativeAccess;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.DeclaredStore;
import org.mmaparrays.support.PairStore;

/**
 * Damaged descriptions, checkpoints, locks and journals, some with checksums that are right again: readers answer with the right
 * elements or a documented exception, in at most a second of processor time, in a heap of 64 MiB. The property {@value #COUNT}
 * says how many.
 */
class StateFileFuzzTest {
  private static final String COUNT = "fuzz.count";
  private static final int SECONDS = 1;

  @TempDir
  Path temporary;

  @Test
  void everyInputIsAnsweredInASmallHeap() throws Exception {
    String count = System.getProperty(COUNT, "3000");
    try (ChildJvm child = ChildJvm.start(List.of("-Xmx64m", NativeAccess.flag()), Fuzzer.class,
        temporary.toString(), count, System.getProperty("fuzz.seed", "1"))) {
      String line = child.read();
      while (line.startsWith("at ")) {
        line = child.read();
      }
      assertThat(line).startsWith("answered " + count);
      assertThat(child.waitFor()).isZero();
    }
  }

  /** A file beside an array, and the array. */
  private record Target(String name, Path place, ArrayStore store, ArrayRef ref, List<byte[]> elements,
      List<byte[]> seeds, Optional<CommitFolder> commit) {}

  /** Runs in a JVM of its own. */
  static final class Fuzzer {
    private static final byte[] OLD = "aaaaaaa".getBytes(StandardCharsets.US_ASCII);
    private static final String[] NUMBERS = {"0", "1", "-1", "2147483647", "2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "99999999999999999999", "000000000000000000001"};

    private final Random random;
    private final List<Target> targets;
    private final Map<String, Integer> answers = new TreeMap<>();

    private Fuzzer(Path root, long seed) throws IOException {
      random = new Random(seed);
      targets = List.of(description(Files.createDirectory(root.resolve("description"))),
          checkpoint(Files.createDirectory(root.resolve("checkpoint"))),
          lock(Files.createDirectory(root.resolve("lock"))),
          journal(Files.createDirectory(root.resolve("journal"))));
    }

    public static void main(String[] args) throws IOException {
      // One warning for each file is right, and here they are many.
      LogManager.getLogManager().reset();
      int count = Integer.parseInt(args[1]);
      Fuzzer fuzzer = new Fuzzer(Path.of(args[0]), Long.parseLong(args[2]));
      for (int i = 0; i < count; i++) {
        fuzzer.one(i);
        if (i % 1000 == 0) {
          System.out.println("at " + i);
        }
      }
      System.out.println("answered " + count + ": " + fuzzer.answers);
    }

    private static Path array(Path folder) throws IOException {
      Path file = Files.write(folder.resolve("x"), OLD);
      Files.writeString(PairStore.description(file), "7");
      return file;
    }

    private static Transition.Entry entry(Optional<FileIdentity> data, byte[] content) {
      return new Transition.Entry(data, Optional.of(content));
    }

    private static Target description(Path folder) throws IOException {
      Path file = array(folder);
      Optional<FileIdentity> here = Optional.of(FileIdentity.of(file));
      byte[] seven = {'7'};
      return new Target("description", PairStore.description(file), new PairStore(true), ArrayRef.of(file),
          List.of(OLD),
          List.of(seven,
              new Transition(List.of(entry(here, seven), entry(Optional.empty(), new byte[] {'9'}))).bytes(),
              new Transition(List.of(entry(Optional.empty(), new byte[] {'9'}), entry(here, seven))).bytes(),
              new Transition(List.of(entry(here, seven))).bytes()),
          Optional.empty());
    }

    private static Target checkpoint(Path folder) throws IOException {
      Path file = array(folder);
      Optional<FileIdentity> here = Optional.of(FileIdentity.of(file));
      byte[] half = checkpointTo(3);
      return new Target("checkpoint", folder.resolve("x.checkpoint"), new PairStore(true), ArrayRef.of(file),
          List.of(OLD),
          List.of(half, checkpointTo(7),
              new Transition(
                  List.of(entry(here, half), new Transition.Entry(Optional.empty(), Optional.empty())))
                  .bytes(),
              new Transition(
                  List.of(new Transition.Entry(Optional.empty(), Optional.empty()), entry(here, half)))
                  .bytes()),
          Optional.empty());
    }

    private static byte[] checkpointTo(long row) {
      return CheckpointSeries.first(ArraySpec.of(DType.INT8, 7),
          new Checkpoint(new RowRange(0, 7), row, new byte[] {1, 2, 3}, Instant.EPOCH));
    }

    private static Target lock(Path folder) throws IOException {
      Path file = array(folder);
      Path place = folder.resolve(".x.lock");
      byte[] seed;
      try (StoredArray array = ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(true))
          .open(OpenMode.READ_WRITE)) {
        seed = array.isOpen() ? Files.readAllBytes(place) : new byte[0];
      }
      return new Target("lock", place, new PairStore(true), ArrayRef.of(file), List.of(OLD), List.of(seed),
          Optional.empty());
    }

    private static Target journal(Path folder) throws IOException {
      CommitFolder commit = new CommitFolder(folder);
      byte[] after = commit.leaveNone();
      byte[] journal = Files.readAllBytes(commit.journal);
      return new Target("journal", commit.journal, new DeclaredStore(), ArrayRef.of(commit.file),
          List.of(elements(commit.old), elements(after)), List.of(journal), Optional.of(commit));
    }

    private static byte[] elements(byte[] file) {
      return Arrays.copyOfRange(file, CommitFolder.OFFSET, file.length);
    }

    private void one(int number) throws IOException {
      Target target = targets.get(number % targets.size());
      byte[] input = mutant(target.seeds().get(random.nextInt(target.seeds().size())));
      Files.write(target.place(), input);
      long start = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
      try {
        read(target);
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError(target.name() + " " + number + ": " + HexFormat.of().formatHex(input),
            wrong);
      }
      long nanos = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime() - start;
      if (nanos > SECONDS * 1_000_000_000L) {
        throw new AssertionError(
            target.name() + " " + number + " took " + nanos + " ns: " + HexFormat.of().formatHex(input));
      }
      if (!Arrays.equals(Files.readAllBytes(target.place()), input)) {
        throw new AssertionError(target.name() + " " + number + " was changed by a reader");
      }
      Files.delete(target.place());
    }

    private ArrayOpener opener(Target target) {
      ArrayOpener opener = ArrayStores.opener(target.ref()).store(target.store());
      return target.commit().isPresent() ? opener.layout(CommitFolder.SPEC, CommitFolder.OFFSET) : opener;
    }

    private void read(Target target) {
      ArrayOpener opener = opener(target);
      answer(target, "read", () -> check(target, opener.open()));
      answer(target, "read what is incomplete", () -> check(target, opener.allowIncomplete().open()));
      answer(target, "copy-on-write",
          () -> check(target, opener.allowIncomplete().open(OpenMode.COPY_ON_WRITE)));
      answer(target, "inspect", opener::inspect);
      answer(target, "checkpoints", opener::checkpoints);
      answer(target, "writers", opener::writers);
    }

    private interface Reading {
      Object read() throws IOException;
    }

    private void answer(Target target, String operation, Reading reading) {
      String outcome;
      try {
        reading.read();
        outcome = "answered";
      } catch (IOException documented) {
        String message = String.valueOf(documented.getMessage());
        if (!message.contains(FileOps.parent(target.place()).toString())
            || message.chars().anyMatch(Character::isISOControl)) {
          throw new AssertionError(operation + ": " + message, documented);
        }
        outcome = documented.getClass().getSimpleName();
      }
      answers.merge(target.name() + ", " + outcome, 1, Integer::sum);
    }

    /** A description may say fewer elements than there are bytes, or be valid again; elements never come from elsewhere. */
    private static boolean check(Target target, StoredArray array) {
      try (array) {
        byte[] found = array.load().segment().toArray(ValueLayout.JAVA_BYTE);
        if (target.elements().stream().noneMatch(elements -> Arrays.equals(elements, found))) {
          throw new AssertionError("elements " + HexFormat.of().formatHex(found));
        }
        return true;
      }
    }

    private byte[] mutant(byte[] seed) {
      byte[] bytes = seed.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
        bytes = change(bytes);
      }
      return random.nextInt(3) == 0 ? withRightChecksums(bytes) : bytes;
    }

    private byte[] change(byte[] bytes) {
      int at = near(bytes);
      switch (random.nextInt(9)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> {
          return Arrays.copyOf(bytes, at);
        }
        case 3 -> {
          return spliced(bytes, at, at, bytes, near(bytes), 1 + random.nextInt(200));
        }
        case 4 -> {
          return spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(100)), bytes, 0, 0);
        }
        case 5, 6 -> {
          return withAnotherNumber(bytes, at);
        }
        case 7 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(16)),
            (byte) (random.nextBoolean() ? 0xFF : 0));
        default -> {
          byte[] text = {'\u001b', '[', '2', 'J', '\n', 0, (byte) 0x9B};
          return spliced(bytes, at, at, text, 0, text.length);
        }
      }
      return bytes;
    }

    /** Most of what is read is at the start. */
    private int near(byte[] bytes) {
      return random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 400) : bytes.length);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] other, int start, int length) {
      int taken = Math.min(length, other.length - start);
      byte[] all = new byte[from + taken + bytes.length - to];
      System.arraycopy(bytes, 0, all, 0, from);
      System.arraycopy(other, start, all, from, taken);
      System.arraycopy(bytes, to, all, from + taken, bytes.length - to);
      return all;
    }

    private byte[] withAnotherNumber(byte[] bytes, int at) {
      int from = at;
      while (from < bytes.length && !Character.isDigit(bytes[from])) {
        from++;
      }
      int to = from;
      while (to < bytes.length && Character.isDigit(bytes[to])) {
        to++;
      }
      byte[] number = NUMBERS[random.nextInt(NUMBERS.length)].getBytes(StandardCharsets.US_ASCII);
      return spliced(bytes, from, to, number, 0, number.length);
    }

    /** Makes the checksums right of what is a transition or a checkpoint by its shape: the rest of the parser is reached. */
    private static byte[] withRightChecksums(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int line = text.indexOf("\ncrc32c ");
      if (line < 0 || line + 17 > bytes.length) {
        return bytes;
      }
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, line + 1);
      if (text.startsWith("mmap-arrays transition")) {
        crc.update(bytes, Math.min(bytes.length, line + 18), Math.max(0, bytes.length - line - 18));
      }
      byte[] right = bytes.clone();
      byte[] sum = HexFormat.of().toHexDigits(crc.getValue(), 8).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(sum, 0, right, line + 8, sum.length);
      return right;
    }
  }
}
