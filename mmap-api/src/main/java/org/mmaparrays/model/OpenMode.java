package org.mmaparrays.model;

/** How an array is opened: the four modes of NumPy's {@code memmap}, and creation that refuses to replace. */
public enum OpenMode {
  /** Existing array, read only: writing is a {@link ReadOnlyArrayException}. The default. */
  READ("r"),
  /** Existing array, read and written in place. */
  READ_WRITE("r+"),
  /** New array; an existing one is replaced, and stays intact for those who have it open. */
  CREATE("w+"),
  /** New array; a {@link java.nio.file.FileAlreadyExistsException} if there is one. */
  CREATE_NEW("x+"),
  /**
   * Existing array; changes are private to this handle: they are gone when it is closed, unless saved or committed
   * before ({@link org.mmaparrays.StoredArray#saveAs}, {@link org.mmaparrays.StoredArray#commit}). Needs no permission to write.
   *
   * <p>Whether changes that others make to the file are seen in pages not yet written here is up to the system (on Linux
   * they are, as in {@link #READ}).
   */
  COPY_ON_WRITE("c");

  private final String code;

  OpenMode(String code) {
    this.code = code;
  }

  /** Returns the mode as NumPy and POSIX {@code fopen} write it: {@code r}, {@code r+}, {@code w+}, {@code x+}, {@code c}. */
  public String code() {
    return code;
  }

  /** Returns whether elements can be set in this mode. */
  public boolean isWritable() {
    return this != READ;
  }

  /** Returns whether this mode makes a new array rather than opening one. */
  public boolean creates() {
    return this == CREATE || this == CREATE_NEW;
  }
}
