package org.mmaparrays.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/** Vectors of bytes: in one file, or with their length in a second one. */
public final class PairStore implements ArrayStore {
  private final boolean described;

  public PairStore(boolean described) {
    this.described = described;
  }

  public static Path description(Path file) {
    return file.resolveSibling(name(file));
  }

  private static String name(Path file) {
    return file.getFileName() + ".length";
  }

  @Override
  public List<String> companions(Path file) {
    return described ? List.of(name(file)) : List.of();
  }

  @Override
  public String name() {
    return "pair";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CREATE, Capability.WRITE);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return Recognition.byName();
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Path file = ref.file();
    if (!described) {
      return new Storage.Contiguous(file, 0, ArraySpec.of(DType.INT8, Files.size(file)), true);
    }
    byte[] description = companions.content(name(file))
        .orElseThrow(() -> new ArrayFormatException(file, "no description", "one"));
    String length = new String(description, StandardCharsets.US_ASCII);
    if (!length.matches("\\d{1,18}")) {
      throw new ArrayFormatException(file.resolveSibling(name(file)), 0, "no number", "the length");
    }
    return new Storage.Contiguous(file, 0, ArraySpec.of(DType.INT8, Long.parseLong(length)), true);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) {
    byte[] length = String.valueOf(spec.byteSize()).getBytes(StandardCharsets.US_ASCII);
    return new Allocation(spec.byteSize(), List.of(), described
        ? List.of(new Allocation.Companion(name(ref.file()), length))
        : List.of());
  }
}
