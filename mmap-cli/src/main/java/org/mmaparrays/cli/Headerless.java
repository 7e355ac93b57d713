package org.mmaparrays.cli;

import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.Attributes;
import org.mmaparrays.DType;
import org.mmaparrays.MemoryOrder;
import org.mmaparrays.Shape;
import picocli.CommandLine.Option;

/** The layout of a file that does not describe itself, given all at once or not at all. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required, or reports that it is missing
abstract class Headerless {
  @Option(names = "--dtype", required = true, converter = DTypeConverter.class, paramLabel = "DTYPE", description = "Type of the elements: float32, uint8, or a typestring such as >f4.")
  private DType dtype;

  @Option(names = "--shape", required = true, converter = ShapeConverter.class, paramLabel = "N,N,...", description = "Lengths of the axes: 60000,28,28; () for a scalar.")
  private Shape shape;

  @Option(names = "--offset", converter = OffsetConverter.class, paramLabel = "BYTES", description = "Where the first element starts; default 0.")
  private long offset;

  abstract MemoryOrder order();

  ArrayOpener declareTo(ArrayOpener opener) {
    return opener.layout(new ArraySpec(dtype, shape, order(), Attributes.NONE), offset);
  }

  /** As most commands take it. */
  static final class ToRead extends Headerless {
    @Option(names = "--order", paramLabel = "C|F", description = "C if the last axis varies fastest (default), F if the first does.")
    private MemoryOrder order = MemoryOrder.C;

    @Override
    MemoryOrder order() {
      return order;
    }
  }

  /** As a command takes it whose {@code --order} is that of the result. */
  static final class ToConvert extends Headerless {
    @Option(names = "--source-order", paramLabel = "C|F", description = "C if the last axis of SRC varies fastest (default), F if the first does.")
    private MemoryOrder order = MemoryOrder.C;

    @Override
    MemoryOrder order() {
      return order;
    }
  }
}
