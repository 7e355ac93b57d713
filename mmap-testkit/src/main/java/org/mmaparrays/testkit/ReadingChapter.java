package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.ReadAdvice;
import org.mmaparrays.model.ReadOnlyArrayException;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.RowRange;

/** Elements, one by one and in bulk, whole and sliced. */
abstract class ReadingChapter extends OpeningChapter {
  ReadingChapter() {}

  /** READ-1: every element of each golden file has its known value. */
  @Rule("READ-1")
  final void read1_everyElement() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        Indices.assertElements(array.view(), golden.values());
      }
    }
  }

  /** READ-2: loading gives the same elements in memory, which outlive the file. */
  @Rule("READ-2")
  final void read2_load() throws IOException {
    for (Golden golden : goldens()) {
      NdArray loaded;
      try (StoredArray array = opener(copyOf(golden)).open()) {
        loaded = array.load();
      }
      assertThat(loaded.dtype()).isEqualTo(golden.spec().dtype());
      Indices.assertElements(loaded, golden.values());
    }
  }

  /** READ-3: a region has the elements of its box. */
  @Rule("READ-3")
  final void read3_region() throws IOException {
    Golden golden = golden();
    try (StoredArray array = opener(copyOf(golden)).open()) {
      long[] stops = array.spec().shape().dims();
      long[] starts = new long[stops.length];
      for (int axis = 0; axis < stops.length; axis++) {
        starts[axis] = stops[axis] / 2;
      }
      NdArray box = array.loadRegion(Region.of(starts, stops));
      for (long[] index : new Indices(box.shape())) {
        long[] whole = index.clone();
        for (int axis = 0; axis < whole.length; axis++) {
          whole[axis] += starts[axis];
        }
        assertThat(box.getValue(index)).isEqualTo(array.view().getValue(whole));
      }
    }
  }

  /** READ-4: a transposed view has the same elements under reversed indices, also when copied. */
  @Rule("READ-4")
  final void read4_transpose() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        NdArray transposed = array.view().transpose();
        NdArray copy = NdArray.allocate(
            array.spec().withOrder(MemoryOrder.C).withShape(transposed.shape()));
        copy.copyFrom(transposed);
        for (long[] index : new Indices(transposed.shape())) {
          long[] reversed = new long[index.length];
          for (int axis = 0; axis < index.length; axis++) {
            reversed[axis] = index[index.length - 1 - axis];
          }
          Object expected = array.view().getValue(reversed);
          assertThat(transposed.getValue(index)).isEqualTo(expected);
          assertThat(copy.getValue(index)).isEqualTo(expected);
        }
      }
    }
  }

  /** READ-5: every second index of an axis, backwards, is just that. */
  @Rule("READ-5")
  final void read5_stepsAndFlips() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray view = array.view();
      for (int axis = 0; axis < view.shape().rank(); axis++) {
        long length = view.shape().dim(axis);
        NdArray stepped = view.slice(axis, 0, length, 2).flip(axis);
        NdArray copy = stepped.copy();
        for (long[] index : new Indices(stepped.shape())) {
          long[] whole = index.clone();
          whole[axis] = 2 * (stepped.shape().dim(axis) - 1 - index[axis]);
          assertThat(stepped.getValue(index)).isEqualTo(view.getValue(whole));
          assertThat(copy.getValue(index)).isEqualTo(view.getValue(whole));
        }
      }
    }
  }

  /** READ-6: an index outside the shape, or of another number of axes, is an IndexOutOfBoundsException. */
  @Rule("READ-6")
  final void read6_bounds() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray view = array.view();
      long[] beyond = view.shape().dims();
      long[] negative = new long[beyond.length];
      Arrays.fill(negative, -1);
      for (long[] index : new long[][] {beyond, negative, new long[beyond.length + 1]}) {
        if (index.length > 0) {
          assertThatThrownBy(() -> view.getValue(index))
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining(view.shape().toString());
        }
      }
    }
  }

  /** READ-7: reading as another type is an IllegalArgumentException that says how to read. */
  @Rule("READ-7")
  final void read7_wrongType() throws IOException {
    try (StoredArray array = opener(copyOf(golden())).open()) {
      NdArray view = array.view();
      long[] first = new long[view.shape().rank()];
      switch (Samples.primitive(view.dtype())) {
        case FLOAT32 -> assertThatThrownBy(() -> view.getDouble(first))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("use getFloat");
        default -> assertThatThrownBy(() -> view.getFloat(first))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("use get");
      }
    }
  }

  /** READ-8: setting an element of an array that is open for reading is a ReadOnlyArrayException and changes nothing. */
  @Rule("READ-8")
  final void read8_readOnly() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    try (StoredArray array = opener(file).open()) {
      NdArray view = array.view();
      long[] first = new long[view.shape().rank()];
      Object value = view.getValue(first);
      assertThatThrownBy(() -> view.setValue(first, value)).isInstanceOf(ReadOnlyArrayException.class)
          .hasMessageContaining("READ_WRITE");
      assertThatThrownBy(() -> view.fill(value)).isInstanceOf(ReadOnlyArrayException.class);
      assertThatThrownBy(() -> view.copyFrom(view.copy())).isInstanceOf(ReadOnlyArrayException.class);
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** READ-9: advice, for all rows or some, changes no element; rows that are not there are refused. */
  @Rule("READ-9")
  final void read9_advice() throws IOException {
    for (Golden golden : goldens()) {
      try (StoredArray array = opener(copyOf(golden)).open()) {
        NdArray before = array.load();
        long rows = RowRange.all(array.shape()).count();
        for (ReadAdvice advice : ReadAdvice.values()) {
          array.advise(advice);
          Indices.assertSame(array.view(), before);
          array.advise(advice, new RowRange(rows / 2, rows));
          array.advise(advice, new RowRange(0, 0));
          Indices.assertSame(array.view(), before);
          assertThatThrownBy(() -> array.advise(advice, new RowRange(0, rows + 1)))
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
    }
  }
}
