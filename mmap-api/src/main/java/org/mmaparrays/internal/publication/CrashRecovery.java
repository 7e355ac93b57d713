package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmaparrays.internal.checkpoint.CheckpointSeries;
import org.mmaparrays.internal.commit.CommitRecovery;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.internal.files.CrashPoints;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileIdentity;
import org.mmaparrays.internal.files.FileLength;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;
import org.mmaparrays.internal.files.StateFile;
import org.mmaparrays.internal.files.Transition;
import org.mmaparrays.internal.files.UnresolvedTransitionException;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Recovery;
import org.mmaparrays.model.RecoveryOption;
import org.mmaparrays.model.SpecMismatchException;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.ArrayStore;
import org.mmaparrays.spi.Companions;
import org.mmaparrays.spi.Storage;

/**
 * Tidies up after writers that died: ends transitions, finishes commits, removes staged files. Only files of this user, and only
 * those in the array's own folder.
 *
 * <p>Readers never need it. Each step can be repeated. The caller holds the lock of the array by name, or its gate.
 */
public final class CrashRecovery {
  private static final int OLD = 0;

  private final ArrayStore store;
  private final ArrayFileNames names;
  private final Path target;
  private final CrashPoints steps;
  private final Set<RecoveryOption> options;
  private final boolean copies;
  private final List<Recovery.Action> actions = new ArrayList<>();

  /**
   * A recovery that has not begun.
   *
   * @param ref the array, or the file with all that it has
   * @param copies whether to finish a commit also in a copy of data file and journal
   */
  public CrashRecovery(ArrayRef ref, ArrayStore store, CrashPoints steps, Set<RecoveryOption> options,
      boolean copies)
      throws IOException {
    this.store = store;
    this.names = ArrayFileNames.of(ArrayRef.of(ref.file()));
    this.target = ref.file().toAbsolutePath();
    this.steps = steps;
    this.options = options;
    this.copies = copies;
  }

  /** A small file beside the array that is in transition. */
  private record InTransition(Path place, Transition transition) {}

  /** Returns whether there is anything to do before an array is written in place. */
  public boolean isNeeded(ArrayKey key) throws IOException {
    ArrayFileNames own = ArrayFileNames.of(key);
    return FileOps.exists(own.commitJournal()) || FileOps.exists(own.unfinishedCommitJournal())
        || !inTransition(List.of(own.checkpoint())).isEmpty();
  }

  /** Does all that is to be done, staged files included. */
  public List<Recovery.Action> run() throws IOException {
    // The files that a crash left may be in the cache only: nothing is built on them before they are durable.
    steps.force(FileOps.parent(names.file()));
    endTransitions(new StaleFiles(names).checkpoints());
    removeStaged();
    finishCommits();
    if (!actions.isEmpty()) {
      steps.force(FileOps.parent(names.file()));
    }
    return List.copyOf(actions);
  }

  /** Ends the transition and the commit of one array, before it is written in place. */
  public void runFor(ArrayKey key, Storage.Contiguous storage) throws IOException {
    steps.force(FileOps.parent(names.file()));
    endTransitions(List.of(ArrayFileNames.of(key).checkpoint()));
    boolean ignored = CommitRecovery.finish(key, storage, copies, steps);
    steps.force(FileOps.parent(names.file()));
  }

  private List<InTransition> inTransition(List<Path> checkpoints) throws IOException {
    List<Path> places = new ArrayList<>(checkpoints);
    for (String name : store.companions(target)) {
      places.add(CompanionFiles.place(target, name));
    }
    List<InTransition> found = new ArrayList<>();
    for (Path place : places) {
      // A link is the user's own, and leads out of this folder.
      if (FileAttributes.find(place).filter(file -> file.isRegular() && FileOwnership.isOwn(file))
          .isEmpty()) {
        continue;
      }
      Optional<StateFile> open = StateFile.open(place, StandardOpenOption.READ);
      if (open.isPresent()) {
        try (StateFile file = open.get()) {
          Transition.parse(place, file.read(CompanionFiles.MOST_BYTES_IN_TRANSITION))
              .ifPresent(transition -> found.add(new InTransition(place, transition)));
        }
      }
    }
    return found;
  }

  private void endTransitions(List<Path> checkpoints) throws IOException {
    List<InTransition> all = inTransition(checkpoints);
    if (all.isEmpty()) {
      return;
    }
    Optional<FileIdentity> data = FileIdentity.find(target);
    for (InTransition one : all) {
      if (data.isEmpty()) {
        steps.take(() -> Files.deleteIfExists(one.place()));
        done(one.place(),
            "removed, since " + target.getFileName() + ", which it was to describe, was never created");
        continue;
      }
      List<Transition.Entry> entries = one.transition().entries();
      Optional<Transition.Entry> fitting = one.transition().entryFor(data.get());
      int version = fitting.isPresent()
          ? entries.indexOf(fitting.get())
          : Math.min(version(one.place()), entries.size() - 1);
      Transition.Entry entry = entries.get(version);
      if (entry.content().isPresent()) {
        replace(one.place(), entry.content().get());
      } else {
        steps.take(() -> Files.deleteIfExists(one.place()));
      }
      done(one.place(), version < entries.size() - 1
          ? "withdrew the replacement of " + target.getFileName() + ", which had not begun"
          : "finished the replacement of " + target.getFileName());
    }
  }

  private void replace(Path place, byte[] content) throws IOException {
    Path temporary = names.temporary();
    try (FileChannel channel = FileOps.createPrivate(temporary)) {
      FileOwnership.take(temporary, place, true);
      FileOps.write(channel, content, 0);
      channel.force(true);
    }
    steps.take(() -> FileOps.rename(temporary, place));
  }

  /** Chooses between the entries of a copy: its data file is neither of the two that they are bound to. */
  private int version(Path place) throws IOException {
    if (options.contains(RecoveryOption.KEEP_OLD) != options.contains(RecoveryOption.KEEP_NEW)) {
      return options.contains(RecoveryOption.KEEP_OLD) ? OLD : OLD + 1;
    }
    List<Companions> alternatives = CompanionFiles.alternatives(store, target);
    boolean old = fits(alternatives.get(OLD), OLD);
    boolean next = fits(alternatives.get(OLD + 1), OLD + 1);
    boolean same = inTransition(List.of(names.checkpoint())).stream()
        .allMatch(one -> one.transition().entries().size() == 1);
    if (old == next && !(old && same)) {
      throw new UnresolvedTransitionException(place, target);
    }
    return old ? OLD : OLD + 1;
  }

  /** Returns whether the data file can be the array that one of two versions of its small files describes. */
  private boolean fits(Companions companions, int version) throws IOException {
    try {
      Storage storage = store.locate(ArrayRef.of(target), companions);
      if (!(storage instanceof Storage.Contiguous contiguous)) {
        return true;
      }
      FileLength.check(contiguous, Files.size(contiguous.file()));
      for (InTransition checkpoint : inTransition(List.of(names.checkpoint()))) {
        List<Transition.Entry> entries = checkpoint.transition().entries();
        Optional<byte[]> content = entries.get(Math.min(version, entries.size() - 1)).content();
        if (checkpoint.place().equals(names.checkpoint()) && content.isPresent()) {
          for (CheckpointSeries series : CheckpointSeries.parse(content.get())) {
            series.check(checkpoint.place(), contiguous.spec());
          }
        }
      }
      return true;
    } catch (ArrayFormatException | UnsupportedArrayException | SpecMismatchException other) {
      return false;
    }
  }

  private void finishCommits() throws IOException {
    List<Path> journals = new StaleFiles(names).journals();
    if (journals.isEmpty()) {
      return;
    }
    if (options.contains(RecoveryOption.DISCARD_JOURNAL)) {
      for (Path journal : journals) {
        steps.take(() -> Files.deleteIfExists(journal));
        done(journal, "discarded an interrupted commit");
      }
      return;
    }
    for (ArrayRef array : store.list(target)) {
      if (CompanionFiles.locate(store, array) instanceof Storage.Contiguous storage) {
        ArrayKey key = ArrayKey.of(array, store, storage);
        if (CommitRecovery.finish(key, storage, copies, steps)) {
          done(ArrayFileNames.of(key).commitJournal(),
              "finished an interrupted commit to " + target.getFileName());
        }
      }
    }
  }

  private void removeStaged() throws IOException {
    for (Path left : new StaleFiles(names).staging()) {
      try {
        if (Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS)) {
          if (StagingFolder.deleteStale(left, StagedFiles.stagedNames(store, target))) {
            done(left, "removed the unfinished files of a writer that died");
          }
        } else {
          steps.take(() -> Files.deleteIfExists(left));
          done(left, "removed an unfinished file of a writer that died");
        }
      } catch (FileSystemException refused) {
        System.getLogger(CrashRecovery.class.getName()).log(System.Logger.Level.DEBUG,
            left + ": cannot be removed",
            refused);
      }
    }
  }

  private void done(Path file, String what) {
    actions.add(new Recovery.Action(file, what));
  }
}
