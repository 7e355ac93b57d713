package org.mmaparrays.internal.memory;

import java.util.EnumSet;
import java.util.Set;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;
import org.mmaparrays.model.Shape;

/** Checks of Java arrays that elements are copied to or from. */
public final class JavaArrays {
  private static final Set<Primitive> FLOATS = EnumSet.of(Primitive.FLOAT32, Primitive.COMPLEX64);
  private static final Set<Primitive> DOUBLES = EnumSet.of(Primitive.FLOAT64, Primitive.COMPLEX128);

  private JavaArrays() {}

  /**
   * Checks that elements of an array can be copied to or from a {@code float[]} of a length.
   *
   * @param some the shape of the elements
   */
  public static void checkFloats(StridedMemory array, Shape some, int available) {
    int ignored = checkedCount(array, some, "float[]", FLOATS, available);
  }

  /**
   * Checks that elements of an array can be copied to or from a {@code double[]} of a length.
   *
   * @param some the shape of the elements
   */
  public static void checkDoubles(StridedMemory array, Shape some, int available) {
    int ignored = checkedCount(array, some, "double[]", DOUBLES, available);
  }

  /**
   * Checks that elements of an array can be copied to or from a Java array.
   *
   * @param some the shape of the elements
   * @param javaArray the Java array as messages name it
   * @param accepted the kinds of element that it takes
   * @param available its length
   * @return how many elements there are
   * @throws IllegalArgumentException if the array holds another type, or the Java array is too short
   */
  public static int checkedCount(StridedMemory array, Shape some, String javaArray, Set<Primitive> accepted,
      int available) {
    PrimitiveType type = array.type();
    if (!accepted.contains(type.primitive())) {
      throw new IllegalArgumentException(
          array.scope().array() + ": holds " + type + ", which is not copied as " + javaArray
              + "; " + TypeAdvice.forBulk(type.primitive()));
    }
    int perElement = type.primitive().isComplex() ? 2 : 1;
    if (some.elementCount() > available / perElement) {
      throw new IllegalArgumentException(
          array.scope().array() + ": the Java array has " + available + " entries, but " + type + " "
              + some + " needs " + perElement + " × " + some.elementCount() + "; copy smaller slices");
    }
    return (int) some.elementCount();
  }
}
