package org.mmaparrays.cli.demo;

/** Hears how far each stage is. */
interface Progress {
  /** Nobody listens. */
  Progress NONE = (stage, rows) -> new Task() {
    @Override
    public void advance(long more) {}

    @Override
    public void reach(long total) {}

    @Override
    public void close() {}
  };

  /** A stage begins that will handle so many rows. */
  Task start(String stage, long rows);

  /** One stage; from any thread. */
  interface Task extends AutoCloseable {
    /** So many more rows are done. */
    void advance(long more);

    /** So many rows are done altogether. */
    void reach(long total);

    @Override
    void close();
  }
}
