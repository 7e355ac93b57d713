package org.mmaparrays;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what belongs to an array beside its file and is of no fixed name. */
final class StaleFiles {
  private static final Pattern ROWS_CHECKPOINT =
      Pattern.compile(".*\\.rows-(\\d{1,18})-(\\d{1,18})\\.checkpoint", Pattern.DOTALL);
  private static final Pattern OF_ONE_ARRAY =
      Pattern.compile(".*@(\\d{1,18})(?:\\.rows-\\d+-\\d+)?\\.(?:checkpoint|commit)", Pattern.DOTALL);
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private final ArrayFileNames names;

  StaleFiles(ArrayFileNames names) {
    this.names = names;
  }

  /** The checkpoint files there are. */
  List<Path> checkpoints() throws IOException {
    return list(entry -> isCheckpoint(names, entry) && !isFolder(entry));
  }

  /** What is said of the array that the file has, and must not be taken for another's: checkpoints, a commit's journal. */
  List<Path> ofOldArray() throws IOException {
    return list(entry -> isOf(names, entry) && !isFolder(entry));
  }

  /** The same for a file with all arrays that it has. */
  List<Path> ofOldFile() throws IOException {
    return list(entry -> {
      Matcher array = OF_ONE_ARRAY.matcher(FileOps.name(entry).toString());
      return (isOf(names, entry)
          || (array.matches() && isOf(names.of(Long.parseLong(array.group(1))), entry)))
          && !isFolder(entry);
    });
  }

  private static boolean isOf(ArrayFileNames names, Path entry) {
    return isCheckpoint(names, entry) || entry.equals(names.commitJournal());
  }

  private static boolean isFolder(Path entry) {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isCheckpoint(ArrayFileNames names, Path entry) {
    if (entry.equals(names.checkpoint())) {
      return true;
    }
    Matcher rows = ROWS_CHECKPOINT.matcher(FileOps.name(entry).toString());
    if (!rows.matches()) {
      return false;
    }
    long from = Long.parseLong(rows.group(1));
    long to = Long.parseLong(rows.group(2));
    return from <= to && entry.equals(names.checkpoint(new RowRange(from, to)));
  }

  /** The staging folders there are: nobody's, if the caller holds the array's lock. */
  List<StagingFolder> stagingFolders() throws IOException {
    return list(entry -> isStaging(entry) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)).stream()
        .map(StagingFolder::new).toList();
  }

  private boolean isStaging(Path entry) {
    String name = FileOps.name(entry).toString();
    String prefix = names.stagingPrefix();
    return name.startsWith(prefix) && DIGITS.matcher(name.substring(prefix.length())).matches();
  }

  /** A name for a staging folder. */
  Path freshStaging() {
    return names.file().resolveSibling(
        names.stagingPrefix() + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
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
