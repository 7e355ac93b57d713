package org.mmaparrays.benchmarks.flush;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mmaparrays.model.FlushPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: measures the strategies of flushing and prints them as Markdown tables. */
@Command(name = "flush-table", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures what each strategy of flushing costs, and prints a table in Markdown.")
final class FlushTable implements Callable<Integer> {
  /** The features of the story: 28 x 28 float32. */
  private static final int COLUMNS = 784;

  private static final List<String> FILES = List.of("table.npy", "table.dat");
  private static final List<Integer> THREADS = List.of(1, 4, 16);

  @Option(names = "--rows", paramLabel = "N", defaultValue = "10000", description = "How many rows of 784 float32 each run writes (default: ${DEFAULT-VALUE}).")
  long rows;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "How many rounds, each with one run of everything; medians are printed (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(names = "--folder", paramLabel = "FOLDER", description = "Where to write, which is what is measured (default: the current folder).")
  Path parent = Path.of("");

  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FlushTable()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory(parent.toAbsolutePath(), "flush-table-");
    try {
      for (int round = 0; round <= rounds; round++) {
        boolean counts = round > 0; // The first warms up.
        for (String file : FILES) {
          for (Strategy strategy : Strategy.values()) {
            measure(key(strategy, file), folder.resolve(file), strategy.policy(), 1, counts);
          }
          for (int threads : THREADS) {
            measure(key(threads, file), folder.resolve(file), FlushPolicy.everyWrite(), threads, counts);
          }
        }
        System.err.println("flush-table: round " + round + " of " + rounds);
      }
      System.out.print(tables(Files.getFileStore(folder).type()));
    } finally {
      delete(folder);
    }
    return 0;
  }

  private void measure(String key, Path file, FlushPolicy policy, int threads, boolean counts)
      throws IOException {
    double rate = WritingRun.rowsPerSecond(file, policy, rows, COLUMNS, threads);
    if (counts) {
      rates.computeIfAbsent(key, unseen -> new ArrayList<>()).add(rate);
    }
  }

  private static String key(Object what, String file) {
    return what + " " + file;
  }

  private double median(Object what, String file) {
    List<Double> all = new ArrayList<>(Optional.ofNullable(rates.get(key(what, file))).orElseThrow());
    Collections.sort(all);
    return all.get(all.size() / 2);
  }

  private String tables(String fileSystem) {
    try (Formatter text = new Formatter(Locale.ROOT)) {
      text.format(
          "%,d rows of %d float32 (%,d bytes each), medians of %d interleaved rounds, %s, %s, JDK %s.%n%n",
          rows,
          COLUMNS, COLUMNS * Float.BYTES, rounds, fileSystem, System.getProperty("os.name"),
          Runtime.version().feature());
      text.format("| strategy | policy | npy rows/s | raw rows/s | cost | rows at risk | when to use it |%n");
      text.format("|-|-|-:|-:|-:|-:|-|%n");
      for (Strategy strategy : Strategy.values()) {
        double npy = median(strategy, FILES.get(0));
        double cost = median(Strategy.AT_THE_END, FILES.get(0)) / npy;
        text.format("| %s | %s | %,.0f | %,.0f | %,.1f x | %s | %s |%n", strategy.title(), strategy.code(),
            npy,
            median(strategy, FILES.get(1)), cost, strategy.atRisk(npy), strategy.when());
      }
      text.format(
          "%nCost is the time of npy relative to flushing at the end. Rows at risk are what a power cut takes at"
              + " most;%nwhat the last checkpoint covers is never among them.%n%n");
      text.format("Threads that wait for durable rows share one force of the disk (`everyWrite()`):%n%n");
      text.format("| threads | npy rows/s | raw rows/s | gain |%n|-:|-:|-:|-:|%n");
      for (int threads : THREADS) {
        double npy = median(threads, FILES.get(0));
        text.format("| %d | %,.0f | %,.0f | %.1f x |%n", threads, npy, median(threads, FILES.get(1)),
            npy / median(THREADS.getFirst(), FILES.get(0)));
      }
      return text.toString();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }
}
