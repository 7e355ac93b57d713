package org.mmaparrays.cli;

import java.io.PrintWriter;
import org.mmaparrays.ArrayRef;
import org.mmaparrays.NdArray;
import org.mmaparrays.Region;
import org.mmaparrays.StorageFaultException;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;

/** Copies the elements of one array to another of the same type and shape, and compares them, in constant memory. */
final class Copy {
  private final StoredArray source;
  private final ArrayRef target;
  private final PrintWriter err;

  /**
   * A copy from an open array.
   *
   * @param source where the elements come from
   * @param target what messages call the array that they go to
   * @param err where progress is shown
   */
  Copy(StoredArray source, ArrayRef target, PrintWriter err) {
    this.source = source;
    this.target = target;
    this.err = err;
  }

  void copyTo(StoredArray copy) {
    Tiling tiles = Tiling.between(source.spec(), copy.spec().order());
    try (Progress.Task progress = ProgressBars.ofBytes(err).start("copying", source.spec().byteSize())) {
      tiles.forEach(region -> {
        NdArray from = source.view().region(region);
        copy.view().region(region).copyFrom(from);
        progress.advance(bytes(from));
      });
      copy.flush();
    } catch (StorageFaultException fault) {
      throw new CommandFailure(
          target,
          "could not be copied from " + source.ref() + ": the disk is full or failed, or " + source.ref()
              + " was truncated meanwhile; nothing was created",
          fault);
    }
  }

  /** Compares bit by bit, so that a NaN equals itself and a zero not its negative. */
  void verify(StoredArray copy) {
    Tiling tiles = Tiling.between(source.spec(), copy.spec().order());
    ThreadLocal<TileBuffer> mine = ThreadLocal.withInitial(() -> buffer(tiles));
    ThreadLocal<TileBuffer> theirs = ThreadLocal.withInitial(() -> buffer(tiles));
    try (Progress.Task progress = ProgressBars.ofBytes(err).start("checking", source.spec().byteSize())) {
      tiles.forEach(region -> {
        NdArray expected = mine.get().load(source.view().region(region));
        NdArray found = theirs.get().load(copy.view().region(region));
        if (expected.segment().mismatch(found.segment()) >= 0) {
          throw differs(region);
        }
        progress.advance(bytes(expected));
      });
    }
  }

  private TileBuffer buffer(Tiling tiles) {
    return new TileBuffer(source.spec().dtype(), tiles.largest());
  }

  private CommandFailure differs(Region region) {
    return new CommandFailure(
        target,
        "differs from " + source.ref() + " in region " + region + " after copying: " + source.ref()
            + " is being changed, or a disk fails; nothing was created");
  }

  private static long bytes(NdArray tile) {
    return tile.shape().elementCount() * tile.dtype().byteSize();
  }
}
