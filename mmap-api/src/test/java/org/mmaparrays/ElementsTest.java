package org.mmaparrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Complex;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.Primitive;
import org.mmaparrays.model.PrimitiveType;

class ElementsTest {
  private static final long[] FIRST = {0};

  private static NdArray one(DType type) {
    return NdArray.allocate(ArraySpec.of(type, 1));
  }

  @Test
  void integersAreCheckedAgainstTheirRange() {
    for (DType type : DType.all()) {
      Primitive primitive = ((PrimitiveType) type).primitive();
      if (primitive.code() != 'i' && primitive.code() != 'u') {
        continue;
      }
      int bits = 8 * type.byteSize();
      boolean signed = primitive.code() == 'i';
      BigInteger low = signed ? BigInteger.TWO.pow(bits - 1).negate() : BigInteger.ZERO;
      BigInteger high = BigInteger.TWO.pow(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
      NdArray array = one(type);
      for (BigInteger extreme : new BigInteger[] {low, high}) {
        array.setValue(FIRST, extreme);
        assertThat(new BigInteger(array.getValue(0).toString())).as("%s", type).isEqualTo(extreme);
      }
      for (BigInteger beyond : new BigInteger[] {low.subtract(BigInteger.ONE), high.add(BigInteger.ONE)}) {
        assertThatThrownBy(() -> array.setValue(FIRST, beyond)).as("%s", type)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(beyond.toString());
      }
      assertThatThrownBy(() -> array.setValue(FIRST, 0.5)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> array.setValue(FIRST, Double.NaN))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> array.setValue(FIRST, true)).isInstanceOf(IllegalArgumentException.class);
      array.setValue(FIRST, 3.0);
      assertThat(array.getValue(0)).hasToString("3");
    }
  }

  @Test
  void boolTakesTruthValuesOnlyAndReadsAnyByteAsTruth() {
    NdArray array = one(DType.BOOL);
    assertThatThrownBy(() -> array.setValue(FIRST, 1)).isInstanceOf(IllegalArgumentException.class);
    array.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 2);
    assertThat(array.getBoolean(0)).isTrue();
  }

  /** A double becomes the float16 nearest to it, ties to even, although Java converts through float, which rounds twice. */
  @Test
  void doublesRoundOnceToFloat16() {
    NdArray array = one(DType.FLOAT16);
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      short bits = (short) random.nextInt(0x7BFF);
      double low = Float.float16ToFloat(bits);
      double high = Float.float16ToFloat((short) (bits + 1));
      double tie = (low + high) / 2;
      double even = (bits & 1) == 0 ? low : high;
      assertThat(rounded(array, Math.nextDown(tie))).isEqualTo((float) low);
      assertThat(rounded(array, Math.nextUp(tie))).isEqualTo((float) high);
      assertThat(rounded(array, tie)).isEqualTo((float) even);
    }
  }

  private static float rounded(NdArray array, double value) {
    array.setValue(FIRST, value);
    return array.getFloat16(0);
  }

  @Test
  void complexTakesRealNumbersToo() {
    NdArray array = one(DType.COMPLEX64);
    array.setValue(FIRST, 2);
    assertThat(array.getComplex(0)).isEqualTo(new Complex(2, 0)).hasToString("(2.0+0.0j)");
    array.setComplex(FIRST, new Complex(1, -0.0));
    assertThat(array.getComplex(0)).hasToString("(1.0-0.0j)");
  }
}
