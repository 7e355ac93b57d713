package org.mmaparrays.internal.publication;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.FileAttributes;
import org.mmaparrays.internal.files.FileOps;
import org.mmaparrays.internal.files.FileOwnership;

/** Finds the files that writers have left beside a data file: of arrays that it no longer holds, and of writers that died. */
public final class StaleFiles {
  private static final Pattern OF_ONE_ARRAY =
      Pattern.compile(".*@(\\d{1,18})\\.(?:checkpoint|commit)", Pattern.DOTALL);
  private static final Pattern DIGITS = Pattern.compile("\\d{1,20}");

  private final ArrayFileNames names;

  StaleFiles(ArrayFileNames names) {
    this.names = names;
  }

  /** Returns the checkpoints of the file's arrays: anything of such a name. */
  List<Path> checkpoints() throws IOException {
    return list(entry -> entry.equals(names.checkpoint())
        || ofOneArray(entry).map(array -> entry.equals(array.checkpoint())).orElse(false));
  }

  /** Returns the journals of commits of the file's arrays that this user has left. */
  List<Path> journals() throws IOException {
    return own(
        list(entry -> entry.equals(names.commitJournal()) || entry.equals(names.unfinishedCommitJournal())
            || ofOneArray(entry).map(array -> entry.equals(array.commitJournal())).orElse(false)));
  }

  /** Returns the journals of commits that users have left who may write the data file, and are not this one. */
  List<Path> journalsOfOthers(FileAttributes data) throws IOException {
    List<Path> others = new ArrayList<>();
    for (Path journal : list(entry -> entry.equals(names.commitJournal())
        || ofOneArray(entry).map(array -> entry.equals(array.commitJournal())).orElse(false))) {
      Optional<FileAttributes> found = FileAttributes.find(journal);
      if (found.isPresent() && !FileOwnership.isOwn(found.get())
          && FileOwnership.isTrusted(journal, found.get(), data)) {
        others.add(journal);
      }
    }
    return others;
  }

  private Optional<ArrayFileNames> ofOneArray(Path entry) {
    Matcher array = OF_ONE_ARRAY.matcher(FileOps.name(entry).toString());
    return array.matches() ? Optional.of(names.of(Long.parseLong(array.group(1)))) : Optional.empty();
  }

  /** Returns the staging files and folders that this user has left: no live writer's, if the caller holds the lock by name. */
  List<Path> staging() throws IOException {
    String prefix = names.stagingPrefix();
    return own(list(entry -> {
      String name = FileOps.name(entry).toString();
      return name.startsWith(prefix) && DIGITS.matcher(name.substring(prefix.length())).matches();
    }));
  }

  private static List<Path> own(List<Path> files) throws IOException {
    List<Path> own = new ArrayList<>();
    for (Path file : files) {
      if (FileAttributes.find(file).filter(FileOwnership::isOwn).isPresent()) {
        own.add(file);
      }
    }
    return own;
  }

  private List<Path> list(DirectoryStream.Filter<Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(FileOps.parent(names.file()), filter)) {
      entries.forEach(found::add);
    }
    found.sort(null);
    return found;
  }
}
