package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** The rules for companions are silent about a store that is right, and name the faults of others. */
class CompanionsSelfTest {
  private static final Set<String> RULES = Set.of("DISCOVERY-8", "CREATE-5", "CREATE-13", "CREATE-14");

  private static Set<String> failed(Class<?> conformance) {
    DiscoverySelector[] rules = AnnotationSupport
        .findAnnotatedMethods(conformance, Rule.class, HierarchyTraversalMode.TOP_DOWN).stream()
        .filter(method -> RULES.contains(method.getAnnotation(Rule.class).value())
            || method.getDeclaringClass() == CrashChapter.class
            || method.getDeclaringClass() == HostileChapter.class
            || method.getDeclaringClass() == MalformedChapter.class)
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
  void companionsThatAreNotNamedAreFound() {
    assertThat(failed(OfSilent.class)).contains("CREATE-14", "DISCOVERY-8");
  }

  @Test
  void namesThatDependOnTheArrayAreFound() {
    assertThat(failed(OfNumbering.class)).contains("CREATE-14", "DISCOVERY-8");
  }

  @Test
  void namesThatArraysShareAreFound() {
    assertThat(failed(OfSharing.class)).containsExactly("DISCOVERY-8");
  }

  @Test
  void namesInOtherFoldersAreFound() {
    assertThat(failed(OfClimbing.class)).contains("DISCOVERY-8");
  }

  @Test
  void aCompanionThatIsReadByTheStoreIsFound() {
    assertThat(failed(OfReading.class)).contains("CRASH-3", "CRASH-4");
  }

  @Test
  void theNewDescriptionOfTheOldArrayIsFound() {
    assertThat(failed(OfGuessing.class)).contains("CRASH-3");
  }

  @Test
  void companionsThatDescribeNothingAreFound() {
    assertThat(failed(OfIgnoring.class)).contains("CREATE-14");
  }

  /** The kit applied to one of these stores, with a golden file written byte by byte. */
  abstract static class OfPairs extends ArrayStoreConformance {
    private final PairedBoxStore store;

    OfPairs(PairedBoxStore store) {
      this.store = store;
    }

    @Override
    protected ArrayStore store() {
      return store;
    }

    @Override
    protected List<Golden> goldens() {
      Path file = Path.of("target", "golden-pairs", "golden.paired");
      ByteBuffer header = ByteBuffer.allocate(BoxStore.HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.put(new byte[] {'B', 'O', 'X', 'C', '<', 'i', '2', ' '}).putLong(2).putLong(4).putLong(3);
      ByteBuffer elements = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      for (int k = 0; k < 12; k++) {
        elements.putShort((short) (1000 + k));
      }
      Path companion = file.resolveSibling("golden.paired.head");
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, elements.array());
        Files.write(companion, header.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return List
          .of(Golden.of(file, ArraySpec.of(DType.INT16, 4, 3), k -> (short) (1000 + k)).with(companion));
    }
  }

  static class OfRight extends OfPairs {
    OfRight() {
      super(new PairedBoxStore());
    }
  }

  /** Makes a companion, and does not name it. */
  static class OfSilent extends OfPairs {
    OfSilent() {
      super(new PairedBoxStore() {
        @Override
        public List<String> companions(Path file) {
          return List.of();
        }
      });
    }
  }

  /** Numbers its companions by the elements of the array, and names those that it finds. */
  static class OfNumbering extends OfPairs {
    OfNumbering() {
      super(new PairedBoxStore() {
        @Override
        public List<String> companions(Path file) {
          List<String> names = new ArrayList<>();
          Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
          if (!Files.isDirectory(folder)) {
            return names;
          }
          try (DirectoryStream<Path> found =
              Files.newDirectoryStream(folder, file.getFileName() + ".head*")) {
            found.forEach(each -> names.add(each.getFileName().toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return names;
        }

        @Override
        public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
          Allocation right = super.allocate(ref, spec);
          Allocation.Companion companion = right.companions().getFirst();
          return new Allocation(right.fileLength(), right.pieces(),
              List.of(new Allocation.Companion(companion.name() + spec.shape().elementCount(),
                  companion.content())));
        }
      });
    }
  }

  /** Has one companion for all arrays of a folder. */
  static class OfSharing extends OfPairs {
    OfSharing() {
      super(new PairedBoxStore() {
        @Override
        String companion(Path file) {
          return "golden.paired.head";
        }
      });
    }
  }

  /** Has its companions in the folder above. */
  static class OfClimbing extends OfPairs {
    OfClimbing() {
      super(new PairedBoxStore() {
        @Override
        String companion(Path file) {
          return "../" + super.companion(file);
        }
      });
    }
  }

  /** Reads the companion itself, whatever the API has read. */
  static class OfReading extends OfPairs {
    OfReading() {
      super(new PairedBoxStore() {
        @Override
        public Storage locate(ArrayRef ref, Companions companions) throws IOException {
          Path file = ref.file();
          return located(file, Files.readAllBytes(file.resolveSibling(companion(file))));
        }
      });
    }
  }

  /** Reads the companion itself, and finds a header in it, the last one, also while the array is replaced. */
  static class OfGuessing extends OfPairs {
    OfGuessing() {
      super(new PairedBoxStore() {
        @Override
        public Storage locate(ArrayRef ref, Companions companions) throws IOException {
          Path file = ref.file();
          Path companion = file.resolveSibling(companion(file));
          if (companions.content(companion(file)).isEmpty() || Files.size(companion) < HEADER) {
            return super.locate(ref, companions);
          }
          byte[] bytes = Files.readAllBytes(companion);
          return located(file, Arrays.copyOfRange(bytes, bytes.length - HEADER, bytes.length));
        }
      });
    }
  }

  /** Has a companion that says nothing: the header is in the data file, too. */
  static class OfIgnoring extends OfPairs {
    OfIgnoring() {
      super(new PairedBoxStore() {
        private final BoxStore plain = new BoxStore("plain");

        @Override
        public Storage locate(ArrayRef ref, Companions companions) throws IOException {
          return plain.locate(ref, companions);
        }

        @Override
        public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
          Allocation all = plain.allocate(ref, spec);
          return new Allocation(all.fileLength(), all.pieces(),
              List.of(new Allocation.Companion(companion(ref.file()), new byte[] {'!'})));
        }
      });
    }
  }
}
