package org.mmaparrays.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code mmap} without a command: help, version, and what every command inherits. */
@Command(name = "mmap", versionProvider = Version.class, header = "Looks at, makes, converts and checks arrays on disk, of any size, without loading them.", synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:done",
    "1:the operation failed, or verify found something; one line on standard error says what",
    "2:wrong usage"}, footer = {
        "",
        "A REF names an array: a file, or FILE#MEMBER where a file holds several.",
        "",
        "Examples:",
        "  mmap info features.npy                  what is in the file",
        "  mmap ls results.h5                      which arrays are in the file",
        "  mmap cat features.npy --rows -5:        the last five rows",
        "  mmap convert features.npy features.dat  to a raw file with a JSON sidecar",
        "  mmap verify features.dat                is it all there, and readable",
        "  mmap bench --size 64MiB --rounds 2      how fast, beside NumPy and C",
        "",
        "mmap COMMAND --help says more about each."})
@SuppressWarnings("UnusedVariable") // picocli reads the flags
final class RootCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  @Option(names = {"-h",
      "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Says how to use the command.")
  private boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "Says which version this is.")
  private boolean version;

  @Option(names = Failures.DEBUG, scope = ScopeType.INHERIT, description = "Adds the stack trace when something fails.")
  private boolean debug;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: " + String.join(", ", Commands.NAMES));
  }
}
