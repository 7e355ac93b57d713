package org.mmaparrays.cli.scan;

import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.command.CommandFailure;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.cli.progress.ProgressBars;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Region;
import org.mmaparrays.model.StorageFaultException;

/** Copies the elements of one array to another of the same type and shape, and compares them, in constant memory. */
public final class Copy {
  private final StoredArray source;
  private final ArrayRef target;
  private final EscapingPrinter err;

  /**
   * A copy from an open array.
   *
   * @param source where the elements come from
   * @param target the name in messages of the array that they go to
   * @param err where progress is shown
   */
  public Copy(StoredArray source, ArrayRef target, EscapingPrinter err) {
    this.source = source;
    this.target = target;
    this.err = err;
  }

  public void copyTo(StoredArray copy) {
    Boxes boxes = new Boxes(source, copy.spec().order());
    try (Progress.Task progress = ProgressBars.ofBytes(err).start("copying", source.spec().byteSize())) {
      boxes.forEach((where, from) -> {
        copy.view().region(where).copyFrom(from);
        progress.advance(bytes(from));
      });
      copy.flush();
    } catch (StorageFaultException fault) {
      throw new CommandFailure(
          target,
          "could not be copied from " + source.ref() + ": " + reason(fault) + "; nothing was created", fault);
    }
  }

  private String reason(StorageFaultException fault) {
    return source.info().mapped()
        ? "the disk is full or failed, or " + source.ref() + " was truncated meanwhile"
        : String.valueOf(fault.getMessage());
  }

  /** Compares bit by bit, so that a NaN equals itself and a zero not its negative. */
  public void verify(StoredArray copy) {
    Boxes boxes = new Boxes(source, copy.spec().order());
    try (Progress.Task progress = ProgressBars.ofBytes(err).start("checking", source.spec().byteSize())) {
      boxes.forEachWith(() -> {
        TileBuffer mine = new TileBuffer(source.spec().dtype(), boxes.largest());
        TileBuffer theirs = new TileBuffer(source.spec().dtype(), boxes.largest());
        return (where, box) -> {
          NdArray expected = mine.load(box);
          NdArray found = theirs.load(copy.view().region(where));
          if (expected.segment().mismatch(found.segment()) >= 0) {
            throw differs(where);
          }
          progress.advance(bytes(expected));
        };
      });
    }
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
