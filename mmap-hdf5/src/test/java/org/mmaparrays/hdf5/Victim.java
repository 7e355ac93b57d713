package org.mmaparrays.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A small file that mutants are made of, and what is known of it. */
final class Victim {
  private static final int LONG_GAP = 16;
  private static final int MOST_MEMBERS = 8;

  private final String name;
  private final byte[] content;
  private final Checksums checksums;
  private final BitSet raw = new BitSet();
  private final List<String> members;
  private final Contents original;

  private Victim(String name, byte[] content, List<String> members, Contents original) {
    this.name = name;
    this.content = content;
    this.checksums = new Checksums(content);
    this.members = members;
    this.original = original;
  }

  /** All files of a folder that {@code hostile.py} made; each must be read as it says. */
  static List<Victim> all(Path folder) throws IOException {
    List<Expected> all = Expected.all(folder);
    List<String[]> raw = Expected.lines(folder, "raw");
    List<Victim> victims = new ArrayList<>();
    for (String name : all.stream().map(Expected::file).distinct().sorted().toList()) {
      List<Expected> own = all.stream().filter(line -> line.file().equals(name)).limit(MOST_MEMBERS).toList();
      List<String> members = own.stream().map(Expected::member).toList();
      Contents original = Contents.of(folder.resolve(name), members);
      for (Expected line : own) {
        assertThat(original.members().get(line.member())).as("%s", line).isInstanceOfSatisfying(
            Contents.Read.class,
            read -> assertThat(read.elements()).as("%s", line).isEqualTo(elements(line)));
      }
      Victim victim = new Victim(name, Files.readAllBytes(folder.resolve(name)), members, original);
      raw.stream().filter(line -> line[0].equals(name))
          .forEach(line -> victim.raw.set(Integer.parseInt(line[1]), Integer.parseInt(line[2])));
      victims.add(victim);
    }
    return victims;
  }

  private static byte[] elements(Expected line) {
    try {
      return line.elements();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  byte[] content() {
    return content.clone();
  }

  List<String> members() {
    return members;
  }

  Contents original() {
    return original;
  }

  Checksums checksums() {
    return checksums;
  }

  /** Whether a byte is of elements that have no checksum: then other elements are as right as these. */
  boolean isRaw(int at) {
    return raw.get(at);
  }

  /** The bytes that are worth a change: all but those in the middle of nothing. */
  int[] positions() {
    int[] positions = new int[content.length];
    int count = 0;
    int zeros = 0;
    for (int at = 0; at < content.length; at++) {
      zeros = content[at] == 0 ? zeros + 1 : 0;
      if (zeros <= LONG_GAP) {
        positions[count++] = at;
      }
    }
    return Arrays.copyOf(positions, count);
  }

  @Override
  public String toString() {
    return name;
  }
}
