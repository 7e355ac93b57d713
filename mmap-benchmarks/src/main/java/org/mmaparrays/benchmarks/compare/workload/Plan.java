package org.mmaparrays.benchmarks.compare.workload;

import java.nio.file.Path;

/**
 * The plan of a run.
 *
 * @param folder where inputs are kept
 * @param root the folder of the project, where its launcher is
 * @param python the Python that has NumPy
 * @param store the format of arrays, raw or npy
 * @param size the bytes of the array of most workloads
 * @param rounds how often everything is done, with fresh processes each time
 * @param passes how often a process runs a pass in a round, once it is warm
 * @param warmUp after how many seconds of passes it is
 */
public record Plan(Path folder, Path root, String python, String store, long size, int rounds, int passes,
    double warmUp) {
  private static final long GATHERED = 100_000;
  public static final int DATASETS = 10_000;
  private static final long ELEMENTS = 10_000_000;

  /** Returns the array that is read. */
  public Input data() {
    return named("data", size);
  }

  /** Returns the array that is changed in place. */
  public Input changed() {
    return named("changed", size);
  }

  /** Returns an array four times larger. */
  public Input large() {
    return named("large", 4 * size);
  }

  /** Returns a file of a terabyte, of which nothing is on the disk. */
  public Input sparse() {
    Input full = named("sparse", 1L << 40);
    return new Input(full.file(), full.rows(), true);
  }

  /** Returns an array that is hardly worth a file. */
  public Input little() {
    return named("little", 1 << 20);
  }

  /** Returns the data in each layout of HDF5. */
  public Path hdf5() {
    return folder.resolve("layouts-" + size + ".h5");
  }

  /** Returns an HDF5 file of many small datasets. */
  public Path manyDatasets() {
    return folder.resolve("datasets-" + DATASETS + ".h5");
  }

  private Input named(String name, long bytes) {
    return Input.ofBytes(folder.resolve(name + "-" + bytes + (store.equals("npy") ? ".npy" : ".dat")), bytes);
  }

  /** Random rows of the data, with repetitions. */
  public Path someRows() {
    return folder.resolve("rows-" + gathered() + "-of-" + data().rows() + ".i64");
  }

  public long gathered() {
    return Math.min(GATHERED, Math.max(1, data().rows() / 10));
  }

  /** Returns all rows of the data in a random order. */
  public Path order() {
    return folder.resolve("order-" + data().rows() + ".i64");
  }

  /** Random elements of the data, by their flat index. */
  public Path elements() {
    return folder.resolve("elements-" + elementCount() + "-of-" + data().rows() + ".i64");
  }

  public long elementCount() {
    return Math.min(ELEMENTS, Math.max(1, data().rows() * Input.COLUMNS / 10));
  }
}
