package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mmaparrays.ArraySpec;
import org.mmaparrays.DType;
import org.mmaparrays.spi.ArrayStore;

/** The kit notices what is wrong, names it by the right rules, and is silent about what is right. */
class KitSelfTest {

  @Test
  void rightStorePasses() {
    EngineExecutionResults results = run(OfRight.class);
    assertThat(failedRules(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(45);
  }

  @Test
  void storeThatOnlyReadsPasses() {
    EngineExecutionResults results = run(OfReading.class);
    assertThat(failedRules(results)).isEmpty();
    assertThat(results.testEvents().skipped().count()).as("rules for what it does not declare")
        .isGreaterThan(15);
  }

  @Test
  void undeclaredCreationIsFound() {
    assertThat(failedRules(run(OfSecretive.class))).containsExactly("CREATE-11");
  }

  @Test
  void wrongOffsetIsFound() {
    assertThat(failedRules(run(OfOffByOne.class))).containsExactlyInAnyOrder(
        "READ-1", "READ-2", "CONCURRENT-1", "LIFETIME-3", "MALFORMED-1", "MALFORMED-2", "MALFORMED-5");
  }

  @Test
  void swappedBytesAreFound() {
    assertThat(failedRules(run(OfSwapped.class))).containsExactlyInAnyOrder("CONCURRENT-1", "CREATE-1",
        "CREATE-2", "CREATE-3", "CREATE-5", "CREATE-6", "CREATE-7", "CREATE-8", "CREATE-9", "CREATE-12",
        "DISCOVERY-7", "LIFETIME-3", "OPEN-1", "OPEN-3", "OPEN-4", "READ-1", "READ-2", "WRITE-3");
  }

  @Test
  void ignoredTruncationIsFound() {
    assertThat(failedRules(run(OfClipping.class))).containsExactlyInAnyOrder("MALFORMED-1", "MALFORMED-5");
  }

  @Test
  void misreadTrailingBytesAreFound() {
    assertThat(failedRules(run(OfGrowing.class))).containsExactly("MALFORMED-2");
  }

  @Test
  void leakedMappingIsFound() {
    assertThat(failedRules(run(OfLeaking.class))).containsExactly("LIFETIME-4");
  }

  @Test
  void falseCapabilityIsFound() {
    assertThat(failedRules(run(OfBoasting.class))).containsExactly("CREATE-10");
  }

  @Test
  void undeclaredCapabilityIsFound() {
    assertThat(failedRules(run(OfModest.class))).containsExactly("CREATE-8");
  }

  @Test
  void lostAttributesAreFound() {
    assertThat(failedRules(run(OfForgetful.class))).containsExactly("CREATE-10");
  }

  @Test
  void claimedStrangersAreFound() {
    assertThat(failedRules(run(OfGreedy.class))).containsExactly("DISCOVERY-5");
  }

  @Test
  void litterIsFound() {
    assertThat(failedRules(run(OfLittering.class))).containsExactlyInAnyOrder("CREATE-5", "DURABLE-2",
        "OPEN-2", "READ-8", "WRITE-2", "WRITE-6");
  }

  @Test
  void strayExceptionsAreFound() {
    assertThat(failedRules(run(OfCareless.class))).containsExactlyInAnyOrder("MALFORMED-1", "MALFORMED-4",
        "OPEN-7");
  }

  @Test
  void wrongRefusalsAreFound() {
    assertThat(failedRules(run(OfRude.class))).containsExactlyInAnyOrder("CREATE-6", "CREATE-10");
  }

  private static EngineExecutionResults run(Class<?> conformance) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(conformance)).execute();
  }

  private static Set<String> failedRules(EngineExecutionResults results) {
    return results.testEvents().failed().stream()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .map(source -> ((MethodSource) source).getJavaMethod())
        .map(KitSelfTest::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String id(Method method) {
    return AnnotationSupport.findAnnotation(method, Rule.class).orElseThrow().value();
  }

  /** The kit applied to one of the box stores, with a golden file written byte by byte. */
  abstract static class OfBox extends ArrayStoreConformance {
    private final BoxStore store;

    OfBox(BoxStore store) {
      this.store = store;
    }

    @Override
    protected ArrayStore store() {
      return store;
    }

    @Override
    protected List<Golden> goldens() {
      Path file = Path.of("target", "golden-boxes", "golden." + store.name());
      ByteBuffer bytes = ByteBuffer.allocate(BoxStore.HEADER + 24).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(new byte[] {'B', 'O', 'X', 'C', '<', 'i', '2', ' '}).putLong(2).putLong(4).putLong(3);
      bytes.position(BoxStore.HEADER);
      for (short k = 0; k < 12; k++) {
        bytes.putShort((short) (1000 + k));
      }
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List.of(Golden.of(file, ArraySpec.of(DType.INT16, 4, 3), k -> (short) (1000 + k)));
    }
  }

  static class OfRight extends OfBox {
    OfRight() {
      super(new WrongStores.Right());
    }
  }

  static class OfOffByOne extends OfBox {
    OfOffByOne() {
      super(new WrongStores.OffByOne());
    }
  }

  static class OfSwapped extends OfBox {
    OfSwapped() {
      super(new WrongStores.Swapped());
    }
  }

  static class OfClipping extends OfBox {
    OfClipping() {
      super(new WrongStores.Clipping());
    }
  }

  static class OfGrowing extends OfBox {
    OfGrowing() {
      super(new WrongStores.Growing());
    }
  }

  static class OfLeaking extends OfBox {
    OfLeaking() {
      super(new WrongStores.Leaking());
    }
  }

  static class OfBoasting extends OfBox {
    OfBoasting() {
      super(new WrongStores.Boasting());
    }
  }

  static class OfModest extends OfBox {
    OfModest() {
      super(new WrongStores.Modest());
    }
  }

  static class OfForgetful extends OfBox {
    OfForgetful() {
      super(new WrongStores.Forgetful());
    }
  }

  static class OfGreedy extends OfBox {
    OfGreedy() {
      super(new WrongStores.Greedy());
    }
  }

  static class OfLittering extends OfBox {
    OfLittering() {
      super(new WrongStores.Littering());
    }
  }

  static class OfCareless extends OfBox {
    OfCareless() {
      super(new WrongStores.Careless());
    }
  }

  static class OfRude extends OfBox {
    OfRude() {
      super(new WrongStores.Rude());
    }
  }

  static class OfReading extends OfBox {
    OfReading() {
      super(new WrongStores.Reading());
    }
  }

  static class OfSecretive extends OfBox {
    OfSecretive() {
      super(new WrongStores.Secretive());
    }
  }
}
