package org.mmaparrays.model;

/** A decision for {@link org.mmaparrays.ArrayStores#recover} where the files do not decide. */
public enum RecoveryOption {
  /** The data is that of before a replacement: takes the old of two descriptions that fit it equally well. */
  KEEP_OLD,
  /** The data is that of after a replacement: takes the new of two descriptions that fit it equally well. */
  KEEP_NEW,
  /** Gives up the copy-on-write changes of an interrupted commit; elements that have been written already stay. */
  DISCARD_JOURNAL
}
