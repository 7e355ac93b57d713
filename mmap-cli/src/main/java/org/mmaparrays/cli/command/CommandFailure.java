package org.mmaparrays.cli.command;

/** An operation that cannot be done, in words for the user. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure with the fault and the way out.
   *
   * @param subject its subject: a REF, or a file
   * @param problem the fault and the way out
   */
  public CommandFailure(Object subject, String problem) {
    super(subject + ": " + problem);
  }

  /**
   * A failure with the fault, the way out, and its cause.
   *
   * @param subject its subject: a REF, or a file
   * @param problem the fault and the way out
   * @param cause the exception that revealed it
   */
  public CommandFailure(Object subject, String problem, Throwable cause) {
    super(subject + ": " + problem, cause);
  }
}
