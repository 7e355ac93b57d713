package org.mmaparrays.benchmarks.compare.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.OpenMode;

/** The command line of our side, and the clock. */
public final class SideRun {
  private final String variant;
  private final Map<String, String> options = new HashMap<>();
  private String told = "";
  private long began;
  private double seconds;
  private double units;
  private long memory;

  public SideRun(String variant, Iterable<String> arguments) {
    this.variant = variant;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  /** Returns the part that follows the task's name. */
  public String variant() {
    return variant;
  }

  private String option(String name) {
    return Optional.ofNullable(options.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + "=... is missing"));
  }

  public Path file() {
    return Path.of(option("file"));
  }

  /** Returns the HDF5 file. */
  public Path hdf5() {
    return Path.of(option("hdf5"));
  }

  /** Returns the dataset in it. */
  public String member() {
    return option("member");
  }

  public Path target() {
    return Path.of(option("target"));
  }

  public long number(String name, long otherwise) {
    return options.containsKey(name) ? Long.parseLong(option(name)) : otherwise;
  }

  public long rows() {
    return number("rows", 0);
  }

  public int columns() {
    return (int) number("columns", 0);
  }

  public int threads() {
    return (int) number("threads", 1);
  }

  /** Returns the array, opened as a user would. */
  public StoredArray array(OpenMode mode) throws IOException {
    return options.containsKey("hdf5")
        ? ArrayStores.open(ArrayRef.of(hdf5(), member()), mode)
        : ArrayStores.open(file(), mode);
  }

  /** Returns the numbers of the index file. */
  public long[] index() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(option("index")));
    long[] numbers = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
    return numbers;
  }

  /** Returns the words that follow {@code pass}. */
  public String told() {
    return told;
  }

  public void begin(String what) {
    told = what;
    units = 1;
  }

  public void start() {
    began = System.nanoTime();
  }

  public void stop() {
    seconds = sinceStart();
  }

  /** Seconds since the start. */
  double sinceStart() {
    return (System.nanoTime() - began) * 1e-9;
  }

  /** Returns whether a task that may stop early should. */
  public boolean isTimeUp() {
    double limit = Double.parseDouble(options.getOrDefault("limit", "0"));
    return limit > 0 && sinceStart() > limit;
  }

  /** Records how much was done in the measured time: 1 is all. */
  public void units(double done) {
    units = done;
  }

  /** Records how long the measured work took, by a clock of its own. */
  public void took(double measured) {
    seconds = measured;
  }

  /** Records how many bytes were resident, in processes of its own. */
  public void tookMemory(long bytes) {
    memory = bytes;
  }

  /** Divides the measured time by the number of repetitions. */
  public void repeated(int times) {
    seconds /= times;
  }

  public Answer answer(double[] values) {
    return new Answer(seconds, units, memory, values);
  }
}
