package org.mmaparrays.cli.commands;

import org.mmaparrays.cli.command.Command;
import picocli.AutoComplete;
import picocli.CommandLine.ExitCode;

/** {@code mmap completion}: the script that completes commands and options in a shell. */
public final class CompletionCommand extends Command {

  public CompletionCommand() {
    super("completion", "Prints a script by which bash and zsh complete commands and options.");
    footer("For this shell:      source <(./mmap completion)",
        "For every new bash:  ./mmap completion > ~/.local/share/bash-completion/completions/mmap",
        "In zsh, first:       autoload -U +X bashcompinit && bashcompinit");
  }

  @Override
  public Integer call() {
    out().print(AutoComplete.bash("mmap", line().getCommandSpec().root().commandLine()) + "\n");
    return ExitCode.OK;
  }
}
