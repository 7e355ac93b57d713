package org.mmaparrays.compute.internal.tiles;

import java.lang.foreign.MemorySegment;
import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.KernelSelector;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.Loops;
import org.mmaparrays.compute.internal.loops.PortableLoops;
import org.mmaparrays.compute.internal.loops.Rows;
import org.mmaparrays.compute.internal.loops.SegmentSlices;

/** An affine map of columns, from views of some rows to views of the same rows. For one thread, which owns its buffers. */
public final class ColumnScaling {
  private static final KernelSelector<Loops> FLOATS = KernelSelector.of(false, ColumnScaling::rehearsal);
  private static final KernelSelector<Loops> DOUBLES = KernelSelector.of(true, ColumnScaling::rehearsal);

  private static final int ROWS = 64;

  private final Lanes lanes;
  private final double[] shifts;
  private final double[] scales;
  private final boolean doubles;
  private final boolean direct;
  private final KernelSelector<Loops> choice;
  private final Loops portable = new PortableLoops();
  private final double[] constants = new double[Loops.SIZE];
  private int firstOfConstants = -1;
  private final TileMap tiles;

  public ColumnScaling(ArrayData source, ArrayData target, double[] shift, double[] scale) {
    this.lanes = Lanes.ofColumns(shift.length);
    this.shifts = lanes.repeat(shift);
    this.scales = lanes.repeat(scale);
    this.doubles = ElementSource.givesDoubles(Tile.primitive(target));
    this.direct = ElementSource.isDirect(source) && source.dtype().equals(target.dtype());
    this.choice = doubles ? DOUBLES : FLOATS;
    this.tiles = new TileMap(Tile.primitive(source), Tile.primitive(target), lanes);
  }

  /** Maps some rows. */
  public void scale(NdArray source, NdArray target) {
    choice.count(target);
    if (direct && ElementSource.isDense(source) && ElementSource.isDense(target)) {
      target.writeSegment(to -> source.readSegment(from -> scaleDense(from, to)));
    } else {
      tiles.map(source, target, this::scaleRow);
    }
  }

  private void scaleDense(MemorySegment source, MemorySegment target) {
    int size = Rows.elementSize(doubles);
    long elements = source.byteSize() / size;
    long max = SegmentSlices.maxElements(lanes.count(), size);
    for (long at = 0; at < elements; at += max) {
      long some = Math.min(max, elements - at);
      MemorySegment from = SegmentSlices.of(source, at * size, some * size);
      MemorySegment to = SegmentSlices.of(target, at * size, some * size);
      lanes.visit(from, doubles, some, ROWS, (rows, first) -> {
        setConstants(first);
        choice.loops(portable).scale(rows, rows.in(to), constants);
      });
    }
  }

  /** Sets the shifts and scales of the lanes from {@code first} on. */
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
