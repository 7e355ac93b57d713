package org.mmaparrays.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mmap completion}: the script that completes commands and options in a shell. */
@Command(name = "completion", header = "Prints a script by which bash and zsh complete commands and options.", footer = {
    "",
    "For this shell:      source <(./mmap completion)",
    "For every new bash:  ./mmap completion > ~/.local/share/bash-completion/completions/mmap",
    "In zsh, first:       autoload -U +X bashcompinit && bashcompinit"})
final class CompletionCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(AutoComplete.bash("mmap", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
