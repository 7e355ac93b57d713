package org.mmaparrays.hdf5.internal.filter;

/** A fault in the bytes of a chunk. The caller knows which chunk that is, and where, and adds it to the message. */
public final class ChunkFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String expected;

  ChunkFault(String found, String expected) {
    super(found);
    this.found = found;
    this.expected = expected;
  }

  ChunkFault(String found, String expected, Throwable cause) {
    super(found, cause);
    this.found = found;
    this.expected = expected;
  }

  public String found() {
    return found;
  }

  public String expected() {
    return expected;
  }
}
