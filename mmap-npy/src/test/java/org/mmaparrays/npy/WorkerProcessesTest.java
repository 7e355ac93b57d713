package org.mmaparrays.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Partition;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** Worker processes over one file: each opens its partition, none copies the array. */
@EnabledOnOs(OS.LINUX) // what a process has in memory is read from /proc
class WorkerProcessesTest {
  private static final int WORKERS = 4;
  /** 320 MiB of them, 80 MiB a worker. */
  private static final ArraySpec SPEC = ArraySpec.of(DType.INT32, 10_000, 8_389);
  /** What a small JVM needs for itself. */
  private static final long OWN_MEMORY = 100L << 20;

  @TempDir
  Path folder;

  /** A worker: reads a partition, prints the sum of its elements and its memory that no other process shares. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
      Partition partition;
      try (ObjectInputStream in = new ObjectInputStream(System.in)) {
        partition = (Partition) in.readObject();
      }
      boolean writes = arguments.length > 0;
      try (StoredArray part = partition.open(writes ? OpenMode.READ_WRITE : OpenMode.READ)) {
        if (writes) {
          part.view().fill(partition.rows().from());
        }
        System.out.println(sum(part) + " " + (kibibytes("VmRSS:") - kibibytes("RssFile:")) * 1024 + " "
            + kibibytes("RssFile:") * 1024);
      }
    }

    private static long kibibytes(String key) throws IOException {
      String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(candidate -> candidate.startsWith(key)).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  private record Outcome(long sum, long ownMemory, long fileMemory) {
    static Outcome parse(String line) {
      String[] words = line.split(" ");
      return new Outcome(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
  }

  private static long sum(StoredArray array) {
    int[] row = new int[(int) array.spec().shape().dim(1)];
    long sum = 0;
    for (long i = 0; i < array.spec().shape().dim(0); i++) {
      array.view().row(i).copyTo(row);
      for (int element : row) {
        sum += element;
      }
    }
    return sum;
  }

  private static List<Outcome> inWorkers(List<Partition> partitions, String... arguments) throws Exception {
    List<Process> workers = new ArrayList<>();
    for (Partition partition : partitions) {
      List<String> command = new ArrayList<>(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m", "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Worker.class.getName()));
      command.addAll(List.of(arguments));
      Process worker = new ProcessBuilder(command).start();
      workers.add(worker);
      try (ObjectOutputStream out = new ObjectOutputStream(worker.getOutputStream())) {
        out.writeObject(partition);
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Process worker : workers) {
      try (BufferedReader out = worker.inputReader(); InputStream errors = worker.getErrorStream()) {
        String line = out.readLine();
        assertThat(line).as(() -> textOf(errors)).isNotNull();
        outcomes.add(Outcome.parse(line));
      }
      assertThat(worker.waitFor(10, TimeUnit.MINUTES)).isTrue();
    }
    return outcomes;
  }

  private static String textOf(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readersShareOneFileAndCopyNothing() throws Exception {
    ArrayRef ref = ArrayRef.of(folder.resolve("x.npy"));
    try (StoredArray array = ArrayStores.create(ref, SPEC, OpenMode.CREATE_NEW)) {
      for (long row = 0; row < SPEC.shape().dim(0); row++) {
        array.view().row(row).fill((int) (row * 31));
      }
    }
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      List<Outcome> outcomes = inWorkers(array.partitions(WORKERS));
      assertThat(outcomes).hasSize(WORKERS);
      assertThat(outcomes.stream().mapToLong(Outcome::sum).sum()).isEqualTo(sum(array));
      assertThat(outcomes).allSatisfy(outcome -> {
        assertThat(outcome.ownMemory()).isLessThan(OWN_MEMORY);
        assertThat(outcome.fileMemory()).as("it did read its part, in place")
            .isGreaterThan(SPEC.byteSize() / WORKERS / 2);
      });
    }
  }

  @Test
  void writersOfDisjointRowsWorkAtOnce() throws Exception {
    ArrayRef ref = ArrayRef.of(folder.resolve("x.npy"));
    ArraySpec spec = ArraySpec.of(DType.INT32, 1003, 1000);
    List<Partition> partitions;
    try (StoredArray array = ArrayStores.create(ref, spec, OpenMode.CREATE_NEW)) {
      partitions = array.partitions(WORKERS);
    }
    List<Outcome> outcomes = inWorkers(partitions, "write");
    try (StoredArray array = ArrayStores.open(ref, OpenMode.READ)) {
      for (Partition partition : partitions) {
        for (long row = partition.rows().from(); row < partition.rows().to(); row++) {
          assertThat(array.view().getInt(row, 999)).isEqualTo((int) partition.rows().from());
        }
      }
      assertThat(outcomes.stream().mapToLong(Outcome::sum).sum()).isEqualTo(sum(array));
    }
    assertThat(ArrayStores.writers(ref)).isEmpty();
    assertThat(folder.toFile().list()).containsExactly("x.npy");
  }
}
