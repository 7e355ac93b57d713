package org.mmaparrays.benchmarks.soak.promise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.support.Threads;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.Checkpoint;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.FlushPolicy;
import org.mmaparrays.model.MemoryOrder;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;

/**
 * The promise of a row writer: the rows that it has called durable are intact, the next writer goes on behind them, and when
 * all is written the file is bit for bit that of a run that nothing interrupted.
 *
 * @param format the format
 * @param order the order of the elements; in column-major order a row is spread over the whole file
 * @param rhythm when rows become durable
 * @param threads how many write at once
 */
public record RowsPromise(Format format, MemoryOrder order, Rhythm rhythm, int threads) implements Promise {
  /** The start of the line in which a child says that it has the lock of a writer; the number of its process follows. */
  public static final String WRITER = "writer ";

  private static final int COLUMNS = 60;

  @Override
  public String name() {
    return "rows/" + format + "/" + order + "/" + rhythm + (threads > 1 ? "/" + threads + "-threads" : "");
  }

  private ArrayRef ref(Path folder) {
    return ArrayRef.of(folder.resolve(format.fileName("rows")));
  }

  private ArraySpec spec() {
    return ArraySpec.of(DType.INT32, rhythm.rows(), COLUMNS).withOrder(order);
  }

  @Override
  public void work(Path folder, Pattern pattern, Acknowledgements acknowledgements) throws IOException {
    Seen seen = new Seen();
    try (RowWriter writer = ArrayStores.rowWriter(ref(folder)).policy(rhythm.policy()).payload(seen::payload)
        .resumeOrCreate(spec())) {
      seen.rows = writer.position();
      acknowledgements.say(WRITER + ProcessHandle.current().pid());
      acknowledgements.say("complete " + writer.completeTo());
      Optional<Checkpoint> resumed = writer.resumedFrom();
      if (resumed.isPresent() && !describes(resumed.get())) {
        throw new IllegalStateException("payload of another checkpoint: " + resumed.get());
      }
      inThreads(() -> write(writer, seen, pattern, acknowledgements));
    }
    // Whatever the policy, closing makes the rest durable.
    acknowledgements.say("complete " + rhythm.rows());
  }

  private void write(RowWriter writer, Seen seen, Pattern pattern, Acknowledgements acknowledgements) {
    long said = writer.completeTo();
    try {
      while (true) {
        long row = writer.write(elements -> fill(elements, writer.position(), pattern, seen));
        if (rhythm == Rhythm.EVERY_WRITE) {
          acknowledgements.say("complete " + (row + 1)); // The promise of this policy, whatever completeTo() says.
        }
        if (writer.completeTo() > said) {
          said = writer.completeTo();
          acknowledgements.say("complete " + said);
        }
        LockSupport.parkNanos(rhythm.nanosBetweenRows());
      }
    } catch (IndexOutOfBoundsException allWritten) {
      if (writer.position() < rhythm.rows()) {
        throw allWritten;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(NdArray row, long number, Pattern pattern, Seen seen) {
    row.copyFrom(pattern.rows(0, number, number + 1, COLUMNS));
    seen.rows = number + 1;
  }

  private void inThreads(Runnable work) throws IOException {
    try {
      Threads.runInEach(threads, work);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException failed) {
        throw new IOException(failed);
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of rows written: the payload of each checkpoint, so that it can be told from those of other rows. */
  private static final class Seen {
    private volatile long rows;

    byte[] payload() {
      return ByteBuffer.allocate(Long.BYTES).putLong(rows).array();
    }
  }

  /** Returns whether a checkpoint has the payload of its own rows; the first has none. */
  private static boolean describes(Checkpoint checkpoint) {
    byte[] payload = checkpoint.payload();
    return payload.length == 0
        ? checkpoint.completeTo() == 0
        : ByteBuffer.wrap(payload).getLong() == checkpoint.completeTo();
  }

  @Override
  public List<ArrayRef> arrays(Path folder, List<String> said) {
    return List.of(ref(folder));
  }

  @Override
  public Verdict read(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    long promised = said.stream().filter(line -> line.startsWith("complete "))
        .mapToLong(line -> Long.parseLong(line.substring("complete ".length()))).max().orElse(-1);
    long complete = checkRows(folder, pattern, promised, findings);
    boolean finished = complete == rhythm.rows();
    if (!finished && !said.isEmpty() && said.getLast().equals(Acknowledgements.KILLED)) {
      checkWriterDied(folder, said, findings);
    }
    return findings.verdict(finished);
  }

  /** Lets the next child go on with the rows; if there are no more, the file is compared. */
  @Override
  public Verdict goOn(Path folder, Pattern pattern, List<String> said) throws IOException {
    Findings findings = new Findings();
    boolean finished = complete(folder) == rhythm.rows();
    if (finished) {
      checkSameAsUninterrupted(folder, pattern, findings);
    }
    return findings.verdict(finished);
  }

  private long complete(Path folder) throws IOException {
    if (!Files.exists(ref(folder).file())) {
      return 0;
    }
    List<Checkpoint> checkpoints = ArrayStores.checkpoints(ref(folder));
    return checkpoints.isEmpty() ? 0 : checkpoints.getFirst().completeTo();
  }

  private long checkRows(Path folder, Pattern pattern, long promised, Findings findings) throws IOException {
    try (StoredArray array =
        ArrayStores.opener(ref(folder)).expect(spec()).allowIncomplete().open(OpenMode.READ)) {
      AsReader.checkRefusedIfIncomplete(ref(folder), findings);
      List<Checkpoint> checkpoints = ArrayStores.checkpoints(ref(folder));
      // Until the first writer has begun there need be none.
      findings.require(checkpoints.size() == 1 || (checkpoints.isEmpty() && promised < 0),
          "checkpoints: " + checkpoints);
      long complete = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().completeTo();
      if (!checkpoints.isEmpty()) {
        findings.require(
            checkpoints.getFirst().rows().equals(new RowRange(0, rhythm.rows()))
                && describes(checkpoints.getFirst()),
            "a checkpoint of something else: " + checkpoints);
      }
      int[] row = new int[COLUMNS];
      findings.rows(array + ", complete to " + complete + ", promised " + promised, 0,
          Math.max(promised, complete), number -> {
            array.view().row(number).copyTo(row);
            return number < complete && Arrays.equals(row, pattern.rows(0, number, number + 1, COLUMNS));
          });
      return complete;
    } catch (NoSuchFileException e) {
      if (promised >= 0) {
        findings.allLost(e.toString(), Math.max(promised, 1));
      }
      return 0;
    }
  }

  private void checkWriterDied(Path folder, List<String> said, Findings findings) throws IOException {
    Optional<String> last = said.reversed().stream().filter(line -> line.startsWith(WRITER)).findFirst();
    if (last.isPresent()) {
      long pid = Long.parseLong(last.get().substring(WRITER.length()));
      List<Writer> writers = ArrayStores.writers(ref(folder));
      findings.require(
          writers.stream().noneMatch(Writer::alive)
              && writers.stream().anyMatch(writer -> writer.pid() == pid),
          "the writer " + pid + " was killed, and those known are " + writers);
    }
  }

  private void checkSameAsUninterrupted(Path folder, Pattern pattern, Findings findings) throws IOException {
    Path other = Files.createDirectories(folder.resolve("uninterrupted"));
    Seen seen = new Seen();
    try (RowWriter writer = ArrayStores.rowWriter(ref(other)).policy(FlushPolicy.onClose()).create(spec())) {
      while (writer.position() < rhythm.rows()) {
        writer.write(elements -> fill(elements, writer.position(), pattern, seen));
      }
    }
    findings.require(Files.mismatch(ref(folder).file(), ref(other).file()) == -1,
        ref(folder) + " differs from an uninterrupted run");
  }
}
