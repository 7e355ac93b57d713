package org.mmaparrays.compute.internal.moments;

import org.mmaparrays.ArrayData;
import org.mmaparrays.NdArray;
import org.mmaparrays.compute.internal.loops.KernelSelector;
import org.mmaparrays.compute.internal.loops.Lanes;
import org.mmaparrays.compute.internal.loops.Loops;
import org.mmaparrays.compute.internal.loops.PortableLoops;
import org.mmaparrays.compute.internal.loops.Rows;
import org.mmaparrays.compute.internal.tiles.ElementSource;
import org.mmaparrays.compute.internal.tiles.Tile;
import org.mmaparrays.model.Primitive;

/** Adds the elements of views to moments, each to its lane. For one thread, which owns its buffers. */
public final class MomentsOfRuns {
  private static final KernelSelector<Loops> FLOATS = KernelSelector.of(false, MomentsOfRuns::rehearsal);
  private static final KernelSelector<Loops> DOUBLES = KernelSelector.of(true, MomentsOfRuns::rehearsal);

  private final Lanes lanes;
  private final boolean ordered;
  private final ElementSource feed;
  private final KernelSelector<Loops> choice;
  private final Loops portable = new PortableLoops();
  private final BlockMoments blocks;

  /** @param ordered whether extremes are found */
  public MomentsOfRuns(ArrayData array, Lanes lanes, boolean ordered) {
    Primitive primitive = Tile.primitive(array);
    this.lanes = lanes;
    this.ordered = ordered;
    this.feed = new ElementSource(array);
    this.choice = feed.givesDoubles() ? DOUBLES : FLOATS;
    this.blocks = new BlockMoments(feed.givesDoubles(), ordered && !Tile.isLong(primitive));
  }

  /** Adds all elements of a view, which starts at a first column. */
  public void addTo(Moments moments, NdArray view) {
    choice.count(view);
    feed.give(view, lanes.count(), (memory, elements, tile) -> {
      lanes.visit(memory, feed.givesDoubles(), elements, BlockMoments.ROWS,
          (rows, first) -> blocks.addTo(moments, rows, first, choice.loops(portable)));
      if (ordered && tile != null) {
        extend(moments, tile, (int) elements);
      }
    });
  }

  private void extend(Moments moments, Tile tile, int elements) {
    for (int at = 0; at < elements; at += lanes.count()) {
      tile.extend(at, Math.min(lanes.count(), elements - at), moments.mins, moments.maxs);
    }
  }

  private static Runnable rehearsal(Rows rows, Loops loops) {
    BlockMoments blocks = new BlockMoments(rows.doubles(), true);
    Moments moments = new Moments(rows.width());
    return () -> blocks.addTo(moments, rows, 0, loops);
  }
}
