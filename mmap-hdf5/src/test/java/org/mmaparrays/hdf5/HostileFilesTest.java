package org.mmaparrays.hdf5;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with every kind of structure ({@code src/test/h5py/hostile.py}), cut and changed byte by byte: what comes out of a mutant
 * is what comes out of the original, or it is refused, within a second and without much memory. Only where nothing in the file
 * speaks against a change (elements and structures without checksums) may it be believed.
 *
 * <p>Arrays that are believed must be what the HDF5 library reads in the same mutant, if it reads one ({@code believed.py}).
 *
 * <p>{@code -Dmmap.hostile.step=N} makes one of N possible mutants, {@code -Dmmap.hostile.turn=K} others for each K below N.
 */
class HostileFilesTest {
  /** Of so many mutants, one is made; and which. */
  private static final int STEP = Integer.getInteger("mmap.hostile.step", 23);
  private static final int TURN = Integer.getInteger("mmap.hostile.turn", 0);
  private static final int STEP_OF_LENGTHS = 5;
  private static final int STEP_OF_LONG_FILES = 37;
  private static final int FEW_BYTES = 8192;
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final long MUCH_MEMORY = 16 << 20;
  /** A chunk of a quarter of the heap may be real; the first and the last are read. */
  private static final long A_CHUNK = Runtime.getRuntime().maxMemory() / 2 + MUCH_MEMORY;
  private static final int COMPARED = 600;

  @TempDir
  static Path folder;

  private static List<Victim> victims = List.of();

  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong mutants = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong believed = new AtomicLong();
  private final Queue<String> kept = new ConcurrentLinkedQueue<>();

  /** How a byte is changed, and what follows it. */
  private enum Change {
    ZERO, ONES, LOWEST_BIT, HIGHEST_BIT, NEXT, ZEROS, UNDEFINED;

    /** Returns whether anything is another. */
    boolean apply(byte[] file, int at) {
      byte[] before = Arrays.copyOfRange(file, at, at + 8);
      switch (this) {
        case ZERO -> file[at] = 0;
        case ONES -> file[at] = -1;
        case LOWEST_BIT -> file[at] ^= 1;
        case HIGHEST_BIT -> file[at] ^= (byte) 0x80;
        case NEXT -> file[at]++;
        case ZEROS -> Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) 0);
        case UNDEFINED -> Arrays.fill(file, at, Math.min(at + 8, file.length), (byte) -1);
      }
      return !Arrays.equals(before, Arrays.copyOfRange(file, at, at + 8));
    }
  }

  /** What a mutant may be. */
  private enum Allowed {
    /** What the original is. */
    ORIGINAL,
    /** Arrays like those of the original, with other elements. */
    OTHER_ELEMENTS,
    /** Whatever the file says. */
    ANYTHING,
    /** Nothing. */
    NOTHING
  }

  @BeforeAll
  static void make() throws IOException {
    H5pyScript.make("hostile", folder);
    victims = Victim.all(folder);
    assertThat(victims).hasSizeGreaterThan(30);
  }

  @Test
  @Timeout(3600)
  void cutFilesAreRefused() throws Exception {
    eachIn((victim, file) -> {
      byte[] whole = victim.content();
      for (int length : lengths(victim)) {
        look(victim, Files.write(file, Arrays.copyOf(whole, length)), "cut to " + length, Allowed.NOTHING);
      }
    });
    assertThat(mutants.get()).isGreaterThan(10_000);
  }

  @Test
  @Timeout(3600)
  void changedFilesAreRefusedOrTheSame() throws Exception {
    eachIn((victim, file) -> sweep(victim, file, false));
    assertThat(mutants.get()).isGreaterThan(20_000);
  }

  @Test
  @Timeout(3600)
  void changedFilesWithRightChecksumsAreRefusedOrBelieved() throws Exception {
    eachIn((victim, file) -> sweep(victim, file, true));
    assertThat(mutants.get()).isGreaterThan(10_000);
  }

  private void sweep(Victim victim, Path file, boolean repair) throws IOException {
    byte[] original = victim.content();
    int turn = TURN;
    for (int at : victim.positions()) {
      boolean covered = victim.checksums().cover(at);
      for (Change change : Change.values()) {
        // Each byte gets some of the changes, each change some of the bytes.
        if (turn++ % STEP != 0 || (repair && !covered)) {
          continue;
        }
        byte[] mutant = original.clone();
        if (change.apply(mutant, at)) {
          if (repair) {
            victim.checksums().repair(mutant, at);
          }
          Allowed allowed = repair ? Allowed.ANYTHING : allowed(victim, at, change);
          look(victim, Files.write(file, mutant), change + " at byte " + at, allowed);
        }
      }
    }
  }

  private static Allowed allowed(Victim victim, int at, Change change) {
    int last = switch (change) {
      case ZEROS -> at + 3;
      case UNDEFINED -> at + 7;
      default -> at;
    };
    Allowed allowed = Allowed.ORIGINAL;
    for (int k = at; k <= last; k++) {
      if (victim.isRaw(k)) {
        allowed = allowed == Allowed.ANYTHING ? allowed : Allowed.OTHER_ELEMENTS;
      } else if (!victim.checksums().cover(k)) {
        allowed = Allowed.ANYTHING;
      }
    }
    return allowed;
  }

  /** Around each structure, and every few bytes. */
  private static Iterable<Integer> lengths(Victim victim) {
    TreeSet<Integer> lengths = new TreeSet<>();
    int size = victim.content().length;
    int step = size < FEW_BYTES ? STEP_OF_LENGTHS : STEP_OF_LONG_FILES;
    for (int length = TURN % step; length < size; length += step) {
      lengths.add(length);
    }
    victim.checksums().ends().forEach(end -> {
      lengths.add(end - 1);
      lengths.add(Math.min(end, size - 1));
    });
    return lengths;
  }

  private void look(Victim victim, Path file, String what, Allowed allowed) {
    String mutant = victim + ", " + what;
    mutants.incrementAndGet();
    try {
      Contents found = timed(victim, file, mutant, allowed);
      for (Map.Entry<String, Contents.Member> member : found.members().entrySet()) {
        if (check(victim, mutant + ": " + member.getKey(), member.getKey(), member.getValue(), allowed)) {
          keep(victim, file, mutant, member.getKey(), (Contents.Read) member.getValue());
        }
      }
      checkList(victim, mutant, found.listed(), allowed);
    } catch (IOException | RuntimeException | Error e) {
      faults.add(mutant + " throws " + e + " at " + Arrays.stream(e.getStackTrace()).limit(4).toList());
    }
  }

  /** A group that cannot be read is listed itself, for what was in it. */
  private void checkList(Victim victim, String mutant, List<String> listed, Allowed allowed) {
    boolean complete = victim.original().listed().stream()
        .allMatch(
            original -> listed.stream().anyMatch(it -> original.equals(it) || original.startsWith(it + "/")));
    boolean right = switch (allowed) {
      case ORIGINAL, OTHER_ELEMENTS -> listed.isEmpty() || complete;
      case NOTHING -> listed.isEmpty();
      case ANYTHING -> true;
    };
    if (!right) {
      faults.add(mutant + " lists " + listed);
    }
  }

  private Contents timed(Victim victim, Path file, String mutant, Allowed allowed) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    // The time of the processor, all of it on this thread: how busy the machine is makes no difference.
    long start = threads.getCurrentThreadCpuTime();
    Contents found = Contents.of(file, victim.members());
    long took = threads.getCurrentThreadCpuTime() - start;
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    if (allocated > (allowed == Allowed.ANYTHING ? A_CHUNK : MUCH_MEMORY)) {
      faults.add(mutant + " takes " + (allocated >> 20) + " MiB");
    }
    if (took > AT_ONCE.toNanos()) {
      faults.add(mutant + " takes " + Duration.ofNanos(took));
    }
    return found;
  }

  /**
   * Keeps some of the mutants that are believed, for {@code believed.py}; not those whose chunks are out of order in a tree
   * with right checksums, where every search finds others.
   */
  private void keep(Victim victim, Path file, String mutant, String member, Contents.Read read)
      throws IOException {
    long number = believed.getAndIncrement();
    if (!victim.name().startsWith("tree") && number % 5 == 0 && kept.size() < COMPARED
        && read.elements().length == read.spec().byteSize()) {
      String name = "believed-" + number + ".h5";
      Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      Files.write(folder.resolve(name + ".elements"), read.elements());
      String shape = Arrays.stream(read.spec().shape().dims()).mapToObj(Long::toString).collect(joining(","));
      kept.add(String.join("\t", name, member, read.spec().dtype().typestring(), shape, mutant));
    }
  }

  /** Returns whether another array than the original's is believed. */
  private boolean check(Victim victim, String what, String name, Contents.Member member, Allowed allowed) {
    return switch (member) {
      case Contents.Refused _ -> {
        refused.incrementAndGet();
        yield false;
      }
      case Contents.Read read -> {
        Contents.Member original = victim.original().members().get(name);
        boolean right = switch (allowed) {
          case ORIGINAL -> original instanceof Contents.Read same && read.sameAs(same);
          case OTHER_ELEMENTS -> original instanceof Contents.Read same && read.sameSpecAs(same);
          case ANYTHING -> true;
          case NOTHING -> false;
        };
        if (!right) {
          faults.add(what + " is " + read.spec() + " with " + read.spec().attributes() + " "
              + Arrays.toString(Arrays.copyOf(read.elements(), Math.min(32, read.elements().length))));
        }
        yield right && !(original instanceof Contents.Read same && read.sameAs(same));
      }
    };
  }

  private interface Look {
    void at(Victim victim, Path file) throws IOException;
  }

  /** Looks at all victims, as many at a time as there are processors, each in a file of its own. */
  private void eachIn(Look look) throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> all = new ArrayList<>();
      for (Victim victim : victims) {
        all.add(workers.submit(() -> {
          look.at(victim, folder.resolve("mutant-of-" + victim.name()));
          return null;
        }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    Files.write(folder.resolve("believed"), kept);
    faults.addAll(H5pyScript.make("believed", folder).lines().toList());
    assertThat(faults.stream().limit(60)).as("%d faults", faults.size()).isEmpty();
  }
}
