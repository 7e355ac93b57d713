package org.mmaparrays.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mmaparrays.benchmarks.compare.process.Machine;
import org.mmaparrays.benchmarks.compare.process.Sides;
import org.mmaparrays.benchmarks.compare.process.WorkFolder;
import org.mmaparrays.benchmarks.compare.report.Outcome;
import org.mmaparrays.benchmarks.compare.report.Report;
import org.mmaparrays.benchmarks.compare.report.ReportJson;
import org.mmaparrays.benchmarks.compare.topic.Topics;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.benchmarks.support.ExitHook;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command: runs workloads against NumPy and C, and prints the tables. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = {
    "Measures this library against NumPy and C in one interleaved run, and prints tables in Markdown.",
    "",
    "Every side computes the same on the same files, in processes of its own; answers are compared, and a wrong one"
        + " fails the run. What is missing here, gcc, NumPy, or the right to limit memory, is said in its place,"
        + " and the rest runs. Leave the machine alone meanwhile: the defaults take about an hour and 15 GiB of disk.",
    ""}, footer = {
        "",
        "Examples:",
        "  mmap bench --size 64MiB --rounds 2        a first look, within minutes",
        "  mmap bench --only W2,W3 --rounds 9        some workloads, more precisely",
        "  mmap bench --story                        what mapping is good for, on this machine",
        "  mmap bench --json bench.json > bench.md   everything, for people and for programs",
        "",
        "Exit code: 0 all sides agree, whether targets are met or not; 1 a wrong answer, or a side broke down."})
final class Bench implements Callable<Integer> {
  @Option(names = "--size", paramLabel = "SIZE", defaultValue = "2GiB", converter = SizeConverter.class, description = "Size of the array of most workloads; W11 takes four times as much (default: ${DEFAULT-VALUE}).")
  long size;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "How often everything is run, with fresh processes each time (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(names = "--passes", paramLabel = "N", defaultValue = "5", description = "How many passes a warm process runs in each round (default: ${DEFAULT-VALUE}).")
  int passes;

  @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "1", description = "How long a process runs passes before it counts as warm (default: ${DEFAULT-VALUE}).")
  double warmUp;

  @Option(names = "--only", paramLabel = "IDS", split = ",", description = "Workloads to run, such as W2,W3 or 'W2 cold' (default: all; --list names them).")
  List<String> only = List.of();

  @Option(names = "--story", description = "Instead of workloads, measure what is commonly claimed of memory mapping, and say of each claim whether it holds here.")
  boolean story;

  @Option(names = "--list", description = "List the workloads and end.")
  boolean list;

  @Option(names = "--dir", paramLabel = "FOLDER", description = "Where inputs are, and stay for the next run (default: ${DEFAULT-VALUE}).")
  Path folder = Path.of(System.getProperty("mmap.bench.inputs", "bench-inputs"));

  @Option(names = "--store", paramLabel = "FORMAT", defaultValue = "raw", description = "Format of the arrays, raw or npy (default: ${DEFAULT-VALUE}).")
  String store = "raw";

  @Option(names = "--cold", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Also measure, or leave out, what reads from the disk: cold, and with little memory (default: measured).")
  boolean cold = true;

  @Option(names = "--python", paramLabel = "PROGRAM", defaultValue = "/usr/bin/python3", description = "The Python that has NumPy (default: ${DEFAULT-VALUE}).")
  String python = "/usr/bin/python3";

  @Option(names = "--json", paramLabel = "FILE", description = "Write every sample to a file, too.")
  Optional<Path> json = Optional.empty();

  @Option(names = "--sources", paramLabel = "FOLDER", hidden = true, description = "Where the sides in C and Python are.")
  Path sources = Path.of(System.getProperty("mmap.bench.sources", "src/main"));

  @Option(names = "--root", paramLabel = "FOLDER", hidden = true, description = "Where the launcher is.")
  Path root = Path.of(System.getProperty("mmap.bench.root", ".."));

  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!store.equals("raw") && !store.equals("npy")) {
      throw new ParameterException(spec.commandLine(), "--store: " + store + " is neither raw nor npy");
    }
    Files.createDirectories(folder);
    Plan plan = new Plan(folder.toRealPath(), root.toAbsolutePath().normalize(), python, store, size,
        rounds, passes, warmUp);
    if (story) {
      return tellStory(plan);
    }
    List<Workload> all = Topics.ALL.stream().flatMap(topic -> topic.workloads(plan).stream()).toList();
    if (list) {
      all.forEach(workload -> System.out.printf("%-12s %s%n", workload.id(), workload.title()));
      return 0;
    }
    List<Workload> chosen = all.stream().filter(workload -> workload.isNamed(only)).toList();
    if (chosen.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--only: no such workload; there are "
          + all.stream().map(Workload::id).collect(Collectors.joining(", ")));
    }
    return run(plan, chosen);
  }

  private int run(Plan plan, List<Workload> chosen) throws IOException, InterruptedException {
    return measure(plan, chosen, (machine, outcomes) -> new Report(machine, outcomes).markdown());
  }

  private int tellStory(Plan plan) throws IOException, InterruptedException {
    List<Claim> claims = new ClaimSuite(plan).claims();
    return measure(plan, claims.stream().map(Claim::workload).toList(),
        (machine, outcomes) -> ClaimSuite.markdown(machine, claims, outcomes));
  }

  /** Turns outcomes into Markdown. */
  private interface Telling {
    String of(Map<String, String> machine, List<Outcome> outcomes);
  }

  private int measure(Plan plan, List<Workload> chosen, Telling telling)
      throws IOException, InterruptedException {
    new ExitHook("sides", () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly))
        .install();
    try (WorkFolder work = new WorkFolder(plan.folder())) {
      Sides sides = new Sides(sources, work.path(), plan.python(), JavaSide.class);
      Map<String, String> machine = Machine.describe(plan);
      List<Outcome> outcomes = new Runner(plan, sides, work.path(), cold).run(chosen);
      System.out.write(telling.of(machine, outcomes).getBytes(StandardCharsets.UTF_8));
      System.out.flush();
      if (json.isPresent()) {
        Files.writeString(json.get(), ReportJson.of(machine, outcomes));
      }
      List<String> complaints = outcomes.stream().map(Outcome::complaints).flatMap(List::stream).toList();
      complaints.forEach(complaint -> System.err.println("bench: " + complaint));
      return complaints.isEmpty() ? 0 : 1;
    }
  }
}
