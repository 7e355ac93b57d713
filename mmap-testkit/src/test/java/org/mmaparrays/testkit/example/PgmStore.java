package org.mmaparrays.testkit.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Candidate;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Recognition;
import org.mmaparrays.spi.Storage;

/**
 * Grey images as matrices: the portable graymap, binary form, one byte a pixel.
 *
 * @see <a href="https://netpbm.sourceforge.net/doc/pgm.html">The PGM format</a>
 */
public final class PgmStore implements ArrayStore {
  private static final byte[] MAGIC = {'P', '5'};
  private static final String GAP = "(?:\\s|#[^\\n\\r]*[\\n\\r])+";
  private static final Pattern HEADER =
      Pattern.compile("P5" + GAP + "(\\d{1,18})" + GAP + "(\\d{1,18})" + GAP + "(\\d{1,5})\\s");

  @Override
  public String name() {
    return "pgm";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CREATE, Capability.WRITE);
  }

  @Override
  public Recognition recognizes(Candidate candidate) {
    return candidate.startsWith(MAGIC)
        ? Recognition.byContent()
        : candidate.nameEndsWith(".pgm")
            ? Recognition.byName()
            : Recognition.declined("neither starts with P5 nor is named .pgm");
  }

  @Override
  public Storage locate(ArrayRef ref, Companions companions) throws IOException {
    Path file = ref.file();
    String head = StandardCharsets.ISO_8859_1.decode(Candidate.read(file).head()).toString();
    Matcher header = HEADER.matcher(head);
    if (!header.lookingAt()) {
      throw new ArrayFormatException(file, 0, "no PGM header", "P5, width, height, greatest grey");
    }
    long width = Long.parseLong(header.group(1));
    long height = Long.parseLong(header.group(2));
    int greatest = Integer.parseInt(header.group(3));
    if (width == 0 || height == 0 || greatest == 0 || greatest > 65_535) {
      throw new ArrayFormatException(file, 0, header.group().strip(),
          "positive sizes, and greys from 1 to 65535");
    }
    if (greatest != 255) {
      throw new UnsupportedArrayException(file,
          "greys go to " + greatest + ", supported is 255; rescale the image");
    }
    try {
      return new Storage.Contiguous(file, header.end(), ArraySpec.of(DType.UINT8, height, width), true);
    } catch (IllegalArgumentException e) {
      throw new ArrayFormatException(file, 0, width + " × " + height + " pixels", "fewer than 2**63", e);
    }
  }

  @Override
  public Allocation allocate(ArrayRef ref, ArraySpec spec) throws IOException {
    if (!spec.dtype().equals(DType.UINT8) || spec.shape().rank() != 2 || spec.shape().elementCount() == 0
        || spec.order() != MemoryOrder.C || !spec.attributes().isEmpty()) {
      throw new UnsupportedArrayException(ref.file(),
          "PGM holds uint8 matrices of at least one pixel, not " + spec);
    }
    String header = "P5\n" + spec.shape().dim(1) + " " + spec.shape().dim(0) + "\n255\n";
    return Allocation.headed(header.getBytes(StandardCharsets.US_ASCII), spec.byteSize());
  }
}
