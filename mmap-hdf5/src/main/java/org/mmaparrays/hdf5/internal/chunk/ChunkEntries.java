package org.mmaparrays.hdf5.internal.chunk;

import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.model.ArrayFormatException;

/** Entries of an index that stand side by side; for any number of threads at a time. */
final class ChunkEntries {
  private final FieldReader fields;
  private final int start;
  private final int count;
  private final EntryFormat format;

  private ChunkEntries(FieldReader fields, int start, int count, EntryFormat format) {
    this.fields = fields;
    this.start = start;
    this.count = count;
    this.format = format;
  }

  /** Reads the next entries of a structure, which goes on behind them. */
  static ChunkEntries read(FieldReader fields, int count, EntryFormat format) throws ArrayFormatException {
    int start = fields.offset();
    fields.skip(count * format.bytes());
    return new ChunkEntries(fields, start, count, format);
  }

  int count() {
    return count;
  }

  /** Returns the chunk of an entry; null if it was never stored. */
  @Nullable
  StoredChunk get(int entry) throws ArrayFormatException {
    return format.read(fields.part(start + entry * format.bytes(), format.bytes()));
  }
}
