package org.mmaparrays.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.TooManyMappingsException;
import org.mmaparrays.support.ChildJvm;
import org.mmaparrays.support.PairStore;

/** A process that has nearly as many mappings as it may gets an exception, and the JVM what it needs. */
class MappingLimitTest {
  private static final Path DATA = Path.of("data.npy");
  private static final int MOST = 8000;

  /** Of {@link #MOST} an eighth stays with the JVM. */
  private static final int USABLE = 7000;

  @TempDir
  Path folder;

  private Path maps;
  private Path limit;
  private final AtomicInteger collections = new AtomicInteger();

  @BeforeEach
  void makeFiles() throws IOException {
    maps = folder.resolve("maps");
    limit = Files.writeString(folder.resolve("max_map_count"), MOST + "\n");
    exist(100);
  }

  private void exist(int mappings) throws IOException {
    Files.writeString(maps, "7f00-7f01 r--p 00000000 fe:00 12 /x\n".repeat(mappings));
  }

  private MappingLimit limit() {
    return new MappingLimit(maps, limit, collections::incrementAndGet);
  }

  @Test
  void someAreLeftToTheJvm() throws IOException {
    exist(USABLE - 64);
    MappingLimit limits = limit();
    assertThat(limits.left()).isEqualTo(64);
    limits.take(2, DATA);
    exist(USABLE);
    for (int taken = 2; taken < 32; taken += 2) {
      limits.take(2, DATA);
    }
    assertThatThrownBy(() -> limits.take(1, DATA)).isInstanceOf(TooManyMappingsException.class)
        .hasMessageStartingWith("data.npy: ").hasMessageContaining("7000 memory mappings, of at most 8000")
        .hasMessageContaining("close arrays").hasMessageContaining("vm.max_map_count=32000");
    assertThat(collections).hasValue(1);
    exist(USABLE - 100);
    limits.take(1, DATA);
  }

  @Test
  void mappingsAreCountedRarely() throws IOException {
    MappingLimit limits = limit();
    limits.take(1, DATA);
    Files.delete(maps);
    // Half of what is left may be made before the next look, which would find no file.
    for (int taken = 1; taken < (USABLE - 100) / 2; taken++) {
      limits.take(1, DATA);
    }
    assertThat(collections).hasValue(0);
  }

  @Test
  void whatACollectionUnmapsIsThereAgain() throws IOException {
    exist(USABLE);
    MappingLimit limits = new MappingLimit(maps, limit, () -> {
      try {
        exist(3000);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    limits.take(1, DATA);
    assertThat(limits.left()).isEqualTo(4000);
  }

  @Test
  void adviceIsNotGivenForWhatIsNeededElsewhere() throws IOException {
    exist(USABLE);
    assertThat(limit().tryTake(2)).isFalse();
    assertThat(collections).hasValue(0);
    exist(USABLE - 10);
    assertThat(limit().tryTake(2)).isTrue();
  }

  @Test
  void withoutALimitNoneIsRefused() throws IOException {
    Files.delete(limit);
    MappingLimit limits = limit();
    for (int taken = 0; taken < 2 * MOST; taken++) {
      limits.take(1, DATA);
    }
    assertThat(limits.tryTake(2)).isTrue();
  }

  @Test
  void aRefusalOfTheSystemIsExplainedByTheLimitThatIsInForce() throws IOException {
    Path limits = Files.writeString(folder.resolve("limits"), """
        Limit                     Soft Limit           Hard Limit           Units
        Max stack size            8388608              unlimited            bytes
        Max address space         unlimited            unlimited            bytes
        """);
    Path overcommit = Files.writeString(folder.resolve("overcommit"), "2\n");
    assertThat(MapRefusal.advice(OpenMode.READ, limits, overcommit)).doesNotContain("ulimit")
        .contains("close arrays");
    assertThat(MapRefusal.advice(OpenMode.COPY_ON_WRITE, limits, overcommit))
        .contains("vm.overcommit_memory");
    Files.writeString(limits, "Max address space         4294967296           unlimited            bytes\n");
    assertThat(MapRefusal.advice(OpenMode.READ, limits, overcommit)).contains("ulimit -v")
        .contains("4294967296");
    assertThat(MapRefusal.advice(OpenMode.READ, folder.resolve("none"), folder.resolve("none")))
        .contains("close arrays");
  }

  /** Opens one array again and again in a JVM of its own: keeps all, then none of them. */
  static final class OpensMany {
    private static final int TIMES = 70_000;

    static StoredArray open(Path file, OpenMode mode) throws IOException {
      return ArrayStores.opener(ArrayRef.of(file)).store(new PairStore(false)).open(mode);
    }

    @SuppressWarnings("MustBeClosedChecker")
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      List<StoredArray> kept = new ArrayList<>();
      try {
        while (kept.size() < TIMES) {
          kept.add(open(file, OpenMode.READ));
        }
        System.out.println("opened all");
      } catch (TooManyMappingsException refused) {
        System.out.println(refused.getMessage());
      }
      System.out.println(kept.size());
      // The JVM has what it needs: threads, for one.
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        threads.add(Thread.ofPlatform().start(() -> {}));
      }
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      kept.clear();
      for (int i = 0; i < 500; i++) {
        open(file, OpenMode.COPY_ON_WRITE).close();
      }
      System.out.println("opened again");
    }
  }

  @Test
  void seventyThousandArraysEndInAnExceptionAndNotTheJvm() throws Exception {
    long allowed = MappingLimit.ofThisJvm().most().orElse(Long.MAX_VALUE);
    Assumptions.assumeTrue(allowed < OpensMany.TIMES,
        () -> "vm.max_map_count allows " + allowed + " mappings");
    Path file = Files.write(folder.resolve("x"), new byte[100]);
    try (ChildJvm child = ChildJvm.start(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx1g"),
        OpensMany.class, file.toString())) {
      assertThat(child.read()).startsWith(file + ": ").contains("memory mappings, of at most " + allowed);
      assertThat(Long.parseLong(child.read())).isBetween(allowed / 2, allowed * 9 / 10);
      assertThat(child.read()).isEqualTo("opened again");
      assertThat(child.waitFor()).isZero();
    }
  }
}
