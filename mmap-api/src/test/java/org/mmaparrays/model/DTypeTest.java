package org.mmaparrays.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DTypeTest {

  @Test
  void everyTypeIsParsedFromWhatItPrints() {
    assertThat(DType.all()).hasSize(25).doesNotHaveDuplicates().allSatisfy(type -> {
      assertThat(DType.parse(type.typestring())).isEqualTo(type);
      assertThat(DType.parse(type.toString())).isEqualTo(type);
    });
  }

  @ParameterizedTest
  @CsvSource({"float32,<f4", "f8,<f8", "=i2,<i2", "?,|b1", "bool,|b1", "|u1,|u1", "<u1,|u1", ">u1,|u1",
      ">c16,>c16", "uint64,<u8"})
  void acceptsWhatNumPyAccepts(String text, String typestring) {
    assertThat(DType.parse(text).typestring()).isEqualTo(typestring);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "S5; byte strings", "<U3; Unicode", "<M8[ns]; datetimes", "m8; time differences", "V16; structured",
      "|O; pickles",
      "<f16; extended", "c32; extended", "object; pickles", "datetime64[ns]; datetimes", "float128; extended",
      "bytes32; byte strings", "[('a', '<i4')]; structured"})
  void refusesByNameWhatItLacks(String text, String what) {
    assertThatThrownBy(() -> DType.parse(text)).isInstanceOf(UnsupportedDTypeException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(what).hasMessageContaining("supported are");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "f", "<", "f3", "float31", "int", "FLOAT32", "i8x", "|f4", "<f4 ", "f4[ns]",
      "><f4", "f04", "9", "stream", "bytestream", "objective"})
  void refusesWhatIsNoType(String text) {
    assertThatThrownBy(() -> DType.parse(text)).isInstanceOf(IllegalArgumentException.class)
        .isNotInstanceOf(UnsupportedDTypeException.class).hasMessageContaining("'" + text + "'");
  }

  @Test
  void byteOrderIsPartOfTheTypeWhereThereIsOne() {
    assertThat(DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN)).isNotEqualTo(DType.FLOAT32).hasToString(">f4");
    assertThat(DType.UINT8.withOrder(ByteOrder.BIG_ENDIAN)).isEqualTo(DType.UINT8).hasToString("uint8");
  }
}
