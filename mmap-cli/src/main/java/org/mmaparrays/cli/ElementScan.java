package org.mmaparrays.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import org.mmaparrays.NdArray;
import org.mmaparrays.Primitive;
import org.mmaparrays.PrimitiveType;
import org.mmaparrays.StoredArray;

/** Reads every element once, and counts those that deserve a remark. */
final class ElementScan {
  private final StoredArray array;
  private final Primitive primitive;
  private final LongAdder nan = new LongAdder();
  private final LongAdder infinite = new LongAdder();
  private final LongAdder notBoolean = new LongAdder();

  ElementScan(StoredArray array) {
    this.array = array;
    this.primitive = switch (array.spec().dtype()) {
      case PrimitiveType type -> type.primitive();
    };
  }

  /** Reads all; a page that cannot be read is a {@link org.mmaparrays.StorageFaultException}. */
  void run(Progress progress) {
    Tiling tiles = Tiling.of(array.spec());
    ThreadLocal<TileBuffer> buffers =
        ThreadLocal.withInitial(() -> new TileBuffer(array.spec().dtype(), tiles.largest()));
    tiles.forEach(region -> {
      NdArray tile = buffers.get().load(array.view().region(region));
      count(tile);
      progress.step(tile.shape().elementCount() * primitive.byteSize());
    });
  }

  private void count(NdArray tile) {
    int parts = Math.toIntExact(tile.shape().elementCount()) * (primitive.isComplex() ? 2 : 1);
    switch (primitive) {
      case BOOL -> countBooleans(tile.segment());
      case FLOAT16, FLOAT32 -> {
        float[] values = new float[parts];
        tile.copyWidenedTo(values);
        count(values);
      }
      case COMPLEX64 -> {
        float[] values = new float[parts];
        tile.copyTo(values);
        count(values);
      }
      case FLOAT64, COMPLEX128 -> {
        double[] values = new double[parts];
        tile.copyTo(values);
        count(values);
      }
      default -> {
        // Integers are all valid; to have read them is all that there is to check.
      }
    }
  }

  private void countBooleans(MemorySegment bytes) {
    long others = 0;
    for (long i = 0; i < bytes.byteSize(); i++) {
      others += (bytes.get(JAVA_BYTE, i) & ~1) != 0 ? 1 : 0;
    }
    notBoolean.add(others);
  }

  private void count(float[] values) {
    long nans = 0;
    long infinities = 0;
    for (float value : values) {
      nans += Float.isNaN(value) ? 1 : 0;
      infinities += Float.isInfinite(value) ? 1 : 0;
    }
    nan.add(nans);
    infinite.add(infinities);
  }

  private void count(double[] values) {
    long nans = 0;
    long infinities = 0;
    for (double value : values) {
      nans += Double.isNaN(value) ? 1 : 0;
      infinities += Double.isInfinite(value) ? 1 : 0;
    }
    nan.add(nans);
    infinite.add(infinities);
  }

  /** How many elements of type bool are neither 0 nor 1. */
  long notBoolean() {
    return notBoolean.sum();
  }

  private boolean hasNonFinite() {
    return primitive.code() == 'f' || primitive.isComplex();
  }

  String summary() {
    return array.spec().shape().elementCount() + " read"
        + (hasNonFinite() ? ", " + nan + " NaN, " + infinite + " infinite" : "")
        + (primitive == Primitive.BOOL ? ", " + notBoolean + " neither 0 nor 1" : "");
  }

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("elements", array.spec().shape().elementCount());
    if (hasNonFinite()) {
      json.writeNumberField("nan", nan.sum());
      json.writeNumberField("infinite", infinite.sum());
    }
    if (primitive == Primitive.BOOL) {
      json.writeNumberField("notBoolean", notBoolean.sum());
    }
  }
}
