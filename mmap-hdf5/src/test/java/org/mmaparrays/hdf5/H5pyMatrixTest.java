package org.mmaparrays.hdf5;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * Thousands of datasets of the HDF5 library ({@code src/test/h5py/matrix.py}): what is readable has exactly the values that
 * h5py reads, everything else is refused and says why.
 */
class H5pyMatrixTest {
  @TempDir
  static Path folder;

  private static List<Expected> matrix = List.of();

  @BeforeAll
  static void make() throws IOException {
    H5pyScript.make("matrix", folder);
    matrix = Expected.all(folder);
    assertThat(matrix).hasSizeGreaterThan(10_000);
  }

  @Test
  void whatIsReadableIsReadBitForBit() throws IOException {
    Report report = new Report();
    for (Expected expected : matrix) {
      if (!expected.refused()) {
        report.check(expected, this::difference);
      }
    }
    report.assertEmpty();
  }

  @Test
  void partsAreReadAsTheWholeIs() throws IOException {
    Report report = new Report();
    for (Expected expected : matrix) {
      if (!expected.refused() && expected.length() > 0) {
        report.check(expected, this::differenceOfChunks);
      }
    }
    report.assertEmpty();
  }

  @Test
  void everythingElseIsRefusedAndSaysWhy() throws IOException {
    Report report = new Report();
    for (Expected expected : matrix) {
      if (expected.refused()) {
        report.check(expected, this::wrongRefusal);
      }
    }
    report.assertEmpty();
  }

  @Test
  void listingShowsEveryDataset() throws IOException {
    Map<Path, Set<ArrayRef>> files = matrix.stream().filter(Expected::listed)
        .collect(groupingBy(Expected::path, TreeMap::new, mapping(Expected::ref, toSet())));
    SoftAssertions all = new SoftAssertions();
    for (Map.Entry<Path, Set<ArrayRef>> file : files.entrySet()) {
      List<ArrayRef> listed = ArrayStores.list(file.getKey());
      all.assertThat(listed).doesNotHaveDuplicates();
      Set<ArrayRef> missing = new TreeSet<>(Comparator.comparing(ArrayRef::toString));
      missing.addAll(file.getValue());
      listed.forEach(missing::remove);
      all.assertThat(missing).as("datasets of %s that are not listed", file.getKey()).isEmpty();
      listed.stream().filter(ref -> !file.getValue().contains(ref)).forEach(
          ref -> all.assertThat(refusal(ref)).as("%s, which h5py does not read as an array", ref)
              .isPresent());
    }
    all.assertAll();
  }

  @Test
  void attributesAreWhatH5pyWrote() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (String[] line : Expected.lines(folder, "attributes")) {
      ArrayRef ref = ArrayRef.of(folder.resolve(line[0]), line[1]);
      Map<String, ?> attributes = ArrayStores.inspect(ref).spec().attributes().asMap();
      all.assertThat(String.valueOf(attributes.get(line[2]))).as("%s @%s", ref, line[2]).isEqualTo(line[3]);
    }
    all.assertAll();
  }

  private Optional<String> difference(Expected expected) throws IOException {
    try (StoredArray array = ArrayStores.open(expected.ref(), OpenMode.READ)) {
      boolean mapped = array.info().mapped();
      if (!expected.how().equals("either") && mapped != expected.how().equals("mapped")) {
        return Optional.of("is " + (mapped ? "mapped" : "decoded") + ", not " + expected.how());
      }
      if (!array.dtype().equals(expected.spec().dtype()) || !array.shape().equals(expected.spec().shape())) {
        return Optional.of("is " + array.spec() + ", not " + expected.spec());
      }
      return firstDifference(array.load().segment().toArray(ValueLayout.JAVA_BYTE), expected.elements());
    }
  }

  /** Rows read a few at a time, in chunks that fit no block. */
  private Optional<String> differenceOfChunks(Expected expected) throws IOException {
    byte[] read = new byte[expected.length()];
    try (StoredArray array = ArrayStores.open(expected.ref(), OpenMode.READ)) {
      long rowBytes = expected.shape().isEmpty() ? read.length : read.length / array.shape().dim(0);
      long rows = Math.max(3, 20_000 / rowBytes);
      array.chunks(rows).forEach(chunk -> {
        NdArray dense = chunk.view();
        MemorySegment.copy(dense.segment(), ValueLayout.JAVA_BYTE, 0, MemorySegment.ofArray(read),
            ValueLayout.JAVA_BYTE, chunk.rows().from() * rowBytes, dense.segment().byteSize());
      });
    }
    return firstDifference(read, expected.elements());
  }

  private Optional<String> wrongRefusal(Expected expected) {
    return refusal(expected.ref())
        .map(message -> Pattern.compile(expected.pattern(), Pattern.CASE_INSENSITIVE).matcher(message).find()
            && message.contains(expected.file()) && !message.contains("\n")
                ? Optional.<String>empty()
                : Optional.of("says '" + message + "', not " + expected.pattern()))
        .orElse(Optional.of("is not refused: " + expected.pattern()));
  }

  private static Optional<String> refusal(ArrayRef ref) {
    Throwable fault = catchThrowable(() -> ArrayStores.open(ref, OpenMode.READ).close());
    if (fault != null) {
      assertThat(fault).as("%s", ref).isInstanceOfAny(ArrayFormatException.class,
          UnsupportedArrayException.class,
          NoSuchFileException.class);
    }
    return Optional.ofNullable(fault).map(Throwable::getMessage);
  }

  private static Optional<String> firstDifference(byte[] read, byte[] expected) {
    int at = Arrays.mismatch(read, expected);
    return at < 0
        ? Optional.empty()
        : Optional.of("differs from byte " + at + " of " + expected.length);
  }

  /** What is wrong with one dataset, if anything. */
  private interface Check {
    Optional<String> of(Expected expected) throws IOException;
  }

  /** All faults of a run, not only the first. */
  private static final class Report {
    private static final int SHOWN = 20_000;

    private final List<String> faults = new ArrayList<>();

    void check(Expected expected, Check check) {
      try {
        check.of(expected).ifPresent(fault -> faults.add(expected + " " + fault));
      } catch (IOException | RuntimeException | Error e) {
        faults.add(expected + " throws " + e.toString().lines().limit(6).toList());
      }
    }

    void assertEmpty() {
      assertThat(faults.stream().limit(SHOWN)).as("%d faults", faults.size()).isEmpty();
    }
  }
}
