package org.mmaparrays.npy;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Attributes;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.Shape;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.model.UnsupportedDTypeException;

/** The meaning of a header's text: a dictionary with exactly the keys descr, fortran_order and shape. */
final class HeaderFields {
  private static final List<String> KEYS = List.of("descr", "fortran_order", "shape");
  /** Longer than any typestring. */
  private static final int MAX_DESCR = 64;

  private final HeaderText text;

  HeaderFields(HeaderText text) {
    this.text = text;
  }

  /**
   * Returns the spec that the header describes.
   *
   * @throws ArrayFormatException if the text is malformed
   * @throws UnsupportedArrayException if the dtype is not supported; the text is otherwise well formed
   */
  ArraySpec spec() throws IOException {
    PythonLiteral literal = LiteralParser.parse(text);
    if (!(literal instanceof PythonLiteral.Dict dict)) {
      throw text.fault(literal.span(), "a dictionary with the keys " + KEYS);
    }
    checkKeys(dict);
    MemoryOrder order = order(field(dict, "fortran_order"));
    PythonLiteral dims = field(dict, "shape");
    Shape shape = shape(dims);
    DType dtype = dtype(field(dict, "descr"));
    try {
      return new ArraySpec(dtype, shape, order, Attributes.NONE);
    } catch (IllegalArgumentException e) {
      throw tooLarge(dims, e);
    }
  }

  private void checkKeys(PythonLiteral.Dict dict) throws ArrayFormatException {
    Set<String> seen = new HashSet<>();
    for (PythonLiteral.Entry entry : dict.entries()) {
      if (!(entry.key() instanceof PythonLiteral.Text key) || !KEYS.contains(key.value())) {
        throw text.fault(entry.key().span(), "only the keys " + KEYS);
      }
      if (!seen.add(key.value())) {
        // NumPy lets the last one win, another reader perhaps the first.
        throw text.fault(key.span(), "each key once");
      }
    }
  }

  private PythonLiteral field(PythonLiteral.Dict dict, String name) throws ArrayFormatException {
    for (PythonLiteral.Entry entry : dict.entries()) {
      if (entry.key() instanceof PythonLiteral.Text key && key.value().equals(name)) {
        return entry.value();
      }
    }
    throw text.fault(Span.at(dict.span().to() - 1), "the key '" + name + "' before the dictionary ends");
  }

  private MemoryOrder order(PythonLiteral value) throws ArrayFormatException {
    if (!(value instanceof PythonLiteral.Truth fortran)) {
      throw text.fault(value.span(), "True or False for 'fortran_order'");
    }
    return fortran.value() ? MemoryOrder.F : MemoryOrder.C;
  }

  private Shape shape(PythonLiteral value) throws ArrayFormatException {
    if (!(value instanceof PythonLiteral.Tuple tuple)) {
      throw text.fault(value.span(), "a tuple of axis lengths for 'shape', as (), (3,) or (2, 3)");
    }
    if (tuple.items().size() > Shape.MAX_RANK) {
      throw text.fault(tuple.span(), "at most " + Shape.MAX_RANK + " axes");
    }
    long[] dims = new long[tuple.items().size()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dim(tuple.items().get(axis));
    }
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw tooLarge(tuple, e);
    }
  }

  private long dim(PythonLiteral value) throws ArrayFormatException {
    if (!(value instanceof PythonLiteral.Int dim) || dim.value().signum() < 0
        || dim.value().bitLength() >= Long.SIZE) {
      throw text.fault(value.span(), "an axis length, an integer from 0 to 2**63 - 1");
    }
    return dim.value().longValue();
  }

  private ArrayFormatException tooLarge(PythonLiteral shape, IllegalArgumentException cause) {
    return text.fault(shape.span(), "a shape of fewer than 2**63 bytes in all", cause);
  }

  private DType dtype(PythonLiteral descr) throws IOException {
    // A switch over types is linked at run time, which short commands feel.
    if (descr instanceof PythonLiteral.Text name && name.value().length() <= MAX_DESCR) {
      return dtype(name);
    }
    throw refusal(descr);
  }

  private IOException refusal(PythonLiteral descr) {
    return switch (descr) {
      case PythonLiteral.Items fields ->
        unsupported(fields, "a structured dtype, several values an element",
            "save each field as an array of its own: numpy.save(FILE, array[FIELD])");
      case PythonLiteral.Tuple base -> unsupported(base, "a sub-array dtype, several values an element",
          "save the array with the sub-array's axes as its own");
      default -> text.fault(descr.span(), "a typestring such as '<f8' for 'descr'");
    };
  }

  private DType dtype(PythonLiteral.Text descr) throws IOException {
    try {
      return DType.parse(descr.value());
    } catch (UnsupportedDTypeException e) {
      throw new UnsupportedArrayException(text.file(), text.offset(descr.span()),
          String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw text.fault(descr.span(), "a typestring such as '<f8' for 'descr'", e);
    }
  }

  private UnsupportedArrayException unsupported(PythonLiteral descr, String kind, String wayOut) {
    return new UnsupportedArrayException(text.file(), text.offset(descr.span()),
        "dtype " + text.shown(descr.span()) + " is " + kind + ", which is not supported; " + wayOut, null);
  }
}
