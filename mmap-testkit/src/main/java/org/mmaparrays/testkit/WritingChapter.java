package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Storage;

/** The rules of writing: the changes that it makes, and the files that it leaves alone. */
abstract class WritingChapter extends CreatingChapter {
  WritingChapter() {}

  /** WRITE-1: elements that are set in place are there when the array is opened again. */
  @Rule(value = "WRITE-1", needs = Capability.WRITE)
  final void write1_changesAreKept() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      Samples.fill(array.view());
    }
    try (StoredArray array = opener(file).open()) {
      Indices.assertElements(array.view(), position -> Samples.value(array.spec().dtype(), position));
    }
  }

  /** WRITE-2: setting one element changes bytes of that element and no others, in no file. */
  @Rule(value = "WRITE-2", needs = Capability.WRITE)
  final void write2_nothingElseChanges() throws IOException {
    Path file = copyOf(golden());
    ArraySpec spec = golden().spec();
    Map<String, String> before = contents();
    long[] index = new Indices(spec.shape()).at(1);
    long offset;
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray view = array.view();
      Object old = view.getValue(index);
      view.setValue(index, anotherThan(old, spec));
      offset = array.info().offset().orElseThrow();
      for (int axis = 0; axis < index.length; axis++) {
        offset += index[axis] * view.strides()[axis];
      }
    }
    Map<String, String> after = contents();
    String name = name(file).toString();
    assertThat(without(after.get(name), offset, spec)).isEqualTo(without(before.get(name), offset, spec));
    assertThat(after.get(name)).isNotEqualTo(before.get(name));
    after.remove(name);
    before.remove(name);
    assertThat(after).isEqualTo(before);
  }

  private static String without(@Nullable String hex, long offset, ArraySpec spec) {
    int from = 2 * Math.toIntExact(offset);
    return new StringBuilder(String.valueOf(hex)).replace(from, from + 2 * spec.dtype().byteSize(), "")
        .toString();
  }

  /** WRITE-3: all bits of all elements survive: payloads of NaNs, negative zeros, subnormals. */
  @Rule(value = "WRITE-3", needs = Capability.WRITE)
  final void write3_bitForBit() throws IOException {
    Path file = copyOf(golden());
    ArraySpec spec = golden().spec();
    byte[] bits = Samples.bits(spec.dtype(), Math.toIntExact(spec.shape().elementCount()));
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray source = NdArray.allocate(spec);
      MemorySegment.copy(bits, 0, source.segment(), ValueLayout.JAVA_BYTE, 0, bits.length);
      array.view().copyFrom(source);
    }
    try (StoredArray array = opener(file).open()) {
      assertThat(array.view().segment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bits);
    }
    switch (locate(file)) {
      case Storage.Contiguous at -> assertThat(Files.readAllBytes(at.file()))
          .as("the file's own bytes at %d", at.offset())
          .satisfies(bytes -> assertThat(
              Arrays.copyOfRange(bytes, (int) at.offset(), (int) at.offset() + bits.length))
              .isEqualTo(bits));
      case Storage.Decoded decoded -> throw new AssertionError(decoded + " can be written");
    }
  }

  /** WRITE-4: filling sets every element of the slice and none beside it. */
  @Rule(value = "WRITE-4", needs = Capability.WRITE)
  final void write4_fill() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      NdArray view = array.view();
      Samples.fill(view);
      Object value = Samples.value(view.dtype(), 7);
      int last = view.shape().rank() - 1;
      view.slice(last, 0, view.shape().dim(last), 2).fill(value);
      long position = 0;
      for (long[] index : new Indices(view.shape())) {
        Object expected = index[last] % 2 == 0 ? value : Samples.value(view.dtype(), position);
        assertThat(view.getValue(index)).isEqualTo(expected);
        position++;
      }
    }
  }

  /** WRITE-5: where arrays are read only, opening one for writing is an UnsupportedArrayException. */
  @Rule(value = "WRITE-5", lacks = Capability.WRITE)
  final void write5_readersRefuse() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    assertThatThrownBy(() -> opener(file).open(OpenMode.READ_WRITE))
        .isInstanceOf(UnsupportedArrayException.class);
    assertThat(contents()).isEqualTo(before);
  }

  /** WRITE-6: changes in copy-on-write mode are seen by their handle, and never reach the file. */
  @Rule("WRITE-6")
  final void write6_copyOnWriteIsPrivate() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open(OpenMode.COPY_ON_WRITE)) {
      Samples.fill(array.view());
      Indices.assertElements(array.view(), position -> Samples.value(array.spec().dtype(), position));
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** WRITE-7: flushing in copy-on-write mode is an UnsupportedOperationException that names the ways out. */
  @Rule("WRITE-7")
  final void write7_copyOnWriteDoesNotFlush() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      assertThatThrownBy(array::flush)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("READ_WRITE")
          .hasMessageContaining("saveAs")
          .hasMessageContaining("commit");
    }
  }

  /** WRITE-8: the rows that have changed in copy-on-write mode are told exactly, also where an element got its old value again. */
  @Rule("WRITE-8")
  final void write8_changedRowsAreTold() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      assertThat(array.changedRows()).isEmpty();
      long[] index = new Indices(array.spec().shape()).at(1);
      Object old = array.view().getValue(index);
      array.view().setValue(index, old);
      assertThat(array.changedRows()).as("set to what it was").isEmpty();
      array.view().setValue(index, anotherThan(old, array.spec()));
      assertThat(array.changedRows()).containsExactly(new RowRange(index[0], index[0] + 1));
      array.view().setValue(index, old);
      assertThat(array.changedRows()).as("set back").isEmpty();
    }
  }

  /** WRITE-9: saved under another name, an array has its changes there, and its own file is as it was. */
  @Rule(value = "WRITE-9", needs = Capability.CREATE)
  final void write9_changesAreSavedElsewhere() throws IOException {
    Path file = copyOf(golden());
    Path target = newFile("saved-");
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open(OpenMode.COPY_ON_WRITE)) {
      Samples.fill(array.view());
      array.saveAs(ArrayRef.of(target), OpenMode.CREATE_NEW);
      assertThatThrownBy(() -> array.saveAs(ArrayRef.of(target), OpenMode.CREATE_NEW))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> array.saveAs(ArrayRef.of(file), OpenMode.CREATE))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (StoredArray saved = opener(target).open()) {
      assertThat(saved.spec()).isEqualTo(golden().spec());
      Indices.assertElements(saved.view(), position -> Samples.value(saved.spec().dtype(), position));
    }
    assertThat(contents()).containsAllEntriesOf(before);
  }

  /** WRITE-10: committed changes are in the file; no other byte of any file has changed. */
  @Rule(value = "WRITE-10", needs = Capability.WRITE)
  final void write10_changesAreCommitted() throws IOException {
    Path file = copyOf(golden());
    ArraySpec spec = golden().spec();
    Map<String, String> before = contents();
    long[] index = new Indices(spec.shape()).at(1);
    try (StoredArray array = opener(file).open(OpenMode.COPY_ON_WRITE)) {
      Object old = array.view().getValue(index);
      array.view().setValue(index, anotherThan(old, spec));
      array.commit();
      assertThat(array.changedRows()).isEmpty();
      try (StoredArray other = opener(file).open()) {
        assertThat(other.view().getValue(index)).isEqualTo(anotherThan(old, spec));
      }
      assertThat(contents().keySet()).isEqualTo(before.keySet());
      array.view().setValue(index, old);
      array.commit();
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** WRITE-11: where arrays are read only, committing is an UnsupportedOperationException and changes nothing. */
  @Rule(value = "WRITE-11", lacks = Capability.WRITE)
  final void write11_readersDoNotCommit() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open(OpenMode.COPY_ON_WRITE)) {
      Samples.fill(array.view());
      assertThatThrownBy(array::commit).isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("saveAs");
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** WRITE-12: advice and early write-back lose no element that was set, and make nothing final. */
  @Rule(value = "WRITE-12", needs = Capability.WRITE)
  final void write12_adviceLosesNothing() throws IOException {
    Path file = copyOf(golden());
    try (StoredArray array = opener(file).open(OpenMode.READ_WRITE)) {
      RowRange rows = RowRange.all(array.shape());
      for (ReadAdvice advice : ReadAdvice.values()) {
        Samples.fill(array.view());
        array.writeBack(rows);
        array.advise(advice, rows);
        Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), position));
        array.view().fill(Samples.value(array.dtype(), 7));
        array.advise(advice);
        Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), 7));
      }
    }
    try (StoredArray array = opener(file).open()) {
      Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), 7));
    }
  }

  /** WRITE-13: in copy-on-write mode advice loses no change, and writing back is an UnsupportedOperationException. */
  @Rule("WRITE-13")
  final void write13_adviceLosesNoPrivateChange() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open(OpenMode.COPY_ON_WRITE)) {
      RowRange rows = RowRange.all(array.shape());
      Samples.fill(array.view());
      for (ReadAdvice advice : ReadAdvice.values()) {
        array.advise(advice);
        array.advise(advice, rows);
        Indices.assertElements(array.view(), position -> Samples.value(array.dtype(), position));
      }
      assertThatThrownBy(() -> array.writeBack(rows)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  private static Object anotherThan(Object old, ArraySpec spec) {
    return Samples.value(spec.dtype(), 0).equals(old)
        ? Samples.value(spec.dtype(), 3)
        : Samples.value(spec.dtype(), 0);
  }
}
