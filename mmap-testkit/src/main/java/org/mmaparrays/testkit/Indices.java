package org.mmaparrays.testkit;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.assertj.core.api.Assertions;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;

/** All indices of a shape in row-major order. */
record Indices(Shape shape) implements Iterable<long[]> {
  @Override
  public Iterator<long[]> iterator() {
    return new Iterator<>() {
      private long position;

      @Override
      public boolean hasNext() {
        return position < shape.elementCount();
      }

      @Override
      public long[] next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return at(position++);
      }
    };
  }

  /** Returns the index of a row-major position. */
  long[] at(long position) {
    long[] index = new long[shape.rank()];
    long rest = position;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }

  /** Checks every element of a view, one by one. */
  static void assertElements(NdArray view, LongFunction<?> expected) {
    long position = 0;
    for (long[] index : new Indices(view.shape())) {
      Assertions.assertThat(view.getValue(index)).as(() -> "element " + Arrays.toString(index))
          .isEqualTo(expected.apply(position++));
    }
  }

  /** Checks that all elements have the same bits in both, in every memory order. */
  static void assertSame(NdArray actual, NdArray expected) {
    Assertions.assertThat(actual.dtype()).isEqualTo(expected.dtype());
    Assertions.assertThat(actual.shape()).isEqualTo(expected.shape());
    Assertions.assertThat(rowMajor(actual).mismatch(rowMajor(expected)))
        .as("first byte that differs").isEqualTo(-1);
  }

  /** Returns all elements side by side, in row-major order. */
  static MemorySegment rowMajor(NdArray view) {
    NdArray copy = NdArray.allocate(ArraySpec.of(view.dtype(), view.shape()));
    copy.copyFrom(view);
    return copy.segment();
  }
}
