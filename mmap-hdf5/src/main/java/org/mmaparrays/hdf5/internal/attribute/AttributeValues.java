package org.mmaparrays.hdf5.internal.attribute;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.hdf5.internal.heap.GlobalHeap;
import org.mmaparrays.hdf5.internal.io.FieldReader;
import org.mmaparrays.hdf5.internal.io.FileBytes;
import org.mmaparrays.hdf5.internal.type.Datatype;
import org.mmaparrays.model.Shape;

/**
 * The elements of attributes as JSON-shaped values: numbers, truth values, texts, lists for axes, maps for compounds. A value
 * of any other type is the name of the type in parentheses.
 */
final class AttributeValues {
  /** The most elements, and bytes of text, that are read of all attributes of one dataset. */
  private static final long MOST = 1 << 18;

  private final GlobalHeap heap;
  private final int referenceSize;
  private long room = MOST;

  AttributeValues(FileBytes file) {
    this.heap = new GlobalHeap(file);
    this.referenceSize = 4 + file.offsetSize() + 4;
  }

  /** Returns the value of an attribute; null if it has a null dataspace. */
  @Nullable
  Object read(AttributeMessage attribute) throws IOException {
    if (attribute.space().shape().isEmpty()) {
      return null;
    }
    Shape shape = attribute.space().shape().get();
    if (attribute.type() instanceof Datatype.Other other) {
      return named(other) + (shape.rank() == 0 ? "" : " " + shape);
    }
    FieldReader elements = attribute.elements();
    if (shape.elementCount() > elements.remaining() / attribute.type().size()) {
      throw elements.fault("an attribute of " + elements.remaining() + " bytes",
          "room for " + shape + " elements of " + attribute.type().size() + " bytes");
    }
    return shape.elementCount() == 0 ? List.of() : axes(elements, attribute.type(), shape.dims(), 0);
  }

  private Object axes(FieldReader elements, Datatype type, long[] dims, int axis) throws IOException {
    if (axis == dims.length) {
      return element(elements.part(type.size()), type);
    }
    List<Object> list = new ArrayList<>();
    for (long i = 0; i < dims[axis]; i++) {
      list.add(axes(elements, type, dims, axis + 1));
    }
    return list;
  }

  private Object element(FieldReader bytes, Datatype type) throws IOException {
    take(bytes, 1);
    return switch (type) {
      case Datatype.Int integer -> integer(bytes, integer);
      case Datatype.Ieee number -> number(bytes, number);
      case Datatype.Enumeration named when named.bool() -> bytes.u8() != 0;
      case Datatype.Enumeration named -> integer(bytes, named.base());
      case Datatype.FixedText text -> text(bytes, text.spacePadded());
      case Datatype.VariableText text -> variableText(bytes, text);
      case Datatype.Sequence sequence -> sequence(bytes, sequence);
      case Datatype.Compound compound -> compound(bytes, compound);
      case Datatype.Array array ->
        axes(bytes, array.base(), array.dims().stream().mapToLong(dim -> dim).toArray(), 0);
      case Datatype.Other other -> named(other);
    };
  }

  private static Object integer(FieldReader bytes, Datatype.Int type) throws IOException {
    long bits = bits(bytes, type.size(), type.order());
    if (!type.signed()) {
      return bits >= 0 ? bits : new BigInteger(Long.toUnsignedString(bits));
    }
    int unused = Long.SIZE - 8 * type.size();
    return bits << unused >> unused;
  }

  private static Object number(FieldReader bytes, Datatype.Ieee type) throws IOException {
    long bits = bits(bytes, type.size(), type.order());
    return switch (type.size()) {
      case 2 -> (double) Float.float16ToFloat((short) bits);
      case 4 -> (double) Float.intBitsToFloat((int) bits);
      default -> Double.longBitsToDouble(bits);
    };
  }

  private static long bits(FieldReader bytes, int size, ByteOrder order) throws IOException {
    byte[] raw = bytes.bytes(size);
    long bits = 0;
    for (int i = 0; i < size; i++) {
      bits = (bits << 8) | (raw[order == ByteOrder.BIG_ENDIAN ? i : size - 1 - i] & 0xFF);
    }
    return bits;
  }

  private Object text(FieldReader bytes, boolean spacePadded) throws IOException {
    take(bytes, bytes.remaining());
    String text = bytes.text(bytes.remaining());
    int end = text.length();
    while (spacePadded && end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private Object variableText(FieldReader bytes, Datatype.VariableText type) throws IOException {
    FieldReader text = referenced(bytes, type, 1);
    return text(text, false);
  }

  private Object sequence(FieldReader bytes, Datatype.Sequence type) throws IOException {
    long count = bytes.again().u32();
    FieldReader elements = referenced(bytes, type, type.base().size());
    return axes(elements, type.base(), new long[] {count}, 0);
  }

  /** Finds the elements in the global heap that a value of variable length refers to. */
  private FieldReader referenced(FieldReader bytes, Datatype type, int elementSize) throws IOException {
    if (type.size() != referenceSize) {
      throw bytes.fault("a type of variable length with " + type.size() + " bytes",
          Integer.toString(referenceSize));
    }
    long count = bytes.u32();
    long address = bytes.address();
    int index = (int) bytes.u32();
    if (count == 0 || address == 0) {
      if (count != 0) {
        throw bytes.fault(count + " elements without an address", "one");
      }
      return bytes.part(0);
    }
    FieldReader object = heap.object(address, index);
    if (count > object.remaining() / elementSize) {
      throw object.fault("an object of " + object.remaining() + " bytes",
          count + " elements of " + elementSize + " bytes");
    }
    return object.part(Math.toIntExact(count * elementSize));
  }

  private Object compound(FieldReader bytes, Datatype.Compound type) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Datatype.Member member : type.members()) {
      FieldReader part = bytes.again().skip(member.offset()).part(member.type().size());
      members.put(member.name(), element(part, member.type()));
    }
    return members;
  }

  private static String named(Datatype.Other type) {
    return "(" + type.described() + ")";
  }

  private void take(FieldReader at, long count) throws IOException {
    room -= count;
    if (room < 0) {
      throw at.unsupported("attributes of more than " + MOST + " elements and bytes of text are not kept");
    }
  }
}
