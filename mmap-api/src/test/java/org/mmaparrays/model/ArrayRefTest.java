package org.mmaparrays.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayRefTest {

  @Test
  void parsesPathAndMember() {
    assertThat(ArrayRef.parse("a/b.npy")).isEqualTo(ArrayRef.of(Path.of("a/b.npy"))).hasToString("a/b.npy");
    assertThat(ArrayRef.parse("r.h5#/run1/x")).isEqualTo(ArrayRef.of(Path.of("r.h5"), "/run1/x"))
        .hasToString("r.h5#/run1/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "#member", "file#"})
  void refusesHalves(String text) {
    assertThatThrownBy(() -> ArrayRef.parse(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PATH#MEMBER");
  }

  @Test
  void travelsAsAnAbsolutePath() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(ArrayRef.of(Path.of("a.npy"), "m"));
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(ArrayRef.of(Path.of("a.npy").toAbsolutePath(), "m"));
    }
  }
}
