package org.mmaparrays.internal.locking;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.CommitSteps;
import org.mmaparrays.StoredArray;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.UninterruptibleIo;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.DType;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.StorageFaultException;
import org.mmaparrays.support.BytesStore;

/** The main class of child JVMs that take locks for tests. */
public final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    ArrayRef ref = ArrayRef.of(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "hold" -> hold(ref, rows(arguments));
      case "claim" -> hold(WriterLock.claim(ref, LockScopeTest.numbered(Integer.parseInt(arguments[2]))));
      case "create" -> hold(WriterLock.claim(ref, LockScope.file(null).creating()));
      case "share" -> share(ref.file());
      case "touch" -> System.out.println(Files.createFile(ref.file()));
      case "acquire" -> answer(() -> {
        WriterLock.acquire(ref, null).close();
        return "taken";
      });
      case "writers" -> answer(() -> WriterLock.writers(ref).toString());
      case "live" ->
        answer(() -> "" + WriterLock.hasLiveWriter(ArrayKey.ofFile(ref), List.of(new RowRange(0, 1))));
      case "flush" -> flush(ref, false);
      case "lose" -> flush(ref, true);
      case "commit" -> commit(ref, Integer.parseInt(arguments[2]));
      case "publish" -> publish(ref);
      case "try" -> attempt(ref, rows(arguments));
      case "count" -> count(ref, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Prints what is answered, or the exception. */
  private static void answer(UninterruptibleIo.Call<String> question) {
    try {
      System.out.println(question.call());
    } catch (IOException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** Locks all bytes of a file as any program can that may read it. */
  private static void share(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
      System.out.println("held " + lock.isValid());
      System.in.read();
    }
  }

  /** Flushes and closes an array, perhaps after something else has read the lock file. */
  private static void flush(ArrayRef ref, boolean loses) throws IOException {
    StoredArray array = ArrayStores.opener(ref).store(new BytesStore()).open(OpenMode.READ_WRITE);
    array.view().fill(1);
    if (loses) {
      Files.readAllBytes(ArrayFileNames.of(ref).lock());
    }
    for (int i = 0; i < 2; i++) {
      answer(() -> {
        try {
          array.flush();
          return "flushed";
        } catch (StorageFaultException refused) {
          return "refused: " + refused.getMessage();
        }
      });
    }
    answer(() -> {
      try {
        array.close();
        return "closed";
      } catch (StorageFaultException refused) {
        return "refused: " + refused.getMessage();
      }
    });
  }

  /** Commits changes after something else has read the lock file before one of the steps. */
  private static void commit(ArrayRef ref, int loses) throws IOException {
    try (StoredArray array = ArrayStores.opener(ref).store(new BytesStore())
        .open(OpenMode.COPY_ON_WRITE)) {
      array.view().fill(1);
      int[] step = {0};
      answer(() -> {
        CommitSteps.commit(array, taken -> {
          if (step[0]++ == loses) {
            Files.readAllBytes(ArrayFileNames.of(ref).lock());
          }
          taken.run();
        });
        return "committed";
      });
    }
  }

  /** Publishes a draft after something else has read the lock file. */
  private static void publish(ArrayRef ref) throws IOException {
    try (ArrayDraft draft = ArrayStores.creator(ref).store(new BytesStore())
        .draft(ArraySpec.of(DType.INT8, 100), OpenMode.CREATE)) {
      draft.array().view().fill(1);
      Files.readAllBytes(ArrayFileNames.of(ref).lock());
      answer(() -> {
        draft.publish();
        return "published";
      });
    }
  }

  private static @Nullable RowRange rows(String[] arguments) {
    return arguments.length < 4
        ? null
        : new RowRange(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
  }

  private static void attempt(ArrayRef ref, @Nullable RowRange rows) throws IOException {
    try {
      WriterLock.acquire(ref, rows).close();
      System.out.println("taken");
    } catch (ArrayLockedException taken) {
      System.out.println("refused");
    }
  }

  /** Takes the lock and does the same. */
  private static void hold(ArrayRef ref, @Nullable RowRange rows) throws IOException {
    hold(WriterLock.acquire(ref, rows));
  }

  /** Says that a lock is held, and holds it until told otherwise. */
  private static void hold(WriterLock lock) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    System.out.println("held");
    in.readLine();
    lock.close();
    System.out.println("released");
    in.readLine();
  }

  /** Adds one to a number in a file, again and again, each time under the lock; prints how often it was refused. */
  private static void count(ArrayRef ref, Path number, int times) throws IOException {
    long refused = 0;
    for (int done = 0; done < times;) {
      WriterLock lock;
      try {
        lock = WriterLock.acquire(ref, null);
      } catch (ArrayLockedException taken) {
        refused++;
        continue;
      }
      long before = Long.parseLong(Files.readString(number));
      Files.writeString(number, Long.toString(before + 1));
      lock.close();
      done++;
    }
    System.out.println(refused);
  }
}
