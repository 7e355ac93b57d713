package org.mmaparrays.cli.command;

/** An operation that cannot be done, in words for the user. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong and what to do.
   *
   * @param subject what it is about: a REF, or a file
   * @param what the fault and the way out
   */
  public CommandFailure(Object subject, String what) {
    super(subject + ": " + what);
  }

  /**
   * Says what is wrong and what to do, and keeps what revealed it.
   *
   * @param subject what it is about: a REF, or a file
   * @param what the fault and the way out
   * @param cause what revealed it
   */
  public CommandFailure(Object subject, String what, Throwable cause) {
    super(subject + ": " + what, cause);
  }
}
