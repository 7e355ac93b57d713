package org.mmaparrays.support;

import java.util.Set;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** Files that are what the caller says they are. */
public final class DeclaredStore implements ArrayStore {
  @Override
  public String name() {
    return "declared";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.WRITE, Capability.DECLARED_LAYOUT);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.declined("nothing says what it is");
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) {
    throw new AssertionError("not asked");
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) {
    return new Storage.Contiguous(ref.file(), declared.offset(), declared.spec(), false);
  }
}
