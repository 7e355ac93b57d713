package org.mmaparrays.hdf5.internal.group;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mmaparrays.hdf5.internal.message.Hdf5File;
import org.mmaparrays.hdf5.internal.message.ObjectHeader;
import org.mmaparrays.hdf5.internal.message.ObjectKind;
import org.mmaparrays.model.ArrayFormatException;
import org.mmaparrays.model.UnsupportedArrayException;

/**
 * The paths of a file's datasets, group by group, by name.
 *
 * <p>Objects that cannot be read, and links out of the file, are in the list, so that nothing is hidden: opening them tells why.
 * Soft links are not in it, since their target has another name. A group that is reached again is not walked again.
 */
public final class MemberList {
  /** Deeper than any program nests groups. */
  private static final int MAX_DEPTH = 256;

  private final Hdf5File file;
  private final int most;
  private final List<String> datasets = new ArrayList<>();
  private final Deque<Place> ahead = new ArrayDeque<>();
  private final Set<Long> walked = new HashSet<>();
  private final Map<Long, ObjectKind> kinds = new HashMap<>();

  /** A link that is still to be followed. */
  private record Place(String path, int depth, Link link) {}

  private MemberList(Hdf5File file, int most) {
    this.file = file;
    this.most = most;
  }

  /** Lists the first datasets, at most a given number. */
  public static List<String> first(Hdf5File file, long rootGroup, int most) throws IOException {
    MemberList list = new MemberList(file, most);
    list.ahead.push(new Place("", 0, new Link.Hard("", rootGroup)));
    list.walk();
    return list.datasets;
  }

  private void walk() throws IOException {
    for (Place place = ahead.poll(); place != null && datasets.size() < most; place = ahead.poll()) {
      try {
        if (place.link instanceof Link.Hard hard) {
          look(place, hard.address());
        } else {
          datasets.add(place.path);
        }
      } catch (ArrayFormatException | UnsupportedArrayException unreadable) {
        if (place.depth == 0) {
          throw unreadable;
        }
        datasets.add(place.path);
      }
    }
  }

  private void look(Place place, long address) throws IOException {
    ObjectKind known = kinds.get(address);
    if (known == ObjectKind.DATASET) {
      datasets.add(place.path);
      return;
    }
    if (known != null) {
      return;
    }
    ObjectHeader header = ObjectHeader.read(file, address);
    ObjectKind kind = header.kind();
    if (kind == ObjectKind.GROUP && place.depth < MAX_DEPTH) {
      enter(place, address, header);
    } else if (kind != ObjectKind.DATATYPE) {
      datasets.add(place.path);
    }
    kinds.put(address, kind);
  }

  private void enter(Place group, long address, ObjectHeader header) throws IOException {
    if (!walked.add(address)) {
      return;
    }
    List<Place> inside = new ArrayList<>();
    Group.of(header).links().stream().sorted(Comparator.comparing(Link::name)).forEach(link -> {
      if (!(link instanceof Link.Soft)) {
        inside.add(new Place(group.path + "/" + link.name(), group.depth + 1, link));
      }
    });
    inside.reversed().forEach(ahead::push);
  }
}
