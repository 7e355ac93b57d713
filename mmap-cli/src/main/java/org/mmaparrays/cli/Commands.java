package org.mmaparrays.cli;

import java.util.List;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.command.Failures;
import org.mmaparrays.cli.commands.CatCommand;
import org.mmaparrays.cli.commands.CompletionCommand;
import org.mmaparrays.cli.commands.ConvertCommand;
import org.mmaparrays.cli.commands.CreateCommand;
import org.mmaparrays.cli.commands.InfoCommand;
import org.mmaparrays.cli.commands.LsCommand;
import org.mmaparrays.cli.commands.RecoverCommand;
import org.mmaparrays.cli.commands.StatsCommand;
import org.mmaparrays.cli.commands.StoresCommand;
import org.mmaparrays.cli.commands.VerifyCommand;
import org.mmaparrays.cli.demo.DemoCommand;
import org.mmaparrays.cli.output.CheckedOutput;
import org.mmaparrays.cli.output.EscapingPrinter;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The table of the commands; only those that a call needs are built, which halves the time to a first answer. */
final class Commands {
  static final List<String> NAMES =
      List.of("stores", "ls", "info", "cat", "create", "convert", "verify", "recover", "stats", "demo",
          "completion");

  private Commands() {}

  /** Runs the command that the arguments name, and returns the exit code. */
  static int execute(EscapingPrinter out, EscapingPrinter err, String... args) {
    String[] meant = helpAsOption(args);
    return line(meant).setOut(out).setErr(err).execute(meant);
  }

  /** Replaces {@code help} and {@code help cat}, which many users type first, by {@code --help} and {@code cat --help}. */
  private static String[] helpAsOption(String... args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
  }

  /** Returns the command line for the given arguments: with the one command they name, or with all if they name none. */
  private static CommandLine line(String... args) {
    CommandLine root = new CommandLine(RootCommand.spec(NAMES));
    String named = args.length > 0 ? args[0] : "";
    // Else a file named @x would be read for arguments.
    root.setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
    for (String name : NAMES.contains(named) && !named.equals("completion") ? List.of(named) : NAMES) {
      root.addSubcommand(name, new CommandLine(command(name).spec()).setExpandAtFiles(false)
          .setCaseInsensitiveEnumValuesAllowed(true));
    }
    return root
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setExecutionStrategy(Commands::run)
        .setParameterExceptionHandler(Failures::misused)
        .setExecutionExceptionHandler(Failures::failed);
  }

  /** Runs the parsed command; picocli itself hands on the exceptions of commands only. */
  private static int run(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (CheckedOutput.Failed whilePrintingHelp) {
      throw new ExecutionException(last(parsed), "standard output", whilePrintingHelp);
    } catch (Error outOfMemory) {
      throw new ExecutionException(last(parsed), "out of memory, or broken", outOfMemory);
    }
  }

  private static CommandLine last(ParseResult parsed) {
    return parsed.asCommandLineList().getLast();
  }

  private static Command command(String name) {
    return switch (name) {
      case "stores" -> new StoresCommand();
      case "ls" -> new LsCommand();
      case "info" -> new InfoCommand();
      case "cat" -> new CatCommand();
      case "create" -> new CreateCommand();
      case "convert" -> new ConvertCommand();
      case "verify" -> new VerifyCommand();
      case "recover" -> new RecoverCommand();
      case "stats" -> new StatsCommand();
      case "demo" -> new DemoCommand();
      case "completion" -> new CompletionCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
