package org.mmaparrays.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mmaparrays.cli.command.Failures;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** {@code mmap} without a command: help, version, and the options that every command inherits. */
final class RootCommand implements Runnable {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private final List<String> commands;

  private RootCommand(List<String> commands) {
    this.commands = commands;
  }

  /**
   * Returns the specification of the command line.
   *
   * @param commands the names of all commands, for the message that one is missing
   */
  static CommandSpec spec(List<String> commands) {
    RootCommand root = new RootCommand(commands);
    describe(root.spec.usageMessage());
    return root.spec.name("mmap").versionProvider(new Version())
        .addOption(flag("-h", "--help").usageHelp(true).scopeType(ScopeType.INHERIT)
            .description("Says how to use the command.").build())
        .addOption(flag("-V", "--version").versionHelp(true)
            .description("Says which version this is.").build())
        .addOption(flag(Failures.DEBUG).scopeType(ScopeType.INHERIT)
            .description("Adds the stack trace when something fails.").build());
  }

  private static OptionSpec.Builder flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0");
  }

  private static void describe(UsageMessageSpec usage) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    exitCodes.put("0", "done");
    exitCodes.put("1",
        "the operation failed, or verify found something; one line on standard error says what");
    exitCodes.put("2", "wrong usage");
    usage
        .header("Looks at, makes, converts and checks arrays on disk, of any size, without loading them.")
        .synopsisSubcommandLabel("COMMAND")
        .commandListHeading("%nCommands:%n")
        .optionListHeading("%nOptions:%n")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes)
        .footer("",
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
            "mmap COMMAND --help says more about each.");
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: " + String.join(", ", commands));
  }
}
