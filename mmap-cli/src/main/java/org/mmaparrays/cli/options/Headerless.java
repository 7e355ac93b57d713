package org.mmaparrays.cli.options;

import org.mmaparrays.ArrayOpener;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Arguments;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;

/** The layout of a file that does not describe itself, given all at once or not at all. */
final class Headerless {
  private final Argument<DType> dtype;
  private final Argument<Shape> shape;
  private final Argument<Long> offset;
  private final Argument<MemoryOrder> order;

  Headerless(Arguments command, String file, String orderName, String orderMeaning) {
    Arguments group = command.together("For " + file + " without header or sidecar:");
    dtype = DTypeConverter.option(group);
    shape = ShapeConverter.option(group);
    offset = group.option("--offset", "BYTES", Long.class, new OffsetConverter(),
        "Where the first element starts; default 0.");
    order = group.option(orderName, "C|F", MemoryOrder.class, orderMeaning);
  }

  /** Returns the opener, told of the layout if it was given. */
  ArrayOpener declareTo(ArrayOpener opener) {
    return dtype.isGiven()
        ? opener.layout(
            new ArraySpec(dtype.given(), shape.given(), order.or(MemoryOrder.C), Attributes.NONE),
            offset.or(0L))
        : opener;
  }
}
