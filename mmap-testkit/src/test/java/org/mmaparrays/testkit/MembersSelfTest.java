package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Extension;

/** The rules for several arrays in one file are silent about a store that is right, and name what is wrong with others. */
class MembersSelfTest {
  private static Set<String> failed(Class<?> conformance) {
    DiscoverySelector[] rules = AnnotationSupport
        .findAnnotatedMethods(conformance, Rule.class, HierarchyTraversalMode.TOP_DOWN).stream()
        .filter(method -> method.getDeclaringClass() == MembersChapter.class)
        .map(method -> selectMethod(conformance, method)).toArray(DiscoverySelector[]::new);
    return EngineTestKit.engine("junit-jupiter").selectors(rules).execute().testEvents().failed().stream()
        .map(event -> ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getJavaMethod())
        .map(method -> AnnotationSupport.findAnnotation(method, Rule.class).orElseThrow().value())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void rightStorePasses() {
    assertThat(failed(OfRight.class)).isEmpty();
  }

  @Test
  void lostNeighboursAreFound() {
    assertThat(failed(OfForgetful.class)).containsExactly("MEMBERS-1", "MEMBERS-2", "MEMBERS-3", "MEMBERS-5",
        "MEMBERS-6", "MEMBERS-7", "MEMBERS-9");
  }

  @Test
  void silentReplacementIsFound() {
    assertThat(failed(OfPresumptuous.class)).containsExactly("MEMBERS-2", "MEMBERS-5", "MEMBERS-6",
        "MEMBERS-7");
  }

  @Test
  void roomThatIsUsedAgainIsFound() {
    assertThat(failed(OfThrifty.class)).containsExactly("MEMBERS-4", "MEMBERS-7");
  }

  /** The kit applied to one of these stores, with a golden file written byte by byte. */
  abstract static class OfShelf extends ArrayStoreConformance {
    private final ShelfStore store;

    OfShelf(ShelfStore store) {
      this.store = store;
    }

    @Override
    protected ArrayStore store() {
      return store;
    }

    @Override
    protected List<Golden> goldens() {
      Path file = Path.of("target", "golden-shelves", "golden.shelf");
      ByteBuffer bytes = ByteBuffer.allocate(ShelfStore.HEAD + 10).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(ShelfStore.head(Map.of("data", new ShelfStore.Place(ShelfStore.HEAD, 5))));
      for (int k = 0; k < 5; k++) {
        bytes.putShort((short) k);
      }
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List.of(Golden.of(file, ArraySpec.of(DType.INT16, 5), k -> (short) k));
    }
  }

  static class OfRight extends OfShelf {
    OfRight() {
      super(new ShelfStore());
    }
  }

  /** Forgets all arrays but the one that is added. */
  static class OfForgetful extends OfShelf {
    OfForgetful() {
      super(new ShelfStore() {
        @Override
        Extension extension(ArrayRef ref, Map<String, Place> places, Place added, boolean replaces) {
          places.values().removeIf(place -> !place.equals(added));
          return super.extension(ref, places, added, replaces);
        }
      });
    }
  }

  /** Does not say that an array is replaced. */
  static class OfPresumptuous extends OfShelf {
    OfPresumptuous() {
      super(new ShelfStore() {
        @Override
        Extension extension(ArrayRef ref, Map<String, Place> places, Place added, boolean replaces) {
          return super.extension(ref, places, added, false);
        }
      });
    }
  }

  /** Lays out the new array where the old one is, if nothing is behind that. */
  static class OfThrifty extends OfShelf {
    OfThrifty() {
      super(new ShelfStore() {
        @Override
        Extension extension(ArrayRef ref, Map<String, Place> places, Place added, boolean replaces) {
          places.values().removeIf(place -> place.equals(added));
          Place place = new Place(end(places), added.length());
          places.put(ref.member().orElse("data"), place);
          return super.extension(ref, places, place, replaces);
        }
      });
    }
  }
}
