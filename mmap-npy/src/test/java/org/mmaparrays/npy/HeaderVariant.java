package org.mmaparrays.npy;

import java.nio.ByteOrder;
import java.util.List;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;

/**
 * A header as some writer may write it.
 *
 * @param major the version
 * @param text the header's text
 * @param spec what it says
 */
record HeaderVariant(int major, String text, ArraySpec spec) {
  private static final ArraySpec MATRIX = ArraySpec.of(DType.FLOAT32, 2, 3);

  /** Many ways to say something, all of which NumPy takes. */
  static List<HeaderVariant> all() {
    return List.of(
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", MATRIX),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", MATRIX),
        v1("{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4'}  \n", MATRIX),
        v1("{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}", MATRIX),
        v1("{u'descr': u'<f4', U'fortran_order': False, u\"shape\": (2, 3)}", MATRIX),
        v1("{'descr':'<f4','fortran_order':False,'shape':(2,3)}", MATRIX),
        v1(" \t{ 'descr' :\n'<f4',\r\n'fortran_order'\f: False , 'shape': ( 2\n, 3 , ) ,\n}\n", MATRIX),
        v1("({('descr'): ('<f4'), 'fortran_order': (False), 'shape': (((2), 3))})", MATRIX),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (0x2, 0b11)}", MATRIX),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (0o2, +3)}", MATRIX),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (0X2, 0O3)}", MATRIX),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 0x3L)}", MATRIX),
        new HeaderVariant(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3), }", MATRIX),
        new HeaderVariant(3, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", MATRIX),
        v1("{'descr': 'f4', 'fortran_order': False, 'shape': (2, 3)}", natively(MATRIX)),
        v1("{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3)}", natively(MATRIX)),
        v1("{'descr': 'float32', 'fortran_order': False, 'shape': (2, 3)}", natively(MATRIX)),
        v1("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3)}",
            MATRIX.withDType(DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN))),
        v1("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}", MATRIX.withOrder(MemoryOrder.F)),
        v1("{'descr': '<f4', 'fortran_order': True, 'shape': (6,)}", ArraySpec.of(DType.FLOAT32, 6)),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", ArraySpec.of(DType.FLOAT32)),
        v1("{'descr': '<f4', 'fortran_order': False, 'shape': (00, -0)}", ArraySpec.of(DType.FLOAT32, 0, 0)),
        v1("{'descr': '|b1', 'fortran_order': False, 'shape': (6,)}", ArraySpec.of(DType.BOOL, 6)),
        v1("{'descr': '?', 'fortran_order': False, 'shape': (6,)}", ArraySpec.of(DType.BOOL, 6)),
        v1("{'descr': '>u1', 'fortran_order': False, 'shape': (6,)}", ArraySpec.of(DType.UINT8, 6)),
        v1("{'descr': '<c16', 'fortran_order': False, 'shape': (1, 1)}",
            ArraySpec.of(DType.COMPLEX128, 1, 1)));
  }

  private static HeaderVariant v1(String text, ArraySpec spec) {
    return new HeaderVariant(1, text, spec);
  }

  private static ArraySpec natively(ArraySpec spec) {
    return spec.withDType(spec.dtype().withOrder(ByteOrder.nativeOrder()));
  }

  byte[] file(int elementBytes) {
    return HeaderBytes.file(major, text, text.length(), elementBytes);
  }
}
