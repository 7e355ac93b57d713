package org.mmaparrays.cli.progress;

/** Hears how far each task of long work is. */
public interface Progress {
  /** Nobody listens. */
  Progress NONE = (task, total) -> new Task() {
    @Override
    public void advance(long more) {}

    @Override
    public void reach(long total) {}

    @Override
    public void close() {}
  };

  /** A task begins that will handle so many rows, bytes or whatever is counted. */
  Task start(String task, long total);

  /** One task; from any thread. */
  interface Task extends AutoCloseable {
    /** So many more are done. */
    void advance(long more);

    /** So many are done altogether. */
    void reach(long total);

    /** The task is over. */
    @Override
    void close();
  }
}
