package org.mmaparrays.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

class StoreRegistryTest {
  private static final Candidate FILE = Candidate.absent(Path.of("x.any"));

  private record Fake(String name, Recognition answer, Set<Capability> capabilities) implements ArrayStore {
    static Fake of(String name, Recognition answer) {
      return new Fake(name, answer, Set.of());
    }

    @Override
    public Recognition recognizes(Candidate candidate) {
      return answer;
    }

    @Override
    public Storage locate(ArrayRef ref, Companions companions) {
      throw new AssertionError("not asked");
    }
  }

  @Test
  void contentOutweighsName() throws Exception {
    Fake byName = Fake.of("a", Recognition.byName());
    Fake byContent = Fake.of("b", Recognition.byContent());
    assertThat(new StoreRegistry(List.of(byName, byContent)).recognizing(FILE)).isSameAs(byContent);
    assertThat(new StoreRegistry(List.of(byName)).recognizing(FILE)).isSameAs(byName);
  }

  @Test
  void failureListsWhyEachDeclined() {
    StoreRegistry registry = new StoreRegistry(
        List.of(Fake.of("a", Recognition.declined("no A in it")),
            Fake.of("b", Recognition.declined("not named .b"))));
    assertThatThrownBy(() -> registry.recognizing(FILE)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("a (no A in it), b (not named .b)").hasMessageContaining("x.any");
    assertThatThrownBy(() -> new StoreRegistry(List.of()).recognizing(FILE))
        .hasMessageContaining("none is installed");
    assertThatThrownBy(() -> registry.named("c")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a, b");
  }

  @Test
  void equalClaimsAreAnErrorThatNamesThem() {
    StoreRegistry registry =
        new StoreRegistry(List.of(Fake.of("a", Recognition.byName()), Fake.of("b", Recognition.byName())));
    assertThatThrownBy(() -> registry.recognizing(FILE)).isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining("a, b");
  }

  @Test
  void twoStoresOfOneNameAreAnError() {
    List<ArrayStore> twins =
        List.of(Fake.of("a", Recognition.byName()), Fake.of("a", Recognition.byContent()));
    assertThatThrownBy(() -> new StoreRegistry(twins)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void declaredLayoutsGoToTheStoreThatTakesThemUnlessAnotherKnowsTheContent() throws Exception {
    Fake taker = new Fake("t", Recognition.declined("no"), Set.of(Capability.DECLARED_LAYOUT));
    Fake knower = Fake.of("k", Recognition.byContent());
    Fake other = Fake.of("o", Recognition.byName());
    assertThat(new StoreRegistry(List.of(taker, other)).declared(FILE)).isSameAs(taker);
    assertThat(new StoreRegistry(List.of(taker, knower)).declared(FILE)).isSameAs(knower);
    assertThatThrownBy(() -> new StoreRegistry(List.of(other)).declared(FILE))
        .isInstanceOf(UnsupportedArrayException.class);
  }
}
