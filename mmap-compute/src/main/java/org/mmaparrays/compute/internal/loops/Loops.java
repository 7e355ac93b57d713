package org.mmaparrays.compute.internal.loops;

/**
 * The innermost loops, over rows of float32 or float64 numbers, in float64.
 *
 * <p>Each column adds up in a lane of its own, from the first row to the last, one rounding after each operation: so every
 * implementation gives the same bits, with vectors of any width. Column c of the rows is lane c; there are at most
 * {@link Lanes#WIDTH}.
 *
 * <p>The numbers of a lane are in one array, at fixed distances. Three arrays that follow each other on the heap would have
 * their entries of one lane 4 KiB and a few bytes apart, and the processor takes a load for one that must wait for a store
 * before it if the last twelve bits of their addresses agree: that costs a third of the speed, or nothing, wherever the
 * garbage collector happens to put them. The distances here keep the three out of each other's way.
 */
public interface Loops {
  /** The place of the shifts of the lanes. */
  int SHIFTS = 0;

  /** The place of their sums: a third of 4 KiB further, modulo 4 KiB. */
  int SUMS = Lanes.WIDTH + 168;

  /** The place of their sums of squares: two thirds further. */
  int SQUARES = 2 * SUMS;

  /** The size of an array of lanes. */
  int SIZE = SQUARES + Lanes.WIDTH;

  /** The place of the maximum of each lane; its minimum is at 0. */
  int MAXS = Lanes.WIDTH + 320;

  /** The size of an array of extremes. */
  int EXTREMES = MAXS + Lanes.WIDTH;

  /** Adds each number to the sum of its lane. */
  void add(Rows rows, double[] lanes);

  /** Adds to each lane the deviations of its numbers from the shift of the lane, and the squares of the deviations. */
  void addDeviations(Rows rows, double[] lanes);

  /**
   * Sets each number of the target to that of the source, less the shift of its lane, times the number at {@link #SUMS}:
   * rounded to the type once.
   *
   * @param target as many rows as the source, of the same width and type; or the source itself
   */
  void scale(Rows source, Rows target, double[] lanes);

  /** Extends the extremes of each lane, as {@link Order#key(float)} orders float32 numbers. */
  void extend(Rows rows, int[] extremes);

  /** Extends the extremes of each lane, as {@link Order#key(double)} orders float64 numbers. */
  void extend(Rows rows, long[] extremes);
}
