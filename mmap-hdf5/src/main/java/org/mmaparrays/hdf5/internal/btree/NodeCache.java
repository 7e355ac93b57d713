package org.mmaparrays.hdf5.internal.btree;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A cache of the parts of an index that were read last, by their address. The number of entries in all of them is bounded. */
public final class NodeCache<N> {
  private static final long MOST_ENTRIES = 1 << 18;

  private final Reading<N> reading;
  private final Cache<Long, N> nodes;

  /** Reads a part of an index. */
  public interface Reading<N> {
    N read(long address, int what) throws IOException;
  }

  /** Counts the entries of a part. */
  public interface Size<N> {
    int of(N node);
  }

  public NodeCache(Reading<N> reading, Size<N> size) {
    this.reading = reading;
    // A single segment: each of several would get its share of the weight, and most nodes would fit into none.
    this.nodes = CacheBuilder.newBuilder().concurrencyLevel(1).maximumWeight(MOST_ENTRIES)
        .<Long, N>weigher((address, node) -> size.of(node)).build();
  }

  /**
   * Returns the part at an address. Two threads that ask for it at once may both read it, which does no harm.
   *
   * @param what tells the reading the kind of part
   */
  public N get(long address, int what) throws IOException {
    @Nullable
    N known = nodes.getIfPresent(address);
    if (known != null) {
      return known;
    }
    N read = reading.read(address, what);
    nodes.put(address, read);
    return read;
  }
}
