package org.mmaparrays.support;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.DeclaredLayout;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** A file is a vector of bytes. */
public final class BytesStore implements ArrayStore {
  @Override
  public String name() {
    return "bytes";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CREATE, Capability.WRITE, Capability.DECLARED_LAYOUT);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.byName();
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    return new Storage.Contiguous(ref.file(), 0, ArraySpec.of(DType.INT8, Files.size(ref.file())), true);
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions, DeclaredLayout declared) {
    return new Storage.Contiguous(ref.file(), declared.offset(), declared.spec(), true);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) {
    return new Allocation(spec.byteSize(), List.of(), List.of());
  }
}
