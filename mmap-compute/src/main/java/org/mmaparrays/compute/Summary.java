package org.mmaparrays.compute;

/**
 * The statistics of an array, or of one of its columns; NaNs are counted and otherwise left out, as
 * in NumPy's {@code nanmin}, {@code nanmean} and {@code nanstd}.
 *
 * @param count how many elements are numbers, infinities included
 * @param nanCount how many are NaNs
 * @param min the smallest number, exactly: a Long for bool (0 or 1) and integers, a BigInteger for uint64, a Float for
 *     float16 and float32, a Double for float64; the Double NaN if there is none
 * @param max the largest number, likewise
 * @param mean the arithmetic mean; NaN if there is no number
 * @param std the population standard deviation, with divisor {@code count}, as NumPy's {@code std} by default;
 *     NaN if there is no number or one is infinite
 */
public record Summary(long count, long nanCount, Number min, Number max, double mean, double std) {}
