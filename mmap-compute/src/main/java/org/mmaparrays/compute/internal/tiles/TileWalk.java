package org.mmaparrays.compute.internal.tiles;

import java.util.function.Consumer;
import org.mmaparrays.NdArray;

/** Cuts views into pieces that fit a tile, in row-major order: as many rows at once as fit, or parts of one row. */
public final class TileWalk {
  private TileWalk() {}

  /**
   * Visits the pieces of views of one shape, those of all at the same place at once.
   *
   * @param max the most elements of a piece
   */
  public static void visit(int max, Consumer<NdArray[]> visitor, NdArray... views) {
    long elements = views[0].shape().elementCount();
    if (elements <= max) {
      if (elements > 0) {
        visitor.accept(views);
      }
      return;
    }
    long rows = views[0].shape().dim(0);
    long step = max / (elements / rows);
    NdArray[] piece = new NdArray[views.length];
    for (long row = 0; row < rows; row += Math.max(1, step)) {
      for (int i = 0; i < views.length; i++) {
        piece[i] = step == 0 ? views[i].row(row) : views[i].rows(row, Math.min(rows, row + step));
      }
      visit(max, visitor, piece.clone());
    }
  }
}
