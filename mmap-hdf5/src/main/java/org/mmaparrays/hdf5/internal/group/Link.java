package org.mmaparrays.hdf5.internal.group;

/** A name in a group, and its target. */
public sealed interface Link {
  /** Returns the name, which has no slash. */
  String name();

  /**
   * Leads to an object.
   *
   * @param address of its header
   */
  record Hard(String name, long address) implements Link {}

  /**
   * Leads to a path.
   *
   * @param target the path, from the group that has the link, or from the root if it starts with a slash
   */
  record Soft(String name, String target) implements Link {}

  /**
   * Leads out of the file; never followed.
   *
   * @param target the other file, and the path in it
   */
  record External(String name, String target) implements Link {}

  /** Leads where only the program that made it knows. */
  record UserDefined(String name, int type) implements Link {}
}
