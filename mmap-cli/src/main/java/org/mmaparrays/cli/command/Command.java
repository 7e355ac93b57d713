package org.mmaparrays.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mmaparrays.cli.output.EscapingPrinter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command: its arguments, and the work that it does with them.
 *
 * <p>picocli is configured by calls, rather than by annotations: to read those takes the JVM as long as all the rest of a
 * short run.
 */
public abstract class Command implements Callable<Integer> {
  private final Arguments takes = new Arguments();
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * A command that takes nothing yet.
   *
   * @param header its purpose, in a sentence
   */
  protected Command(String name, String header) {
    spec.name(name).usageMessage().header(header).sortOptions(false).sortSynopsis(false);
  }

  /** Adds paragraphs to the help, before the arguments. */
  protected final void description(String... paragraphs) {
    spec.usageMessage().description(paragraphs);
  }

  /** Adds lines to the help, after an empty one, at its end. */
  protected final void footer(String... lines) {
    spec.usageMessage().footerHeading("%n").footer(lines);
  }

  /** Returns the arguments of the command; more can be added until {@link #spec} is called. */
  public final Arguments takes() {
    return takes;
  }

  /** Returns the command as picocli wants it; called once, when all arguments are added. */
  public final CommandSpec spec() {
    takes.addTo(spec);
    return spec;
  }

  /** Runs the command; gives the exit code. */
  @Override
  public abstract Integer call() throws IOException;

  /** Returns the command line that was parsed. */
  protected final CommandLine line() {
    return spec.commandLine();
  }

  /** Returns standard output. */
  protected final EscapingPrinter out() {
    return EscapingPrinter.of(line().getOut());
  }

  /** Returns standard error. */
  protected final EscapingPrinter err() {
    return EscapingPrinter.of(line().getErr());
  }

  /** Returns the exception for arguments that make no sense. */
  public final ParameterException misuse(String what) {
    return new ParameterException(line(), what);
  }

  /** Returns the exception for arguments that make no sense, as another exception says. */
  public final ParameterException misuse(IllegalArgumentException why) {
    return new ParameterException(line(), String.valueOf(why.getMessage()), why);
  }
}
