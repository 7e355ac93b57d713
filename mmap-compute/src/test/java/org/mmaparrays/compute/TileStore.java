package org.mmaparrays.compute;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** A format of the tests: an array in memory, given out block by block as if it were decoded from the file. */
final class TileStore implements ArrayStore {
  private final NdArray contents;
  private final Shape tile;

  private TileStore(NdArray contents, Shape tile) {
    this.contents = contents;
    this.tile = tile;
  }

  /**
   * Opens an array as one that is decoded.
   *
   * @param file any file
   * @param tile the shape of a block
   */
  static StoredArray open(Path file, NdArray contents, long... tile) throws IOException {
    return ArrayStores.opener(ArrayRef.of(file)).store(new TileStore(contents, Shape.of(tile))).open();
  }

  @Override
  public String name() {
    return "tiles";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.DECODED);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.declined("of the tests");
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) {
    ArraySpec spec = ArraySpec.of(contents.dtype(), contents.shape());
    return new Storage.Decoded(ref.file(), spec, tile, "tiles of " + tile, () -> new BlockReader() {
      @Override
      public MemorySegment read(long... index) {
        return block(index);
      }

      @Override
      public void close() {
        // There is nothing to close.
      }
    });
  }

  private MemorySegment block(long... index) {
    NdArray whole = NdArray.allocate(ArraySpec.of(contents.dtype(), tile));
    NdArray from = contents;
    NdArray to = whole;
    for (int axis = 0; axis < index.length; axis++) {
      long start = index[axis] * tile.dim(axis);
      long stop = Math.min(contents.shape().dim(axis), start + tile.dim(axis));
      from = from.slice(axis, start, stop, 1);
      to = to.slice(axis, 0, stop - start, 1);
    }
    to.copyFrom(from);
    return whole.segment().asReadOnly();
  }
}
