package org.mmaparrays.raw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * Raw elements in {@code data.dat}, described by {@code data_meta.json} beside it; {@code numpy.memmap} reads it, given
 * the dtype and shape that the sidecar records.
 */
public final class RawStore implements ArrayStore {
  /** Creates the store; it has no state. */
  public RawStore() {}

  @Override
  public String name() {
    return "raw";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.CREATE,
        Capability.WRITE,
        Capability.ANY_DTYPE,
        Capability.ANY_RANK,
        Capability.ZERO_LENGTH,
        Capability.FORTRAN_ORDER,
        Capability.ATTRIBUTES,
        Capability.DECLARED_LAYOUT);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    String sidecar = Sidecar.nameFor(candidate.file());
    if (candidate.nameEndsWith(".dat")
        || (candidate.exists() && Files.exists(candidate.file().resolveSibling(sidecar)))) {
      return Recognition.byName();
    }
    return Recognition.declined("the name does not end in .dat"
        + (candidate.exists() ? " and there is no " + sidecar + " beside it" : ""));
  }

  @Override
  public List<String> companions(Path file) {
    return List.of(Sidecar.nameFor(file));
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Path file = ref.file();
    DeclaredLayout layout = recorded(file, companions).orElseThrow(() -> new ArrayFormatException(file,
        "no sidecar " + Sidecar.nameFor(file) + " beside it",
        "one that records dtype and shape; restore it, or declare both (--dtype and --shape, or ArrayOpener.layout)"));
    checkName(file, layout.spec());
    // NumPy 2 leaves one byte where it maps a new array without elements, since nothing of length zero can be mapped.
    boolean ofNumPy = layout.spec().byteSize() == 0 && Files.size(file) == layout.offset() + 1;
    return new Storage.Contiguous(file, layout.offset(), layout.spec(), !ofNumPy);
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) throws IOException {
    Path file = ref.file();
    checkName(file, declared.spec());
    DeclaredLayout layout = recorded(file, companions).orElse(declared);
    if (!layout.spec().sameLayout(declared.spec()) || layout.offset() != declared.offset()) {
      throw new SpecMismatchException(file, text(declared), text(layout),
          "drop what is declared, or correct " + Sidecar.nameFor(file));
    }
    return new Storage.Contiguous(file, layout.offset(), layout.spec(), true);
  }

  private static Optional<DeclaredLayout> recorded(Path file, Companions companions) throws IOException {
    String name = Sidecar.nameFor(file);
    Optional<byte[]> content = companions.content(name);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(Sidecar.read(file.resolveSibling(name), content.get()));
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    checkName(ref.file(), spec);
    String name = Sidecar.nameFor(ref.file());
    byte[] content = Sidecar.write(ref.file().resolveSibling(name), spec, Instant.now());
    return new Allocation(spec.byteSize(), List.of(), List.of(new Allocation.Companion(name, content)));
  }

  /** A dtype in the file's name ({@code data_float32.dat}) is a promise to people, so it must not lie. */
  private static void checkName(Path file, ArraySpec spec) throws UnsupportedArrayException {
    Optional<String> named = NamedDType.in(file);
    if (named.isPresent() && !named.get().equals(spec.dtype().name())) {
      throw new UnsupportedArrayException(file,
          "the file name says " + named.get() + ", the array is " + spec.dtype()
              + "; rename the file or correct the dtype");
    }
  }

  private static String text(DeclaredLayout layout) {
    return layout.spec() + " at offset " + layout.offset();
  }
}
