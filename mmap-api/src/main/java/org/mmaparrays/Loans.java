package org.mmaparrays;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** Rights to copies of rows, each withdrawn when other rows take their place, and all when the array is closed. */
final class Loans {
  private final Lease array;

  /** Those of walks that were left in the middle go with their views. */
  private final Set<Lease> lent = Collections.newSetFromMap(new WeakHashMap<>());

  Loans(Lease array) {
    this.array = array;
  }

  /**
   * The right to read a copy of some rows.
   *
   * @throws IllegalStateException if the array is closed
   */
  synchronized Lease lend(RowRange rows) {
    array.checkOpen();
    Lease lease = Lease.ofCopy("rows " + rows + " of " + array.array());
    lent.add(lease);
    return lease;
  }

  /** Ends a right: whoever still has a view is told. */
  synchronized void withdraw(Lease lease) {
    if (lent.remove(lease)) {
      lease.close();
    }
  }

  /** Ends all rights, and lends no more; the array is closed already. */
  synchronized void withdrawAll() {
    lent.forEach(Lease::close);
    lent.clear();
  }
}
