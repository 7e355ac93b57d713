package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

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
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.ArrayStore;

/** The kit notices what is wrong, names it by the right rules, and is silent about what is right. */
class KitSelfTest {

  @Test
  void rightStorePasses() {
    EngineExecutionResults results = run(OfRight.class);
    assertThat(failedRules(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(120);
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
    assertThat(failedRules(runShort(OfSecretive.class))).containsExactly("CREATE-11");
  }

  @Test
  void wrongOffsetIsFound() {
    assertThat(failedRules(runShort(OfOffByOne.class))).containsExactlyInAnyOrder(
        "READ-1", "READ-2", "CONCURRENT-1", "CONCURRENT-5", "CONCURRENT-7", "LIFETIME-3", "MALFORMED-1",
        "MALFORMED-2", "MALFORMED-5");
  }

  @Test
  void swappedBytesAreFound() {
    assertThat(failedRules(runShort(OfSwapped.class))).containsExactlyInAnyOrder("CONCURRENT-1",
        "CONCURRENT-5",
        "CONCURRENT-7", "CONCURRENT-8", "CREATE-1", "CREATE-2", "CREATE-3", "CREATE-5", "CREATE-6",
        "CREATE-7", "CREATE-8", "CREATE-9", "CREATE-12", "CREATE-13", "CREATE-14",
        "DISCOVERY-7", "DURABLE-5", "DURABLE-6", "DURABLE-7", "DURABLE-8", "DURABLE-9", "DURABLE-10",
        "DURABLE-11", "LIFETIME-3", "OPEN-1", "OPEN-3",
        "OPEN-4", "READ-1", "READ-2", "WRITE-3", "WRITE-9", "BATCH-8", "CHUNK-15", "CHUNK-16", "CHUNK-17",
        "GATHER-13", "GATHER-14", "PARTITION-5", "STREAM-9", "STREAM-10", "STREAM-11");
  }

  @Test
  void ignoredTruncationIsFound() {
    assertThat(failedRules(runShort(OfClipping.class))).containsExactlyInAnyOrder("MALFORMED-1",
        "MALFORMED-5");
  }

  @Test
  void misreadTrailingBytesAreFound() {
    assertThat(failedRules(runShort(OfGrowing.class))).containsExactly("MALFORMED-2");
  }

  @Test
  void leakedMappingIsFound() {
    assertThat(failedRules(runShort(OfLeaking.class))).containsExactly("LIFETIME-4");
  }

  @Test
  void falseCapabilityIsFound() {
    assertThat(failedRules(runShort(OfBoasting.class))).containsExactly("CREATE-10");
  }

  @Test
  void undeclaredCapabilityIsFound() {
    assertThat(failedRules(runShort(OfModest.class))).containsExactly("CREATE-8");
  }

  @Test
  void lostAttributesAreFound() {
    assertThat(failedRules(runShort(OfForgetful.class))).containsExactly("CREATE-10");
  }

  @Test
  void claimedStrangersAreFound() {
    assertThat(failedRules(runShort(OfGreedy.class))).containsExactly("DISCOVERY-5");
  }

  @Test
  void litterIsFound() {
    // Its note lies in the staging folder, too, which then cannot be removed.
    assertThat(failedRules(runShort(OfLittering.class))).contains("CREATE-5", "DURABLE-2",
        "DURABLE-6", "OPEN-2", "READ-8", "WRITE-2", "WRITE-6", "WRITE-9", "CREATE-13", "CREATE-14",
        "WRITE-10", "CHUNK-11", "CHUNK-15");
  }

  @Test
  void strayExceptionsAreFound() {
    assertThat(failedRules(runShort(OfCareless.class))).containsExactlyInAnyOrder("MALFORMED-1",
        "MALFORMED-4",
        "OPEN-7");
  }

  @Test
  void wrongRefusalsAreFound() {
    assertThat(failedRules(runShort(OfRude.class))).containsExactlyInAnyOrder("CREATE-6", "CREATE-10");
  }

  @Test
  void storeThatTakesDeclaredLayoutsPasses() {
    assertThat(failedRules(run(OfDeclaring.class))).isEmpty();
  }

  @Test
  void ignoredDeclaredOffsetIsFound() {
    assertThat(failedRules(runShort(OfShifting.class))).containsExactly("OPEN-10");
  }

  @Test
  void believedContradictionIsFound() {
    assertThat(failedRules(runShort(OfAgreeable.class))).containsExactly("OPEN-12");
  }

  @Test
  void undeclaredDeclaredLayoutIsFound() {
    assertThat(failedRules(runShort(OfOverruled.class))).containsExactly("OPEN-11");
  }

  @Test
  void strayExceptionForOneByteIsFound() {
    assertThat(failedRules(runShort(OfTouchy.class))).containsExactly("MALFORMED-3");
  }

  @Test
  void changingAnswersAreFound() {
    assertThat(failedRules(runShort(OfFickle.class))).containsExactlyInAnyOrder("MALFORMED-3", "OPEN-5");
  }

  @Test
  void inventedAttributesAreFound() {
    assertThat(failedRules(runShort(OfEmbellishing.class))).containsExactly("OPEN-1");
  }

  @Test
  void dispensableCompanionIsFound() {
    assertThat(failedRules(runShort(OfLenient.class))).containsExactly("MALFORMED-6");
  }

  @Test
  void loudNameIsFound() {
    assertThat(failedRules(runShort(OfShouting.class))).containsExactly("DISCOVERY-2");
  }

  @Test
  void capabilitiesThatAreNotClosedAreFound() {
    assertThat(failedRules(runShort(OfUnclosed.class))).containsExactlyInAnyOrder("DISCOVERY-3", "WRITE-5",
        "WRITE-11");
  }

  @Test
  void throwingRecognitionIsFound() {
    assertThat(failedRules(runShort(OfJumpy.class))).containsExactly("DISCOVERY-6");
  }

  @Test
  void unrecognisedNamesAreFound() {
    assertThat(failedRules(runShort(OfSuspicious.class))).containsExactlyInAnyOrder("DISCOVERY-7", "WRITE-9");
  }

  @Test
  void unrecognisedFilesAreFound() {
    assertThat(failedRules(runShort(OfBashful.class))).containsExactly("DISCOVERY-4");
  }

  @Test
  void missingInstallationIsFound() {
    assertThat(failedRules(runShort(OfUninstalled.class))).containsExactlyInAnyOrder("CONCURRENT-7",
        "DISCOVERY-1",
        "DISCOVERY-4", "DISCOVERY-7", "WRITE-9");
  }

  @Test
  void changesThatAreLostAreFound() {
    assertThat(failedRules(runShort(OfSnapshotting.class))).containsExactlyInAnyOrder("CONCURRENT-4",
        "CONCURRENT-6",
        "CONCURRENT-8", "CREATE-1", "CREATE-3", "CREATE-6", "CREATE-7", "CREATE-9", "DURABLE-1",
        "DURABLE-3", "DURABLE-5", "DURABLE-9", "LIFETIME-5", "MALFORMED-3", "MALFORMED-5", "OPEN-5",
        "WRITE-1", "WRITE-2",
        "WRITE-3", "WRITE-9", "WRITE-10", "BATCH-8", "CHUNK-10", "GATHER-11", "PARTITION-5", "STREAM-10",
        "WRITE-12");
  }

  @Test
  void elementsThatChangeUnderReadersAreFound() {
    assertThat(failedRules(runShort(OfRecycling.class))).containsExactlyInAnyOrder("CHUNK-14", "MALFORMED-5");
  }

  @Test
  void wrongOffsetBeyondFourGibibytesIsFound() {
    assertThat(failedRules(runShort(OfNarrow.class))).containsExactly("GATHER-14");
  }

  @Test
  void sharedStateIsFound() {
    assertThat(failedRules(runShort(OfConfusing.class))).containsExactly("PARTITION-8");
  }

  @Test
  void storeThatDecodesPasses() {
    EngineExecutionResults results = run(OfBlocking.class);
    assertThat(failedRules(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(140);
  }

  @Test
  void undeclaredDecodingIsFound() {
    assertThat(failedRules(runShort(OfReticent.class))).containsExactly("DECODED-2");
  }

  @Test
  void decodingWithoutAGoldenFileIsFound() {
    assertThat(failedRules(runShort(OfEmptyHanded.class))).containsExactlyInAnyOrder("DECODED-1",
        "DECODED-16");
  }

  @Test
  void misplacedBlocksAreFound() {
    assertThat(failedRules(runShort(OfTransposing.class))).containsExactlyInAnyOrder("DECODED-3", "DECODED-4",
        "DECODED-5", "DECODED-6", "DECODED-7", "DECODED-8", "DECODED-11", "DECODED-14", "DECODED-15",
        "DECODED-16", "DECODED-17", "DECODED-18", "DECODED-21");
  }

  @Test
  void inventedElementsAreFound() {
    assertThat(failedRules(runShort(OfInventing.class))).containsExactly("DECODED-19");
  }

  @Test
  void strayExceptionsOfBlocksAreFound() {
    assertThat(failedRules(runShort(OfPanicking.class))).containsExactlyInAnyOrder("DECODED-19",
        "DECODED-20");
  }

  @Test
  void blocksOfAnotherFileAreFound() {
    assertThat(failedRules(runShort(OfReopening.class))).containsExactly("DECODED-17");
  }

  @Test
  void leakedDescriptorIsFound() {
    assertThat(failedRules(runShort(OfClinging.class))).containsExactly("DECODED-18");
  }

  @Test
  void blocksThatAreCutAtTheEdgeAreFound() {
    assertThat(failedRules(runShort(OfCropping.class))).containsExactlyInAnyOrder("DECODED-3", "DECODED-4",
        "DECODED-5", "DECODED-6", "DECODED-7", "DECODED-8", "DECODED-11", "DECODED-14", "DECODED-15",
        "DECODED-16", "DECODED-17", "DECODED-18", "DECODED-12", "DECODED-13", "DECODED-21");
  }

  private static EngineExecutionResults run(Class<?> conformance) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(conformance)).execute();
  }

  /** All rules but those of crashes and hostile files, which are about companions and take long: {@link CompanionsSelfTest}. */
  private static EngineExecutionResults runShort(Class<?> conformance) {
    DiscoverySelector[] rules = AnnotationSupport
        .findAnnotatedMethods(conformance, Rule.class, HierarchyTraversalMode.TOP_DOWN).stream()
        .filter(method -> method.getDeclaringClass() != CrashChapter.class
            && method.getDeclaringClass() != HostileChapter.class)
        .map(method -> selectMethod(conformance, method)).toArray(DiscoverySelector[]::new);
    return EngineTestKit.engine("junit-jupiter").selectors(rules).execute();
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
      return List.of(golden("golden", 1000));
    }

    /** A file of twelve numbers that follow each other. */
    final Golden golden(String title, int first) {
      Path file = Path.of("target", "golden-boxes", title + "." + store.name());
      ByteBuffer bytes = ByteBuffer.allocate(BoxStore.HEADER + 24).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(new byte[] {'B', 'O', 'X', 'C', '<', 'i', '2', ' '}).putLong(2).putLong(4).putLong(3);
      bytes.position(BoxStore.HEADER);
      for (int k = 0; k < 12; k++) {
        bytes.putShort((short) (first + k));
      }
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Golden.of(file, ArraySpec.of(DType.INT16, 4, 3), k -> (short) (first + k));
    }
  }

  /** With two files that hold different elements, for what only shows where there are several. */
  abstract static class OfTwoBoxes extends OfBox {
    OfTwoBoxes(BoxStore store) {
      super(store);
    }

    @Override
    protected List<Golden> goldens() {
      return List.of(golden("golden", 1000), golden("silver", 2000));
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

  static class OfDeclaring extends OfBox {
    OfDeclaring() {
      super(new WrongStores.Declaring());
    }
  }

  static class OfShifting extends OfBox {
    OfShifting() {
      super(new WrongStores.Shifting());
    }
  }

  static class OfAgreeable extends OfBox {
    OfAgreeable() {
      super(new WrongStores.Agreeable());
    }
  }

  static class OfOverruled extends OfBox {
    OfOverruled() {
      super(new WrongStores.Overruled());
    }
  }

  static class OfTouchy extends OfBox {
    OfTouchy() {
      super(new WrongStores.Touchy());
    }
  }

  static class OfFickle extends OfBox {
    OfFickle() {
      super(new WrongStores.Fickle());
    }
  }

  static class OfEmbellishing extends OfBox {
    OfEmbellishing() {
      super(new WrongStores.Embellishing());
    }
  }

  static class OfLenient extends OfBox {
    OfLenient() {
      super(new WrongStores.Lenient());
    }

    @Override
    protected List<Golden> goldens() {
      Golden golden = super.goldens().getFirst();
      Path companion = golden.file().resolveSibling(WrongStores.Lenient.companion(golden.file()));
      try {
        Files.writeString(companion, WrongStores.Lenient.COMPANION);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List.of(golden.with(companion));
    }
  }

  static class OfShouting extends OfBox {
    OfShouting() {
      super(new WrongStores.Shouting());
    }
  }

  static class OfUnclosed extends OfBox {
    OfUnclosed() {
      super(new WrongStores.Unclosed());
    }
  }

  static class OfJumpy extends OfBox {
    OfJumpy() {
      super(new WrongStores.Jumpy());
    }
  }

  static class OfSuspicious extends OfBox {
    OfSuspicious() {
      super(new WrongStores.Suspicious());
    }
  }

  static class OfBashful extends OfBox {
    OfBashful() {
      super(new WrongStores.Bashful());
    }
  }

  static class OfUninstalled extends OfBox {
    OfUninstalled() {
      super(new WrongStores.Uninstalled());
    }
  }

  static class OfSnapshotting extends OfBox {
    OfSnapshotting() {
      super(new WrongStores.Snapshotting());
    }
  }

  static class OfRecycling extends OfTwoBoxes {
    OfRecycling() {
      super(new WrongStores.Recycling());
    }
  }

  static class OfNarrow extends OfBox {
    OfNarrow() {
      super(new WrongStores.Narrow());
    }
  }

  static class OfConfusing extends OfTwoBoxes {
    OfConfusing() {
      super(new WrongStores.Confusing());
    }
  }

  /** With files whose numbers are stored in blocks of two by two, some of which reach over the edge. */
  abstract static class OfBlocks extends OfBox {
    private final BlockBoxStore store;

    OfBlocks(BlockBoxStore store) {
      super(store);
      this.store = store;
    }

    @Override
    protected List<Golden> decodedGoldens() {
      return List.of(blocks("blocks", 5, 3), blocks("lines", 4, 4));
    }

    private Golden blocks(String title, int rows, int columns) {
      Path file = Path.of("target", "golden-boxes", title + "." + store.name());
      int down = Math.ceilDiv(rows, 2);
      int across = Math.ceilDiv(columns, 2);
      ByteBuffer bytes = ByteBuffer.allocate(BlockBoxStore.BLOCKS + down * across * (8 + Long.BYTES))
          .order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(new byte[] {'B', 'L', 'K', 'C', '<', 'i', '2', ' '}).putLong(2).putLong(rows)
          .putLong(columns);
      bytes.position(BoxStore.HEADER).putLong(2).putLong(2).position(BlockBoxStore.BLOCKS);
      for (int block = 0; block < down * across; block++) {
        ByteBuffer elements = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 4; k++) {
          int row = block / across * 2 + k / 2;
          int column = block % across * 2 + k % 2;
          boolean inside = row < rows && column < columns;
          elements.putShort((short) ~(inside ? row * columns + column : -1));
        }
        bytes.put(elements.array()).putLong(BlockBoxStore.checksum(elements.flip()));
      }
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Golden.of(file, ArraySpec.of(DType.INT16, rows, columns), k -> (short) k);
    }
  }

  static class OfBlocking extends OfBlocks {
    OfBlocking() {
      super(new WrongStores.Blocking());
    }
  }

  static class OfReticent extends OfBlocks {
    OfReticent() {
      super(new WrongStores.Reticent());
    }
  }

  static class OfTransposing extends OfBlocks {
    OfTransposing() {
      super(new WrongStores.Transposing());
    }
  }

  static class OfInventing extends OfBlocks {
    OfInventing() {
      super(new WrongStores.Inventing());
    }
  }

  static class OfPanicking extends OfBlocks {
    OfPanicking() {
      super(new WrongStores.Panicking());
    }
  }

  static class OfReopening extends OfBlocks {
    OfReopening() {
      super(new WrongStores.Reopening());
    }
  }

  static class OfClinging extends OfBlocks {
    OfClinging() {
      super(new WrongStores.Clinging());
    }
  }

  static class OfCropping extends OfBlocks {
    OfCropping() {
      super(new WrongStores.Cropping());
    }
  }

  static class OfEmptyHanded extends OfBox {
    OfEmptyHanded() {
      super(new WrongStores.Blocking());
    }
  }
}
