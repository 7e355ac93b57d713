package org.mmaparrays.cli.progress;

/** Hears how far each task of long work is. */
public interface Progress {
  /** Progress that is not shown. */
  Progress NONE = (task, total) -> new Task() {
    @Override
    public void advance(long more) {}

    @Override
    public void reach(long total) {}

    @Override
    public void close() {}
  };

  /** Begins a task that will handle so many rows, bytes or other things. */
  Task start(String task, long total);

  /** One task; from any thread. */
  interface Task extends AutoCloseable {
    /** Adds to the number that is done. */
    void advance(long more);

    /** Sets the number that is done. */
    void reach(long total);

    /** Ends the task. */
    @Override
    void close();
  }
}
