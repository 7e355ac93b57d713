package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.Chunk;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayInfo;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Capability;

/** Every operation of the API that reads an array, done one after the other, with the outcome of each. */
final class Readings {
  /** A pipe that is opened waits for ever; a slow machine does not. */
  private static final long MOST_SECONDS = 60;

  private final ArrayStore store;
  private final Path file;
  private final ArrayOpener opener;
  private final Path elsewhere;
  private final boolean saving;
  private final List<Outcome> outcomes = new ArrayList<>();

  private Readings(ArrayStore store, Path file, ArrayOpener opener, Path elsewhere,
      boolean saving) {
    this.store = store;
    this.file = file;
    this.opener = opener;
    this.elsewhere = elsewhere;
    this.saving = saving;
  }

  /**
   * The outcome of one operation.
   *
   * @param operation its name, for messages
   * @param elements the elements of the array, if it gives them
   * @param info the metadata of the array, if it gives them
   * @param fault the exception that ends it, if it fails
   */
  record Outcome(String operation, @Nullable NdArray elements, @Nullable ArrayInfo info,
      @Nullable Throwable fault) {
    /** Checks that the result, if there is one, is the array of this spec with these elements. */
    void check(ArraySpec spec, LongFunction<?> values) {
      if (info != null) {
        assertThat(info.spec()).as("%s: spec", operation).isEqualTo(spec);
      }
      if (elements != null) {
        assertThat(elements.dtype()).as("%s: dtype", operation).isEqualTo(spec.dtype());
        assertThat(elements.shape()).as("%s: shape", operation).isEqualTo(spec.shape());
        Indices.assertElements(elements, values);
      }
    }
  }

  /** An operation that reads. */
  interface Operation {
    Object run() throws IOException;
  }

  /**
   * Reads an array in all ways.
   *
   * @param opener opens the array
   * @param elsewhere a folder to save the array to
   * @param saving whether it is saved there, which takes longer than all else
   * @throws AssertionError if an operation hangs
   */
  static List<Outcome> all(ArrayStore store, Path file, ArrayOpener opener, Path elsewhere,
      boolean saving) {
    Readings readings = new Readings(store, file, opener, elsewhere, saving);
    List<Outcome> outcomes = withinTime(file, readings.outcomes, readings::read);
    return List.copyOf(outcomes);
  }

  /** Does one operation more. */
  static Outcome one(String name, Path file, Operation operation) {
    List<Outcome> outcomes = new ArrayList<>();
    return withinTime(file, outcomes, () -> outcomes.add(outcome(name, operation))).getFirst();
  }

  /** Runs on a thread that can be left behind: no interrupt ends the opening of a pipe. */
  private static List<Outcome> withinTime(Path file, List<Outcome> outcomes, Runnable work) {
    FutureTask<Boolean> task = new FutureTask<>(work, true);
    Thread thread = new Thread(task, "on " + file);
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(MOST_SECONDS, TimeUnit.SECONDS);
      return outcomes;
    } catch (TimeoutException hangs) {
      AssertionError error =
          new AssertionError(file + ": hangs after " + outcomes, hangs);
      error.setStackTrace(thread.getStackTrace());
      throw error;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("no program interrupts", e);
    }
  }

  private void read() {
    add("open", () -> {
      try (StoredArray array = opener.open()) {
        array.flush();
        return array.load();
      }
    });
    if (!store.capabilities().contains(Capability.DECODED)) {
      add("open copy-on-write", () -> {
        try (StoredArray array = opener.open(OpenMode.COPY_ON_WRITE)) {
          NdArray loaded = array.load();
          array.view().fill(array.view().getValue(new long[array.shape().rank()]));
          return loaded;
        }
      });
    }
    add("chunks", () -> {
      try (StoredArray array = opener.open()) {
        for (Chunk chunk : array.chunks(1)) {
          chunk.view().copy();
        }
        for (Chunk chunk : array.streaming().chunks(1)) {
          chunk.view().copy();
        }
        return array.info();
      }
    });
    if (saving && isInstalled() && store.capabilities().contains(Capability.CREATE)) {
      add("save", () -> {
        Path saved = elsewhere.resolve("saved-" + Chapter.name(file));
        try (StoredArray array = opener.open()) {
          array.saveAs(ArrayRef.of(saved), OpenMode.CREATE);
        }
        try (StoredArray array = ArrayStores.opener(ArrayRef.of(saved)).store(store).open()) {
          return array.load();
        }
      });
    }
    add("inspect", opener::inspect);
    add("list", this::list);
    add("checkpoints", opener::checkpoints);
    add("writers", () -> ArrayStores.writers(ArrayRef.of(file)));
  }

  private List<ArrayRef> list() throws IOException {
    return isInstalled() ? ArrayStores.list(file) : store.list(file);
  }

  private boolean isInstalled() {
    return ArrayStores.installed().stream().anyMatch(other -> other.getClass() == store.getClass());
  }

  private void add(String name, Operation operation) {
    outcomes.add(outcome(name, operation));
  }

  private static Outcome outcome(String name, Operation operation) {
    try {
      Object result = operation.run();
      return new Outcome(name, result instanceof NdArray elements ? elements : null,
          result instanceof ArrayInfo info ? info : null, null);
    } catch (IOException | RuntimeException | Error fault) {
      return new Outcome(name, null, null, fault);
    }
  }
}
