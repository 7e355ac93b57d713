package org.mmaparrays;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.internal.chunks.ChunkReader;
import org.mmaparrays.model.RowRange;

/** One walk through all chunks in their order; its reader ends with it. */
final class ChunkIterator implements Iterator<Chunk> {
  private final Chunks chunks;
  private @Nullable ChunkReader reader;
  private long next;

  ChunkIterator(Chunks chunks) {
    this.chunks = chunks;
  }

  @Override
  public boolean hasNext() {
    if (next < chunks.count()) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public Chunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (reader == null) {
      reader = chunks.walkingReader();
    }
    RowRange rows = chunks.rows(next);
    NdArray view;
    try {
      view = new NdArray(reader.read(rows));
    } catch (RuntimeException | Error failed) {
      close();
      throw failed;
    }
    return new Chunk(next++, rows, view);
  }

  /** Closes the reader; a later {@code next()} opens a new one. */
  void close() {
    ChunkReader ended = reader;
    reader = null;
    if (ended != null) {
      ended.close();
    }
  }
}
