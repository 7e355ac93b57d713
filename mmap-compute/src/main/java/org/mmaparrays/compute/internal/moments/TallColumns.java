package org.mmaparrays.compute.internal.moments;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.passes.Pass;

/**
 * The columns of an array in column-major order, one after another, where each is long enough to be worth that.
 *
 * <p>For one thread, which owns its buffers.
 */
public final class TallColumns implements Consumer<Chunk> {
  /** The elements of a column beside which merging its lanes is cheap. */
  private static final long TALL = 1 << 14;

  private final Moments total;
  private final int columnsPerRow;
  private final MomentsOfRuns runs;
  private final Moments lanes;

  public TallColumns(NdArray tall, Moments total, boolean ordered) {
    this.total = total;
    this.columnsPerRow =
        Math.toIntExact(Pass.rowElements(tall.shape()) / tall.shape().dim(tall.shape().rank() - 1));
    Lanes dealt = Lanes.ofColumns(1);
    this.runs = new MomentsOfRuns(tall, dealt, ordered);
    this.lanes = new Moments(dealt.count());
  }

  /** Returns the array with its first axis last, so that its columns are runs; null if it is not a case for this class. */
  public static @Nullable NdArray of(ArrayData array) {
    NdArray view = array.inPlace().orElse(null);
    if (view == null || view.shape().rank() < 2 || view.shape().dim(0) < TALL
        || Pass.rowElements(view.shape()) == 1) {
      return null;
    }
    long[] strides = view.strides();
    for (int axis = 1; axis < strides.length; axis++) {
      if (view.shape().dim(axis) > 1 && Math.abs(strides[axis]) < Math.abs(strides[0])) {
        return null;
      }
    }
    return view.transpose(
        IntStream.range(0, strides.length).map(k -> (k + 1) % strides.length).toArray());
  }

  @Override
  public void accept(Chunk chunk) {
    NdArray view = chunk.view();
    for (long row = 0; row < chunk.rows().count(); row++) {
      visit(view.row(row), Math.toIntExact((chunk.rows().from() + row) * columnsPerRow));
    }
  }

  /** Visits all columns of a view, the first of which has this number; returns the number after the last. */
  private int visit(NdArray view, int column) {
    int next = column;
    if (view.shape().rank() == 1) {
      lanes.clear();
      runs.addTo(lanes, view);
      total.set(next++, lanes.perColumn(1));
    } else {
      for (long i = 0; i < view.shape().dim(0); i++) {
        next = visit(view.row(i), next);
      }
    }
    return next;
  }
}
