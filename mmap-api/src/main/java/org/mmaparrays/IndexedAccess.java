package org.mmaparrays;

import org.mmaparrays.internal.gather.ElementTake;
import org.mmaparrays.internal.gather.RowGather;
import org.mmaparrays.internal.memory.StridedMemory;
import org.mmaparrays.internal.shuffle.DecodedWindows;
import org.mmaparrays.internal.shuffle.MappedWindows;
import org.mmaparrays.internal.shuffle.ShuffleWindows;
import org.mmaparrays.internal.shuffle.WindowShuffle;

/** The ways to rows and elements by their index, for each kind of array. */
final class IndexedAccess {
  private IndexedAccess() {}

  /** Returns shape, type and right to read. */
  static StridedMemory outline(IndexedData data) {
    return switch (data) {
      case NdArray view -> view.elements;
      case MappedArray array -> array.view().elements;
      case DecodedArray array -> array.elements().outline();
    };
  }

  /** Prepares a gather; the rows are checked, and nothing is copied unless all are there. */
  static RowGather rows(IndexedData data, long... rows) {
    return switch (data) {
      case NdArray view -> RowGather.inPlace(view.elements, rows);
      case MappedArray array -> RowGather.inPlace(array.view().elements, rows);
      case DecodedArray array -> RowGather.decoded(array.elements(), rows);
    };
  }

  /** Prepares a take; the indices are checked, and nothing is copied unless all are there. */
  static ElementTake elements(IndexedData data, long... flat) {
    return switch (data) {
      case NdArray view -> ElementTake.inPlace(view.elements, flat);
      case MappedArray array -> ElementTake.inPlace(array.view().elements, flat);
      case DecodedArray array -> ElementTake.decoded(array.elements(), flat);
    };
  }

  /** Prepares the windows of a shuffle. */
  static ShuffleWindows windows(IndexedData data, WindowShuffle order, StridedMemory buffer) {
    return switch (data) {
      case NdArray view -> new MappedWindows(view.elements, order, buffer);
      case MappedArray array -> new MappedWindows(array.view().elements, order, buffer);
      case DecodedArray array -> new DecodedWindows(array.elements(), order, buffer);
    };
  }
}
