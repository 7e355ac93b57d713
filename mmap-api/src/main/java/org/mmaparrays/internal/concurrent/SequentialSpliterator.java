package org.mmaparrays.internal.concurrent;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A spliterator that never splits, so that a parallel stream stays on one thread: the next element may take the buffer of this one. */
public final class SequentialSpliterator<T> implements Spliterator<T> {
  private final Iterator<T> walk;
  private long left;

  public SequentialSpliterator(Iterator<T> walk, long count) {
    this.walk = walk;
    this.left = count;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    if (!walk.hasNext()) {
      return false;
    }
    T next = walk.next();
    left--;
    action.accept(next);
    return true;
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return left;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL | IMMUTABLE | SIZED;
  }
}
