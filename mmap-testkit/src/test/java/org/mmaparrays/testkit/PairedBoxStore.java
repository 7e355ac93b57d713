package org.mmaparrays.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/** Boxes whose header is in a file of its own: {@code NAME.head}. */
class PairedBoxStore extends BoxStore {
  PairedBoxStore() {
    super("paired");
  }

  /** Returns the name of the file with the header. */
  String companion(Path file) {
    return file.getFileName() + ".head";
  }

  @Override
  public List<String> companions(Path file) {
    return List.of(companion(file));
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Path file = ref.file();
    return located(file, companions.content(companion(file)).orElseThrow(
        () -> new ArrayFormatException(file, "no " + companion(file) + " beside it", "one with the header")));
  }

  /** Returns the array that a header describes. */
  static Storage.Contiguous located(Path file, byte[] header) throws IOException {
    Storage.Contiguous described = located(file, ByteBuffer.wrap(header));
    return new Storage.Contiguous(file, 0, described.spec(), true);
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    byte[] header = super.allocate(ref, spec).pieces().getFirst().bytes();
    return new Allocation(spec.byteSize(), List.of(),
        List.of(new Allocation.Companion(companion(ref.file()), header)));
  }
}
