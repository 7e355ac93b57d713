package org.mmaparrays.npy;

import java.io.IOException;
import java.util.Set;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * NumPy's {@code .npy} files: a header that says dtype, order and shape, then the elements.
 *
 * <p>Reads versions 1.0, 2.0 and 3.0; writes, byte for byte, the header that NumPy writes. The elements must end the
 * file: {@code numpy.load} ignores bytes behind them, which hides an interrupted append or a wrong shape.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class NpyStore implements ArrayStore {
  /** Creates the store; it has no state. */
  public NpyStore() {}

  @Override
  public String name() {
    return "npy";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.CREATE,
        Capability.WRITE,
        Capability.ANY_DTYPE,
        Capability.ANY_RANK,
        Capability.ZERO_LENGTH,
        Capability.FORTRAN_ORDER);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    if (candidate.startsWith(NpyHeader.magic())) {
      return Recognition.byContent();
    }
    if (candidate.nameEndsWith(".npy")) {
      return Recognition.byName();
    }
    return Recognition.declined("the name does not end in .npy"
        + (candidate.exists() ? " and the file does not start with \\x93NUMPY" : ""));
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    NpyHeader header = NpyHeader.read(ref.file());
    return new Storage.Contiguous(ref.file(), header.length(), header.spec(), true);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    if (!spec.attributes().isEmpty()) {
      throw new UnsupportedArrayException(ref.file(),
          "npy files hold no attributes, and these would be lost: " + spec.attributes().asMap().keySet()
              + "; drop them (withAttributes(Attributes.NONE)), or create with a store that keeps them");
    }
    return Allocation.headed(HeaderWriter.write(spec), spec.byteSize());
  }
}
