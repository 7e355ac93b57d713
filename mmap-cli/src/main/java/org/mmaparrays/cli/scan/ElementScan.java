package org.mmaparrays.cli.scan;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.mmaparrays.StoredArray;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/** Reads every element of an array once, on all processors, and counts those that deserve a remark. */
public final class ElementScan {
  private final StoredArray array;
  private final PrimitiveType type;
  private final LongAdder nan = new LongAdder();
  private final LongAdder infinite = new LongAdder();
  private final LongAdder notBoolean = new LongAdder();

  public ElementScan(StoredArray array) {
    this.array = array;
    this.type = switch (array.spec().dtype()) {
      case PrimitiveType primitive -> primitive;
    };
  }

  /**
   * Reads all.
   *
   * @throws org.mmaparrays.model.StorageFaultException if a page or a block cannot be read
   */
  public void run(Progress.Task progress) {
    Boxes boxes = new Boxes(array, array.spec().order());
    boxes.forEachWith(() -> {
      TileCheck check = new TileCheck(type, boxes.largest());
      return (where, box) -> {
        // In storage order: whose axis an element is on does not matter here.
        TileCheck.Counts counts =
            check.check(array.spec().order() == MemoryOrder.C ? box : box.transpose());
        nan.add(counts.nan());
        infinite.add(counts.infinite());
        notBoolean.add(counts.notBoolean());
        progress.advance(box.shape().elementCount() * type.byteSize());
      };
    });
  }

  /** Returns how many elements of type bool are neither 0 nor 1. */
  public long notBoolean() {
    return notBoolean.sum();
  }

  private boolean hasNonFinite() {
    return type.primitive().code() == 'f' || type.primitive().isComplex();
  }

  /** Returns a summary, as in {@code 12 read, 2 NaN, 1 infinite}. */
  public String summary() {
    return array.shape().elementCount() + " read"
        + (hasNonFinite() ? ", " + nan + " NaN, " + infinite + " infinite" : "")
        + (type.primitive() == Primitive.BOOL ? ", " + notBoolean + " neither 0 nor 1" : "");
  }

  public void write(JsonGenerator json) throws IOException {
    json.writeNumberField("elements", array.shape().elementCount());
    if (hasNonFinite()) {
      json.writeNumberField("nan", nan.sum());
      json.writeNumberField("infinite", infinite.sum());
    }
    if (type.primitive() == Primitive.BOOL) {
      json.writeNumberField("notBoolean", notBoolean.sum());
    }
  }
}
