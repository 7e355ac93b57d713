package org.mmaparrays.compute.internal.moments;

import java.util.Arrays;
import java.util.function.Function;
import org.mmaparrays.ArrayData;
import org.mmaparrays.Chunk;
import org.mmaparrays.compute.internal.loops.KernelSelector;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.Loops;
import org.mmaparrays.compute.internal.loops.PortableLoops;
import org.mmaparrays.compute.internal.loops.Rows;
import org.mmaparrays.compute.internal.tiles.ElementSource;

/** The sum of a chunk's elements: in lanes, which are added pairwise. For one thread, which owns its buffers. */
public final class Sums implements Function<Chunk, Sums.Compensated> {
  private static final KernelSelector<Loops> FLOATS = KernelSelector.of(false, Sums::rehearsal);
  private static final KernelSelector<Loops> DOUBLES = KernelSelector.of(true, Sums::rehearsal);

  /** Rows added one after another: the bound of the error, in units of the last place. */
  private static final int ROWS = 2048;

  private final Lanes lanes = Lanes.ofColumns(1);
  private final double[] sums = new double[Loops.SIZE];
  private final Loops portable = new PortableLoops();
  private final ElementSource feed;
  private final KernelSelector<Loops> choice;
  private Compensated total = Compensated.ZERO;

  /** A sum, and its error by rounding. */
  public record Compensated(double sum, double rest) {
    static final Compensated ZERO = new Compensated(0, 0);

    public Compensated plus(Compensated other) {
      double total = sum + other.sum;
      double part = total - sum;
      // The error of the total by rounding, exactly (Knuth's TwoSum).
      double lost = sum - (total - part) + (other.sum - part);
      return new Compensated(total, rest + other.rest + lost);
    }

    public double value() {
      // The rest of infinities is NaN.
      return Double.isFinite(sum) ? sum + rest : sum;
    }
  }

  public Sums(ArrayData array) {
    feed = new ElementSource(array);
    choice = feed.givesDoubles() ? DOUBLES : FLOATS;
  }

  @Override
  public Compensated apply(Chunk chunk) {
    total = Compensated.ZERO;
    choice.count(chunk.view());
    feed.give(chunk.view(), lanes.count(),
        (memory, elements, tile) -> lanes.visit(
            memory, feed.givesDoubles(), elements, ROWS, (rows, first) -> add(rows)));
    return total;
  }

  private void add(Rows rows) {
    Arrays.fill(sums, 0);
    choice.loops(portable).add(rows, sums);
    double sum = ofLanes(sums);
    total = total.plus(new Compensated(Double.isNaN(sum) ? ofNumbers(rows) : sum, 0));
  }

  /** Adds the second half to the first, until one is left: a loop that is a vector loop, and a tree that is balanced. */
  private static double ofLanes(double[] sums) {
    for (int half = Lanes.WIDTH / 2; half > 0; half /= 2) {
      for (int lane = Loops.SUMS; lane < Loops.SUMS + half; lane++) {
        sums[lane] += sums[half + lane];
      }
    }
    return sums[Loops.SUMS];
  }

  /** Returns the sum once more, for blocks with NaNs, which are left out. */
  private double ofNumbers(Rows rows) {
    Arrays.fill(sums, 0);
    for (int row = 0; row < rows.count(); row++) {
      for (int lane = 0; lane < rows.width(); lane++) {
        double value = rows.get(row, lane);
        sums[Loops.SUMS + lane] += Double.isNaN(value) ? 0 : value;
      }
    }
    return ofLanes(sums);
  }

  private static Runnable rehearsal(Rows rows, Loops loops) {
    double[] sums = new double[Loops.SIZE];
    return () -> loops.add(rows, sums);
  }
}
