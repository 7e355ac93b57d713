package org.mmaparrays;

/** How {@link ArrayStores#recover} decides where the files do not. */
public enum RecoveryOption {
  /** The data is what was there before a replacement: takes the old of two descriptions that fit it equally well. */
  KEEP_OLD,
  /** The data is what a replacement brought: takes the new of two descriptions that fit it equally well. */
  KEEP_NEW,
  /** Gives up the copy-on-write changes of an interrupted commit; elements that have been written already stay. */
  DISCARD_JOURNAL
}
