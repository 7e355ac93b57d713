package org.mmaparrays.model;

import java.time.Instant;
import java.util.Arrays;

/**
 * The durable record that rows up to a certain one are complete: written, and on the device.
 *
 * <p>It is published after its rows are durable, by a {@link org.mmaparrays.RowWriter} or by {@link org.mmaparrays.StoredArray#checkpoint(long, byte[])}, and can
 * be read by other programs while writing goes on ({@link org.mmaparrays.ArrayStores#checkpoints}). It lives in a small file beside the array,
 * {@code NAME.checkpoint}; docs/formats.md describes it.
 */
public final class Checkpoint {
  /** The most bytes that a payload can have. */
  public static final int MAX_PAYLOAD = 2048;

  private final RowRange rows;
  private final long completeTo;
  private final byte[] payload;
  private final Instant time;

  /**
   * Describes how far a writer has come.
   *
   * @param rows the rows that are being written
   * @param completeTo the row before which all of them are complete
   * @param payload the bytes that the writer records with it; at most {@link #MAX_PAYLOAD} bytes
   * @param time when all rows before {@code completeTo} were durable
   * @throws IllegalArgumentException if the row is neither one of the rows nor the one behind them, or the payload is too long
   */
  public Checkpoint(RowRange rows, long completeTo, byte[] payload, Instant time) {
    if (completeTo < rows.from() || completeTo > rows.to()) {
      throw new IllegalArgumentException("complete to row " + completeTo + " of rows " + rows);
    }
    checkPayload(payload);
    this.rows = rows;
    this.completeTo = completeTo;
    this.payload = payload.clone();
    this.time = time;
  }

  /**
   * Checks that a payload fits a checkpoint.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_PAYLOAD} bytes
   */
  public static void checkPayload(byte[] payload) {
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a payload of " + payload.length + " bytes; a checkpoint holds at most " + MAX_PAYLOAD
              + ": keep large state in an array of its own, and its name here");
    }
  }

  /** Returns the rows that are being written: all of the array, or those that the writer declared. */
  public RowRange rows() {
    return rows;
  }

  /** Returns the row before which all of {@link #rows} are complete; nothing is known of the others. */
  public long completeTo() {
    return completeTo;
  }

  /** Returns whether all of {@link #rows} are complete. */
  public boolean isComplete() {
    return completeTo == rows.to();
  }

  /** Returns the bytes that the writer recorded with it, such as an epoch or the seed of a generator; empty if nothing. */
  public byte[] payload() {
    return payload.clone();
  }

  /** When it was published. */
  public Instant time() {
    return time;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that && rows.equals(that.rows) && completeTo == that.completeTo
        && Arrays.equals(payload, that.payload) && time.equals(that.time);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows.hashCode() + Long.hashCode(completeTo)) + time.hashCode();
  }

  /** Returns text as in {@code rows 0:12000 of 0:60000 complete at 2026-01-31T12:00:00Z}. */
  @Override
  public String toString() {
    return "rows " + rows.from() + ":" + completeTo + " of " + rows + " complete at " + time;
  }
}
