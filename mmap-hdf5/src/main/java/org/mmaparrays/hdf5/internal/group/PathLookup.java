package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.ObjectKind;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/** Follows a path through the groups of a file, soft links included. */
public final class PathLookup {
  /** The most soft links that the HDF5 library follows by default. */
  private static final int MAX_SOFT_LINKS = 16;
  /** Longer than any path that a person names. */
  private static final int MAX_STEPS = 10_000;
  private static final int SHOWN = 5;

  private final Hdf5File file;
  private final ObjectHeader root;
  private final String path;
  private final Deque<String> ahead = new ArrayDeque<>();
  private int softLinks;

  private PathLookup(ObjectHeader root, String path) {
    this.file = root.file();
    this.root = root;
    this.path = path;
  }

  /**
   * Finds the object that a path leads to, from the root group on, with or without a slash at its start.
   *
   * @throws UnsupportedArrayException if there is none, or the path leads out of the file
   */
  public static ObjectHeader find(ObjectHeader root, String path) throws IOException {
    return new PathLookup(root, path).find();
  }

  private ObjectHeader find() throws IOException {
    walkNext(path);
    ObjectHeader at = root;
    String name = "/";
    for (String next = ahead.poll(); next != null; next = ahead.poll()) {
      if (at.kind() != ObjectKind.GROUP) {
        throw refused("'" + name + "' is not a group");
      }
      Group group = Group.of(at);
      Optional<Link> link = group.find(next);
      if (link.isEmpty()) {
        throw refused("'" + name + "' has no '" + next + "'" + whatItHas(group));
      }
      name = link.get() instanceof Link.Soft soft ? soft.target().startsWith("/") ? "/" : name : next;
      at = follow(at, link.get());
    }
    return at;
  }

  private ObjectHeader follow(ObjectHeader from, Link link) throws IOException {
    return switch (link) {
      case Link.Hard hard -> ObjectHeader.read(file, hard.address());
      case Link.Soft soft -> {
        if (++softLinks > MAX_SOFT_LINKS) {
          throw refused(
              "more than " + MAX_SOFT_LINKS + " soft links follow each other, the last to '" + soft.target()
                  + "'");
        }
        walkNext(soft.target());
        yield soft.target().startsWith("/") ? root : from;
      }
      case Link.External external -> throw refused("'" + external.name() + "' is an external link to "
          + external.target() + ", and links out of a file are never followed; open that file itself");
      case Link.UserDefined other ->
        throw refused("'" + other.name() + "' is a user-defined link (type " + other.type()
            + "), which is not supported");
    };
  }

  private void walkNext(String steps) throws IOException {
    List<String> names = Arrays.stream(steps.split("/")).filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
    if (names.size() + ahead.size() > MAX_STEPS) {
      throw new ArrayFormatException(file.path(), "a path of more than " + MAX_STEPS + " names", "fewer");
    }
    names.reversed().forEach(ahead::addFirst);
  }

  private static String whatItHas(Group group) throws IOException {
    List<String> names = group.links().stream().map(Link::name).sorted().toList();
    return names.isEmpty()
        ? ", it is empty"
        : names.stream().limit(SHOWN).collect(Collectors.joining("', '", "; it has '", "'"))
            + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }

  private UnsupportedArrayException refused(String why) {
    return new UnsupportedArrayException(file.path(), "has no dataset '" + path + "': " + why);
  }
}
