package org.mmaparrays.benchmarks.compare.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * The answer of a side to one pass.
 *
 * @param seconds how long it took, the whole work or a part of it
 * @param units how much of the work was done: 1 is all
 * @param memory bytes that were resident in other processes it has started
 * @param values the computed numbers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
public record Answer(double seconds, double units, double memory, double[] values) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Returns how long the whole work takes at this rate. */
  public double secondsForAll() {
    return seconds / units;
  }

  /** Returns the largest difference of two answers, relative to the largest number of the other; infinite if one has no value. */
  public double differenceFrom(Answer other) {
    if (values.length != other.values.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double difference = 0;
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k]) || !Double.isFinite(other.values[k])) {
        return Double.POSITIVE_INFINITY;
      }
      largest = Math.max(largest, Math.abs(other.values[k]));
      difference = Math.max(difference, Math.abs(values[k] - other.values[k]));
    }
    return difference == 0 ? 0 : difference / largest;
  }

  /** Reads a line of JSON as all sides write it. */
  public static Answer parse(String line) throws IOException {
    double seconds = Double.NaN;
    double units = Double.NaN;
    double memory = 0;
    double[] values = new double[16];
    int count = 0;
    try (JsonParser json = JSON.createParser(line)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (!token.isNumeric()) {
          continue;
        }
        String name = json.currentName();
        if ("seconds".equals(name)) {
          seconds = json.getDoubleValue();
        } else if ("units".equals(name)) {
          units = json.getDoubleValue();
        } else if ("memory".equals(name)) {
          memory = json.getDoubleValue();
        } else {
          values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
          values[count++] = json.getDoubleValue();
        }
      }
    }
    if (!(seconds >= 0) || !(units > 0)) {
      throw new IOException("no answer: " + line);
    }
    return new Answer(seconds, units, memory, Arrays.copyOf(values, count));
  }
}
