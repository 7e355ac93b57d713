package org.mmaparrays.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

/** jhdf, a reader of HDF5 that shares no code with ours or with the HDF5 library. */
final class SecondReader implements AutoCloseable {
  private final HdfFile file;

  private SecondReader(HdfFile file) {
    this.file = file;
  }

  /** Opens a file; throws a {@link RuntimeException} of jhdf's if it cannot. */
  static SecondReader open(Path file) {
    return new SecondReader(new HdfFile(file));
  }

  /** Reads the elements of a dataset in row-major order, in the form of {@link #elements}. */
  List<Object> elements(String member) {
    List<Object> elements = new ArrayList<>();
    flatten(file.getDatasetByPath(member).getDataFlat(), elements);
    return elements;
  }

  /** Reads the attributes of a dataset, each as its elements in row-major order. */
  Map<String, List<Object>> attributes(String member) {
    Dataset dataset = file.getDatasetByPath(member);
    Map<String, List<Object>> attributes = new TreeMap<>();
    for (Attribute attribute : dataset.getAttributes().values()) {
      List<Object> elements = new ArrayList<>();
      flatten(attribute.getData(), elements);
      attributes.put(attribute.getName(), elements);
    }
    return attributes;
  }

  /** Returns elements that the store has read in the same form: integers, doubles, truth values, texts, pairs. */
  static List<Object> elements(ArraySpec spec, byte[] bytes) {
    PrimitiveType type = (PrimitiveType) spec.dtype();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order());
    List<Object> elements = new ArrayList<>();
    while (buffer.hasRemaining()) {
      elements.add(next(buffer, type.primitive()));
    }
    return elements;
  }

  private static Object next(ByteBuffer bytes, Primitive type) {
    return switch (type) {
      case BOOL -> bytes.get() != 0;
      case INT8 -> BigInteger.valueOf(bytes.get());
      case INT16 -> BigInteger.valueOf(bytes.getShort());
      case INT32 -> BigInteger.valueOf(bytes.getInt());
      case INT64 -> BigInteger.valueOf(bytes.getLong());
      case UINT8 -> BigInteger.valueOf(Byte.toUnsignedInt(bytes.get()));
      case UINT16 -> BigInteger.valueOf(Short.toUnsignedInt(bytes.getShort()));
      case UINT32 -> BigInteger.valueOf(Integer.toUnsignedLong(bytes.getInt()));
      case UINT64 -> new BigInteger(Long.toUnsignedString(bytes.getLong()));
      case FLOAT16 -> (double) Float.float16ToFloat(bytes.getShort());
      case FLOAT32 -> (double) bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case COMPLEX64 -> List.of((double) bytes.getFloat(), (double) bytes.getFloat());
      case COMPLEX128 -> List.of(bytes.getDouble(), bytes.getDouble());
    };
  }

  /** Returns the elements of an attribute that the store has read, in row-major order. */
  static List<Object> elements(@Nullable Object attribute) {
    List<Object> elements = new ArrayList<>();
    if (attribute instanceof List<?> list) {
      list.forEach(inner -> elements.addAll(elements(inner)));
    } else if (attribute instanceof Map<?, ?> compound) {
      compound.values().forEach(inner -> elements.addAll(elements(inner)));
    } else if (attribute != null) {
      elements.add(form(attribute));
    }
    return elements;
  }

  private static void flatten(@Nullable Object data, List<Object> elements) {
    if (data == null) {
      return;
    }
    if (data instanceof Map<?, ?> compound && compound.keySet().equals(Set.of("r", "i"))) {
      List<Object> real = new ArrayList<>();
      List<Object> imaginary = new ArrayList<>();
      flatten(compound.get("r"), real);
      flatten(compound.get("i"), imaginary);
      for (int i = 0; i < real.size(); i++) {
        elements.add(List.of(real.get(i), imaginary.get(i)));
      }
    } else if (data instanceof Map<?, ?> compound) {
      compound.values().forEach(member -> flatten(member, elements));
    } else if (data.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(data); i++) {
        flatten(Array.get(data, i), elements);
      }
    } else {
      elements.add(form(data));
    }
  }

  private static Object form(Object value) {
    return switch (value) {
      case Float number -> (double) number;
      case Double number -> number;
      case BigInteger number -> number;
      case Number number -> BigInteger.valueOf(number.longValue());
      case String truth when truth.equals("TRUE") || truth.equals("FALSE") -> truth.equals("TRUE");
      default -> value;
    };
  }

  @Override
  public void close() {
    file.close();
  }
}
