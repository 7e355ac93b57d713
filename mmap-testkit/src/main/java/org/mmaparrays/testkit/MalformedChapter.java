package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.UnsupportedArrayException;

/** Malformed files: every answer is an exception that says so, or the right elements. */
abstract class MalformedChapter extends PartitioningChapter {
  private static final int MOST_MUTANTS = 3000;

  MalformedChapter() {}

  /** MALFORMED-1: a truncated file is refused, wherever it ends. */
  @Rule("MALFORMED-1")
  final void malformed1_truncated() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += step(whole.length)) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThat(openingFault(file)).as("%s cut to %d of %d bytes", golden, length, whole.length)
            .isNotNull();
      }
      Files.write(file, whole);
    }
  }

  /** MALFORMED-2: with further bytes at its end, a file is refused or has the same elements. */
  @Rule("MALFORMED-2")
  final void malformed2_appended() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      byte[] whole = Files.readAllBytes(file);
      for (int more : new int[] {1, 7, 4096}) {
        Files.write(file, Arrays.copyOf(whole, whole.length + more));
        assertRefusedOrEqual(golden, file, "appended " + more);
      }
    }
  }

  /** MALFORMED-3: with any byte of its description changed, a file is refused, or opens as something that fits it. */
  @Rule("MALFORMED-3")
  final void malformed3_changedDescription() throws IOException {
    Random random = new Random(Samples.SEED);
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      int described = Math.toIntExact(opener(file).inspect().offset().orElseThrow());
      List<Path> descriptions =
          new ArrayList<>(golden.companions().stream().map(it -> folder.resolve(name(it))).toList());
      descriptions.add(file);
      for (Path description : descriptions) {
        byte[] whole = Files.readAllBytes(description);
        int length = description.equals(file) ? described : whole.length;
        for (int at = 0; at < length; at += step(length)) {
          byte[] mutant = whole.clone();
          mutant[at] ^= (byte) (1 + random.nextInt(255));
          Files.write(description, mutant);
          if (openingFault(file) == null) {
            assertFits(file, "byte " + at + " of " + name(description) + " changed");
          }
        }
        Files.write(description, whole);
      }
    }
  }

  /** MALFORMED-4: bytes of no format at all are refused. */
  @Rule("MALFORMED-4")
  final void malformed4_garbage() throws IOException {
    for (int length : new int[] {1, 10, 1000, 10_000}) {
      Path file = Files.write(newFile(), randomBytes(length));
      assertThat(openingFault(file)).as("%d random bytes", length).isNotNull();
    }
  }

  /** MALFORMED-5: the refusal is one line that names the file. */
  @Rule("MALFORMED-5")
  final void malformed5_refusalsAreClear() throws IOException {
    Path file = copyOf(golden());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> opener(file).open()).satisfies(
        fault -> assertThat(fault.getMessage()).contains(file.toString()).doesNotContain("\n"));
  }

  /** MALFORMED-6: without a companion a file is refused; with a truncated one, refused or the same. */
  @Rule("MALFORMED-6")
  final void malformed6_brokenCompanions() throws IOException {
    for (Golden golden : goldens()) {
      Path file = copyOf(golden);
      for (Path original : golden.companions()) {
        Path companion = folder.resolve(name(original));
        byte[] whole = Files.readAllBytes(companion);
        for (int length = 0; length < whole.length; length += step(whole.length)) {
          Files.write(companion, Arrays.copyOf(whole, length));
          assertRefusedOrEqual(golden, file, "companion cut to " + length);
        }
        Files.delete(companion);
        assertThat(openingFault(file)).as("%s without %s", golden, companion).isNotNull();
        Files.write(companion, whole);
      }
    }
  }

  /** Returns the exception of opening and reading the file, if there is one: one of the two documented exceptions, and soon. */
  private @Nullable Throwable openingFault(Path file) {
    long start = System.nanoTime();
    Throwable fault = catchThrowable(() -> {
      try (StoredArray array = opener(file).open()) {
        if (array.info().mapped() && array.spec().shape().elementCount() > 0) {
          array.view().getValue(new long[array.spec().shape().rank()]);
        }
      }
    });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    if (fault != null) {
      assertThat(fault).isInstanceOfAny(ArrayFormatException.class, UnsupportedArrayException.class);
    }
    return fault;
  }

  /** Checks that the array that opens is the one that inspecting tells of, and lies inside the file. */
  private void assertFits(Path file, String change) throws IOException {
    ArrayInfo inspected = opener(file).inspect();
    try (StoredArray array = opener(file).open()) {
      assertThat(array.info()).as("what opens with %s", change).isEqualTo(inspected);
    }
    if (inspected.offset().isPresent()) {
      long offset = inspected.offset().getAsLong();
      assertThat(offset).as("offset with %s", change).isNotNegative();
      assertThat(Files.size(inspected.dataFile()) - offset)
          .as("bytes from the offset with %s", change)
          .isGreaterThanOrEqualTo(inspected.byteLength());
    }
  }

  private void assertRefusedOrEqual(Golden golden, Path file, String change) throws IOException {
    if (openingFault(file) == null) {
      try (StoredArray array = opener(file).open()) {
        assertThat(array.spec()).as(change).isEqualTo(golden.spec());
        Indices.assertElements(array.view(), golden.values());
      }
    }
  }

  static int step(int length) {
    return Math.max(1, length / MOST_MUTANTS);
  }
}
