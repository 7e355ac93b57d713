package org.mmaparrays.internal.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.SpecMismatchException;

/**
 * The checkpoints of one writer: two slots of a file, written in turn, so that one is whole whenever a write is cut short.
 *
 * @param position where in the file the first slot is
 * @param newest the newest checkpoint
 */
public record CheckpointSeries(long position, CheckpointText newest) {
  static final int SLOTS = 2;
  static final int BYTES = SLOTS * CheckpointText.BYTES;

  /** The most writers of one array that have declared rows. */
  static final int MOST = 1024;

  static final int MOST_BYTES = MOST * BYTES;

  /** Returns the bytes of a series with its first checkpoint. */
  public static byte[] first(ArraySpec spec, Checkpoint checkpoint) {
    byte[] bytes = Arrays.copyOf(
        new CheckpointText(0, CheckpointText.describe(spec), checkpoint, Optional.empty()).bytes(), BYTES);
    Arrays.fill(bytes, CheckpointText.BYTES, bytes.length, (byte) '\n');
    return bytes;
  }

  /**
   * Reads the content of a file of checkpoints.
   *
   * @return every series that has a whole slot; one that has none is one that was being added
   */
  public static List<CheckpointSeries> parse(byte[] content) {
    List<CheckpointSeries> all = new ArrayList<>();
    for (int position = 0; position + CheckpointText.BYTES <= content.length; position += BYTES) {
      long at = position;
      slots(content, position).max(Comparator.comparingLong(CheckpointText::number))
          .ifPresent(newest -> all.add(new CheckpointSeries(at, newest)));
    }
    return all;
  }

  private static Stream<CheckpointText> slots(byte[] content, int position) {
    return Stream.of(position, position + CheckpointText.BYTES)
        .filter(slot -> slot + CheckpointText.BYTES <= content.length)
        .flatMap(
            slot -> CheckpointText.parse(Arrays.copyOfRange(content, slot, slot + CheckpointText.BYTES))
                .stream());
  }

  /** Returns the rows that the writer declared. */
  RowRange rows() {
    return newest.checkpoint().rows();
  }

  /** Returns the series after a further checkpoint. */
  CheckpointSeries next(Checkpoint checkpoint, Optional<CheckpointText.RowSum> sum) {
    return new CheckpointSeries(position,
        new CheckpointText(newest.number() + 1, newest.array(), checkpoint, sum));
  }

  /** Returns where the newest checkpoint is in the file. */
  long slot() {
    return position + newest.number() % SLOTS * CheckpointText.BYTES;
  }

  /**
   * Checks that the checkpoints are those of an array.
   *
   * @throws SpecMismatchException if they were written for another
   */
  public void check(Path file, ArraySpec spec) throws IOException {
    String described = CheckpointText.describe(spec);
    if (!newest.array().equals(described)) {
      throw new SpecMismatchException(file, "a checkpoint of " + described, "one of " + newest.array(),
          "the array was replaced by something that does not keep checkpoints; remove this file");
    }
  }
}
