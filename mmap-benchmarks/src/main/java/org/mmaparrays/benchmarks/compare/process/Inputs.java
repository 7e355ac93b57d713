package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Text;
import org.mmaparrays.benchmarks.support.Mixer;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.Space;

/**
 * The files that workloads read, made where they are missing; the same numbers every time.
 *
 * <p>Elements are multiples of 1/1024 between -8 and 8. Sums of them are exact in float64, in whichever order they are
 * added: sides that accumulate in float64 must agree to the last bit, and the errors of float32 are seen.
 */
public final class Inputs {
  private static final int BLOCK_ROWS = 2048;
  private static final long SEED = 42;

  private final Plan plan;
  private final Set<Input> checked = new HashSet<>();

  public Inputs(Plan plan) {
    this.plan = plan;
  }

  /** Makes an array, if it is not there yet, and gives where its elements begin in the file. */
  public long array(Input input) throws IOException, InterruptedException {
    if (checked.add(input) && !isAsMade(input)) {
      System.err.println("bench: making " + input.file() + ", " + Text.bytes((double) input.bytes()));
      ArraySpec spec = ArraySpec.of(DType.FLOAT32, input.rows(), Input.COLUMNS);
      try (StoredArray array = ArrayStores.creator(ArrayRef.of(input.file()))
          .space(input.isSparse() ? Space.SPARSE : Space.RESERVED).create(spec, OpenMode.CREATE)) {
        if (!input.isSparse()) {
          fill(array, input.rows());
          array.flush();
        }
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(input.file()); // The next run must not find half of it.
        throw e;
      }
    }
    return ArrayStores.inspect(ArrayRef.of(input.file())).offset().orElseThrow();
  }

  private static void fill(StoredArray array, long rows) {
    float[] block = new float[BLOCK_ROWS * Input.COLUMNS];
    for (long row = 0; row < rows; row += BLOCK_ROWS) {
      long end = Math.min(row + BLOCK_ROWS, rows);
      int count = Math.toIntExact((end - row) * Input.COLUMNS);
      float[] values = count == block.length ? block : new float[count];
      for (int k = 0; k < count; k++) {
        values[k] = element(row * Input.COLUMNS + k);
      }
      array.view().rows(row, end).copyFrom(values);
    }
  }

  /** Returns the element at a flat index. */
  static float element(long flat) {
    long mixed = Mixer.mix((flat + 1) * Mixer.GOLDEN_GAMMA);
    return ((int) (mixed >>> 50) - 8192) / 1024f;
  }

  /** Makes a file of int64 numbers, if it is one of the plan's and not there yet. */
  public void index(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    long rows = plan.data().rows();
    if (file.equals(plan.someRows())) {
      write(file, plan.gathered(), k -> random.nextLong(rows));
    } else if (file.equals(plan.elements())) {
      long elements = rows * Input.COLUMNS;
      write(file, plan.elementCount(), k -> random.nextLong(elements));
    } else if (file.equals(plan.order())) {
      int[] order = permutation(Math.toIntExact(rows), random);
      write(file, rows, k -> order[(int) k]);
    } else {
      throw new IllegalArgumentException(file + " is no index of this plan");
    }
  }

  /**
   * Makes an HDF5 file, if it is one of the plan's and not there yet.
   *
   * @param script the command that makes such files, by h5py
   */
  public void hdf5(Path file, List<String> script) throws IOException, InterruptedException {
    if (Files.exists(file)) {
      return;
    }
    System.err.println("bench: making " + file);
    List<String> command = new ArrayList<>(script);
    if (file.equals(plan.hdf5())) {
      Input data = plan.data();
      command.addAll(List.of("layouts", file.toString(), data.file().toString(), Long.toString(data.rows()),
          Integer.toString(Input.COLUMNS), Long.toString(array(data))));
    } else {
      command.addAll(List.of("many", file.toString(), Integer.toString(Plan.DATASETS)));
    }
    Sides.Ran ran = Sides.Ran.of(command);
    if (ran.code() != 0) {
      throw new IOException("cannot make " + file + ": " + ran.lastLine());
    }
  }

  private static int[] permutation(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int k = 0; k < count; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    return order;
  }

  private static void write(Path file, long count, LongUnaryOperator number) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    ByteBuffer block = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long k = 0; k < count; k++) {
        block.putLong(number.applyAsLong(k));
        if (!block.hasRemaining() || k == count - 1) {
          block.flip();
          while (block.hasRemaining()) {
            channel.write(block);
          }
          block.clear();
        }
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lets {@link #array} check the array again: something may have changed it. */
  public void doubt(Input input) {
    checked.remove(input);
  }

  /** Returns whether a thousand rows of a file are as {@link #array} writes them: a run may have been killed meanwhile. */
  private static boolean isAsMade(Input input) throws IOException {
    if (!Files.exists(input.file())) {
      return false;
    }
    try (StoredArray array = ArrayStores.open(input.file(), OpenMode.READ)) {
      return array.shape().equals(Shape.of(input.rows(), Input.COLUMNS))
          && (input.isSparse() || hasElements(array.view(), input));
    } catch (ArrayFormatException e) {
      return false;
    }
  }

  private static boolean hasElements(NdArray view, Input input) {
    float[] row = new float[Input.COLUMNS];
    long step = Math.max(1, input.rows() / 1000);
    for (long r = 0; r < input.rows(); r += step) {
      view.row(r).copyTo(row);
      for (int c = 0; c < row.length; c++) {
        if (row[c] != element(r * Input.COLUMNS + c)) {
          return false;
        }
      }
    }
    return true;
  }
}
