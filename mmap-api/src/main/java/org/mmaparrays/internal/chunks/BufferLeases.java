package org.mmaparrays.internal.chunks;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.mmaparrays.internal.memory.MemoryScope;
import org.mmaparrays.model.RowRange;

/** Rights to copies of rows, each withdrawn when other rows take their place, and all when the array is closed. */
public final class BufferLeases {
  private final MemoryScope array;

  /** Those of walks that were left in the middle go with their views. */
  private final Set<MemoryScope> lent = Collections.newSetFromMap(new WeakHashMap<>());

  public BufferLeases(MemoryScope array) {
    this.array = array;
  }

  /**
   * Returns the right to read a copy of some rows.
   *
   * @throws IllegalStateException if the array is closed
   */
  public synchronized MemoryScope lend(RowRange rows) {
    array.checkOpen();
    MemoryScope scope = MemoryScope.ofCopy("rows " + rows + " of " + array.array());
    lent.add(scope);
    return scope;
  }

  /** Ends a right; a view that still has it throws at its next use. */
  public synchronized void withdraw(MemoryScope scope) {
    if (lent.remove(scope)) {
      scope.close();
    }
  }

  /** Ends all rights, and lends no more; the array is closed already. */
  public synchronized void withdrawAll() {
    lent.forEach(MemoryScope::close);
    lent.clear();
  }
}
