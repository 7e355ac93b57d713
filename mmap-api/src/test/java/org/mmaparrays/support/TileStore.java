package org.mmaparrays.support;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.BlockReader;
import org.mmaparrays.spi.BlockSource;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * A format of the tests whose file has an array block after block, each inverted bit by bit; what else there is to know, the
 * store knows. It reads through a channel, which an interrupt closes, and never keeps a block.
 */
public final class TileStore implements ArrayStore {
  private final ArraySpec spec;
  private final Shape tile;

  /** How many blocks have been read. */
  public final AtomicLong reads = new AtomicLong();

  /** How many readers are open. */
  public final AtomicInteger open = new AtomicInteger();

  public TileStore(ArraySpec spec, Shape tile) {
    this.spec = spec;
    this.tile = tile;
  }

  /** Writes the file of an array. */
  public static TileStore write(Path file, NdArray contents, long... tile) throws IOException {
    TileStore store = new TileStore(ArraySpec.of(contents.dtype(), contents.shape()), Shape.of(tile));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long number = 0; number < store.grid().elementCount(); number++) {
        NdArray whole = NdArray.allocate(ArraySpec.of(contents.dtype(), store.tile));
        whole.segment().fill((byte) 0xEE); // What lies outside the array is nothing of its.
        NdArray from = contents;
        NdArray to = whole;
        long rest = number;
        for (int axis = tile.length - 1; axis >= 0; axis--) {
          long at = rest % store.grid().dim(axis) * tile[axis];
          rest /= store.grid().dim(axis);
          long end = Math.min(contents.shape().dim(axis), at + tile[axis]);
          from = from.slice(axis, at, end, 1);
          to = to.slice(axis, 0, end - at, 1);
        }
        to.copyFrom(from);
        ByteBuffer bytes = invert(whole.segment().asByteBuffer());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
    return store;
  }

  private static ByteBuffer invert(ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) ~bytes.get(i));
    }
    return bytes;
  }

  private Shape grid() {
    long[] dims = spec.shape().dims();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Math.ceilDiv(dims[axis], tile.dim(axis));
    }
    return Shape.of(dims);
  }

  public ArrayOpener opener(Path file) {
    return ArrayStores.opener(ArrayRef.of(file)).store(this);
  }

  @Override
  public String name() {
    return "tiles";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.WRITE);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.declined("of the tests");
  }

  @Override
  public List<ArrayRef> list(Path file) {
    return List.of(ArrayRef.of(file));
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) {
    BlockSource source = () -> {
      Reader reader = new Reader(ref.file());
      open.incrementAndGet();
      return reader;
    };
    return new Storage.Decoded(ref.file(), spec, tile, "tiles of " + tile, source);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec wanted) throws UnsupportedArrayException {
    throw new UnsupportedArrayException(ref.file(), "tiles are not created");
  }

  private final class Reader implements BlockReader {
    private final Path file;
    private final FileChannel channel;
    private final int bytes = (int) (tile.elementCount() * spec.dtype().byteSize());

    Reader(Path file) throws IOException {
      this.file = file;
      this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public MemorySegment read(long... index) throws IOException {
      reads.incrementAndGet();
      long number = 0;
      for (int axis = 0; axis < index.length; axis++) {
        number = number * grid().dim(axis) + index[axis];
      }
      ByteBuffer block = ByteBuffer.allocate(bytes);
      while (block.hasRemaining()) {
        if (channel.read(block, number * bytes + block.position()) < 0) {
          throw new ArrayFormatException(file, number * bytes, "the end of the file",
              "a tile of " + bytes + " bytes");
        }
      }
      return MemorySegment.ofBuffer(invert(block.flip())).asReadOnly();
    }

    @Override
    public void close() throws IOException {
      open.decrementAndGet();
      channel.close();
    }
  }
}
