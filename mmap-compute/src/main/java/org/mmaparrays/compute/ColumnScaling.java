package org.mmaparrays.compute;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;

/** An affine map of columns, from views of some rows to views of the same rows. Of one thread, for its buffers. */
final class ColumnScaling {
  private static final LoopChoice<Loops> FLOATS = LoopChoice.of(false, ColumnScaling::rehearsal);
  private static final LoopChoice<Loops> DOUBLES = LoopChoice.of(true, ColumnScaling::rehearsal);

  private static final int ROWS = 64;

  private final Lanes lanes;
  private final double[] shifts;
  private final double[] scales;
  private final boolean doubles;
  private final boolean direct;
  private final LoopChoice<Loops> choice;
  private final Loops portable = new PortableLoops();
  private final double[] constants = new double[Loops.SIZE];
  private int firstOfConstants = -1;
  private final TileMap tiles;

  ColumnScaling(ArrayData source, ArrayData target, double[] shift, double[] scale) {
    this.lanes = Lanes.ofColumns(shift.length);
    this.shifts = lanes.repeat(shift);
    this.scales = lanes.repeat(scale);
    this.doubles = Feed.givesDoubles(Tile.primitive(target));
    this.direct = Feed.isDirect(source) && source.dtype().equals(target.dtype());
    this.choice = doubles ? DOUBLES : FLOATS;
    this.tiles = new TileMap(Tile.primitive(source), Tile.primitive(target), lanes);
  }

  /** Maps some rows. */
  void scale(NdArray source, NdArray target) {
    choice.count(target);
    if (direct && Feed.isDense(source) && Feed.isDense(target)) {
      target.writeSegment(to -> source.readSegment(from -> scaleDense(from, to)));
    } else {
      tiles.map(source, target, this::scaleRow);
    }
  }

  private void scaleDense(MemorySegment source, MemorySegment target) {
    int size = Rows.elementSize(doubles);
    long elements = source.byteSize() / size;
    long max = Runs.maxElements(lanes.count(), size);
    for (long at = 0; at < elements; at += max) {
      long some = Math.min(max, elements - at);
      MemorySegment from = Runs.of(source, at * size, some * size);
      MemorySegment to = Runs.of(target, at * size, some * size);
      lanes.visit(from, doubles, some, ROWS, (rows, first) -> {
        setConstants(first);
        choice.loops(portable).scale(rows, rows.in(to), constants);
      });
    }
  }

  /** The shifts and scales of the lanes from {@code first} on. */
  private void setConstants(int first) {
    if (first != firstOfConstants) {
      int width = Math.min(Lanes.WIDTH, lanes.count() - first);
      System.arraycopy(shifts, first, constants, Loops.SHIFTS, width);
      System.arraycopy(scales, first, constants, Loops.SUMS, width);
      firstOfConstants = first;
    }
  }

  private void scaleRow(double[] row, int count) {
    scaleRow(row, count, shifts, scales);
  }

  private static void scaleRow(double[] row, int count, double[] shifts, double[] scales) {
    for (int i = 0; i < count; i++) {
      row[i] = (row[i] - shifts[i]) * scales[i];
    }
  }

  private static Runnable rehearsal(Rows rows, Loops loops) {
    double[] constants = new double[Loops.SIZE];
    return () -> loops.scale(rows, rows, constants);
  }
}
