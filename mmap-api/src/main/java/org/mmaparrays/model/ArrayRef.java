package org.mmaparrays.model;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names one array: a file, and a member where the file holds several ({@code results.h5#/run1/data}).
 *
 * <p>Serialisable: it travels as an absolute path, so that another process reopens the same array from any folder
 * it runs in.
 */
public final class ArrayRef implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final transient @Nullable String member;

  private ArrayRef(Path file, @Nullable String member) {
    this.file = Objects.requireNonNull(file);
    this.member = member;
  }

  /** Returns the only array of a file. */
  public static ArrayRef of(Path file) {
    return new ArrayRef(file, null);
  }

  /** Returns one member of a file. */
  public static ArrayRef of(Path file, String member) {
    return new ArrayRef(file, Objects.requireNonNull(member));
  }

  /**
   * Reads {@code path} or {@code path#member}; the text after the first {@code #} is the member.
   *
   * <p>For a file with a {@code #} in its own name, use {@link #of(Path)}.
   *
   * @throws IllegalArgumentException if the path or the member is empty, or the path cannot be one
   */
  public static ArrayRef parse(String text) {
    int hash = text.indexOf('#');
    String path = hash < 0 ? text : text.substring(0, hash);
    if (path.isEmpty() || hash == text.length() - 1) {
      throw new IllegalArgumentException("'" + text + "' is not PATH or PATH#MEMBER");
    }
    return new ArrayRef(Path.of(path), hash < 0 ? null : text.substring(hash + 1));
  }

  /** Returns the file, as it was given. */
  public Path file() {
    return file;
  }

  /** Returns the member, if the file holds several arrays. */
  public Optional<String> member() {
    return Optional.ofNullable(member);
  }

  /** Returns whether file and member are equal; paths are compared as given. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ArrayRef that && file.equals(that.file) && Objects.equals(member, that.member);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, member);
  }

  /** {@code path} or {@code path#member}. */
  @Override
  public String toString() {
    return member == null ? file.toString() : file + "#" + member;
  }

  private Object writeReplace() {
    return new Serialized(file.toAbsolutePath().toString(), member);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("an ArrayRef is read through its serialized form only");
  }

  private record Serialized(String path, @Nullable String member) implements Serializable {
    private Object readResolve() {
      return new ArrayRef(Path.of(path), member);
    }
  }
}
