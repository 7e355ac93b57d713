package org.mmaparrays.benchmarks.soak.fault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.benchmarks.soak.process.Child;
import org.mmaparrays.benchmarks.soak.promise.Acknowledgements;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;

/** The ways in which a writer tidies up after one that died. */
enum Recoverer {
  /** Calls {@link ArrayStores#recover}. */
  RECOVER,
  /** Runs {@code mmap recover}. */
  COMMAND,
  /** Opens the array to write in place. */
  OPEN,
  /** Begins to replace the array, and gives up. */
  DRAFT,
  /** Opens the array to go on after its last checkpoint. */
  RESUME;

  /** Said by the child, which begins once it is told to; a command says nothing, and begins at once. */
  static final String READY = "ready";

  /** Starts a child that recovers an array, under another program if one is given. */
  Child start(List<String> under, ArrayRef array) throws IOException {
    if (this == COMMAND) {
      return Child.start(under, "org.mmaparrays.cli.Main", "recover", array.toString());
    }
    return Child.start(under, Recoverer.class.getName(), name(), array.toString());
  }

  /** Returns the ways that suit an array. */
  static List<Recoverer> suiting(boolean hasCheckpoints) {
    List<Recoverer> all = new ArrayList<>(List.of(values()));
    if (!hasCheckpoints) {
      all.remove(RESUME); // Refused, since nothing says where to go on.
    }
    return all;
  }

  private void recover(ArrayRef array) throws IOException {
    switch (this) {
      case RECOVER, COMMAND -> ArrayStores.recover(array);
      case OPEN -> ArrayStores.open(array, OpenMode.READ_WRITE).close();
      case DRAFT -> ArrayStores.draft(array, ArraySpec.of(DType.INT32, 1), OpenMode.CREATE).close();
      case RESUME -> ArrayStores.rowWriter(array).resume().close();
    }
  }

  /** Recovers as the first argument says the array of the second. */
  public static void main(String[] arguments) throws IOException {
    Acknowledgements acknowledgements = new Acknowledgements(new FileOutputStream(FileDescriptor.out));
    acknowledgements.say(READY);
    while (System.in.read() != '\n') {
      // Until the parent has prepared the crash.
    }
    try {
      valueOf(arguments[0]).recover(ArrayRef.parse(arguments[1]));
    } catch (NoSuchFileException absent) {
      acknowledgements.say("absent"); // The writer died before the array had its name.
    } catch (IOException failed) {
      acknowledgements.say("failed " + failed.toString().lines().findFirst().orElse(""));
      failed.printStackTrace();
      System.exit(Faults.STORAGE_FAILED);
    }
  }
}
