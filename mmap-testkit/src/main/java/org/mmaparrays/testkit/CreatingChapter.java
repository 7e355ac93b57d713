package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.Space;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Capability;

/** The rules of creating: the arrays that can be created, and the files that creation leaves behind. */
abstract class CreatingChapter extends BatchingChapter {
  CreatingChapter() {}

  /** CREATE-1: a new array has the requested spec, all zeros, and keeps elements that are set. */
  @Rule(value = "CREATE-1", needs = Capability.CREATE)
  final void create1_zerosThenWhatIsSet() throws IOException {
    assertRoundTrip(golden().spec());
  }

  /** CREATE-2: creating anew refuses an existing file and leaves it as it was. */
  @Rule(value = "CREATE-2", needs = Capability.CREATE)
  final void create2_refusesExisting() throws IOException {
    create(newFile(), golden().spec()).close();
    Map<String, String> before = contents();
    assertThatThrownBy(() -> create(newFile(), golden().spec()))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("OpenMode.CREATE");
    assertThat(contents()).isEqualTo(before);
  }

  /** CREATE-3: replacing gives a new array of zeros; readers that have the old one open keep the old elements. */
  @Rule(value = "CREATE-3", needs = Capability.CREATE)
  final void create3_replaces() throws IOException {
    ArraySpec spec = golden().spec();
    try (StoredArray first = create(newFile(), spec)) {
      Samples.fill(first.view());
    }
    try (StoredArray old = opener(newFile()).open()) {
      try (StoredArray replaced =
          creator(newFile()).create(spec, OpenMode.CREATE)) {
        assertZeros(replaced.view());
      }
      Indices.assertElements(old.view(), position -> Samples.value(spec.dtype(), position));
    }
  }

  /** CREATE-4: a missing folder is a NoSuchFileException, and is not made. */
  @Rule(value = "CREATE-4", needs = Capability.CREATE)
  final void create4_missingFolder() {
    Path file = folder.resolve("missing").resolve(name(newFile()));
    assertThatThrownBy(() -> create(file, golden().spec()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("does not exist");
    assertThat(folder).isEmptyDirectory();
  }

  /** CREATE-5: creation leaves the array's own files and no others. */
  @Rule(value = "CREATE-5", needs = Capability.CREATE)
  final void create5_leavesNothingElse() throws IOException {
    ArraySpec spec = golden().spec();
    create(newFile(), spec).close();
    assertOnlyFilesOf(spec);
  }

  /** CREATE-6: with ANY_DTYPE every element type can be created; without, at least one is refused. */
  @Rule(value = "CREATE-6", needs = Capability.CREATE)
  final void create6_dtypes() throws IOException {
    assertVariants(Capability.ANY_DTYPE, DType.all().stream().map(golden().spec()::withDType).toList());
  }

  /** CREATE-7: with ANY_RANK arrays of 0 to 8 axes can be created; without, at least one rank is refused. */
  @Rule(value = "CREATE-7", needs = Capability.CREATE)
  final void create7_ranks() throws IOException {
    List<ArraySpec> ranks =
        Stream.iterate(new long[0], dims -> dims.length <= 8, CreatingChapter::oneMoreAxis)
            .map(dims -> golden().spec().withShape(Shape.of(dims)))
            .toList();
    assertVariants(Capability.ANY_RANK, ranks);
  }

  private static long[] oneMoreAxis(long[] dims) {
    long[] longer = Arrays.copyOf(dims, dims.length + 1);
    longer[dims.length] = dims.length % 2 == 0 ? 3 : 2;
    return longer;
  }

  /** CREATE-8: with ZERO_LENGTH any axis can be empty; without, that is refused. */
  @Rule(value = "CREATE-8", needs = Capability.CREATE)
  final void create8_emptyAxes() throws IOException {
    ArraySpec spec = golden().spec();
    List<ArraySpec> empties = Stream.iterate(0, axis -> axis < spec.shape().rank(), axis -> axis + 1)
        .map(axis -> {
          long[] dims = spec.shape().dims();
          dims[axis] = 0;
          return spec.withShape(Shape.of(dims));
        })
        .toList();
    assertVariants(Capability.ZERO_LENGTH, empties);
  }

  /** CREATE-9: with FORTRAN_ORDER arrays can be column-major; without, that is refused. */
  @Rule(value = "CREATE-9", needs = Capability.CREATE)
  final void create9_fortranOrder() throws IOException {
    ArraySpec spec = golden().spec();
    Shape matrix = spec.shape().rank() > 1 ? spec.shape() : Shape.of(4, 3);
    assertVariants(Capability.FORTRAN_ORDER, List.of(spec.withShape(matrix).withOrder(MemoryOrder.F)));
  }

  /** CREATE-10: with ATTRIBUTES they are kept, but maps may be refused; without, they are refused rather than lost. */
  @Rule(value = "CREATE-10", needs = Capability.CREATE)
  final void create10_attributes() throws IOException {
    Map<String, Object> flat =
        new LinkedHashMap<>(Map.of("units", "mm", "scale", 0.5, "count", 3L, "valid", true,
            "range", List.of(0L, 255L)));
    assertVariants(Capability.ATTRIBUTES, List.of(golden().spec().withAttributes(Attributes.of(flat))));
    flat.put("by", Map.of("tool", "kit"));
    ArraySpec nested = golden().spec().withAttributes(Attributes.of(flat));
    if (catchThrowable(() -> store().allocate(ArrayRef.of(newFile()), nested)) == null) {
      assertRoundTrip(nested);
    } else {
      assertThatThrownBy(() -> create(newFile(), nested)).isInstanceOf(UnsupportedArrayException.class);
      assertThat(folder).isEmptyDirectory();
    }
  }

  /** CREATE-11: a store that only reads refuses creation with an UnsupportedArrayException and makes no file. */
  @Rule(value = "CREATE-11", lacks = Capability.CREATE)
  final void create11_readersRefuse() {
    assertThatThrownBy(() -> create(newFile(), golden().spec()))
        .isInstanceOf(UnsupportedArrayException.class);
    assertThat(folder).isEmptyDirectory();
  }

  /** CREATE-12: a sparse array of a tebibyte is created without holding it, and its last element is kept. */
  @Rule(value = "CREATE-12", needs = Capability.CREATE)
  final void create12_huge() throws IOException {
    ArraySpec sample = golden().spec();
    long elements = (1L << 40) / sample.dtype().byteSize();
    long[] dims = new long[sample.shape().rank()];
    Arrays.fill(dims, 1);
    dims[0] = dims.length == 1 ? elements : 1 << 20;
    dims[dims.length - 1] = elements / (dims.length == 1 ? 1 : dims[0]);
    long[] last = Arrays.stream(dims).map(dim -> dim - 1).toArray();
    Object value = Samples.value(sample.dtype(), 0);
    ArraySpec spec = sample.withShape(Shape.of(dims));
    try (StoredArray array =
        creator(newFile()).space(Space.SPARSE).create(spec, OpenMode.CREATE_NEW)) {
      array.view().setValue(last, value);
    }
    try (StoredArray array = opener(newFile()).open()) {
      assertThat(array.view().getValue(last)).isEqualTo(value);
    } finally {
      Files.delete(newFile());
    }
  }

  /** CREATE-13: replacing leaves the new array's own files and no others, also where the old array was another. */
  @Rule(value = "CREATE-13", needs = Capability.CREATE)
  final void create13_replacingLeavesNothingOld() throws IOException {
    ArraySpec spec = golden().spec();
    create(newFile(), spec.withShape(otherShape(spec.shape()))).close();
    creator(newFile()).create(spec, OpenMode.CREATE).close();
    assertOnlyFilesOf(spec);
  }

  /** CREATE-14: the store names the companions that it makes, and cannot read the array without them. */
  @Rule(value = "CREATE-14", needs = Capability.CREATE)
  final void create14_companionsAreNamed() throws IOException {
    Allocation allocation = store().allocate(ArrayRef.of(newFile()), golden().spec());
    for (Allocation.Companion companion : allocation.companions()) {
      assertThat(store().companions(newFile())).contains(companion.name());
    }
    create(newFile(), golden().spec()).close();
    for (Allocation.Companion companion : allocation.companions()) {
      Path file = newFile().resolveSibling(companion.name());
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      assertThatThrownBy(() -> opener(newFile()).open()).as("without %s", file)
          .isInstanceOf(IOException.class);
      Files.write(file, whole);
      opener(newFile()).open().close();
    }
  }

  static Shape otherShape(Shape shape) {
    return Shape.of(Arrays.stream(shape.dims()).map(dim -> dim == 1 ? 2 : 1).toArray());
  }

  private void assertOnlyFilesOf(ArraySpec spec) throws IOException {
    Stream<Path> companions =
        store().allocate(ArrayRef.of(newFile()), spec).companions().stream()
            .map(made -> newFile().resolveSibling(made.name()));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> !file.equals(folder)))
          .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of(newFile()), companions).toList());
    }
  }

  /** Checks that each variant round-trips or is refused as documented; all do with the capability, not all without it. */
  private void assertVariants(Capability capability, List<ArraySpec> variants) throws IOException {
    boolean declared = store().capabilities().contains(capability);
    int refused = 0;
    for (ArraySpec variant : variants) {
      Throwable refusal = catchThrowable(() -> store().allocate(ArrayRef.of(newFile()), variant));
      if (refusal == null) {
        assertRoundTrip(variant);
      } else {
        refused++;
        assertThat(declared).as("%s is declared, but %s is refused: %s", capability, variant, refusal)
            .isFalse();
        assertThatThrownBy(() -> create(newFile(), variant)).as("%s", variant)
            .isInstanceOf(UnsupportedArrayException.class);
      }
      assertThat(folder).as("after %s", variant).isEmptyDirectory();
    }
    assertThat(declared || refused > 0)
        .as("%s is not declared, but nothing of it is refused: declare it", capability).isTrue();
  }

  /** Creates, checks zeros, fills, reopens, checks; leaves the folder empty. */
  private void assertRoundTrip(ArraySpec spec) throws IOException {
    try (StoredArray array = create(newFile(), spec)) {
      assertThat(array.spec()).isEqualTo(spec);
      assertZeros(array.view());
      Samples.fill(array.view());
    }
    try (StoredArray array = opener(newFile()).open()) {
      assertThat(array.spec()).isEqualTo(spec);
      Indices.assertElements(array.view(), position -> Samples.value(spec.dtype(), position));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> !file.equals(folder)).sorted(Comparator.reverseOrder())
          .toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertZeros(NdArray view) {
    Object zero = NdArray.allocate(ArraySpec.of(view.dtype())).getValue();
    Indices.assertElements(view, position -> zero);
  }
}
