package org.mmaparrays.benchmarks.compare;

import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.FIRST;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.RESIDENT;
import static org.mmaparrays.benchmarks.compare.workload.Target.Phase.STEADY;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mmaparrays.ArrayData;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.StoredArray;
import org.mmaparrays.benchmarks.compare.report.Outcome;
import org.mmaparrays.benchmarks.compare.report.Report;
import org.mmaparrays.benchmarks.compare.topic.Gathering;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Workload;
import org.mmaparrays.compute.Columns;
import org.mmaparrays.compute.Statistics;
import org.mmaparrays.compute.Workers;
import org.mmaparrays.model.OpenMode;

/** The claims that are commonly made of memory mapping, each with the workload that puts it to the test on this machine. */
final class ClaimSuite {
  private static final int REWRITES = 4;

  private final Plan plan;

  ClaimSuite(Plan plan) {
    this.plan = plan;
  }

  /** Returns all claims, in the order in which they are usually told. */
  List<Claim> claims() {
    String rows = plan.someRows().toString();
    String order = plan.order().toString();
    Workload start = workload("start-up", Regime.COLD, plan.data(), List.of(
        Entry.ours("mapped", "open"), Entry.ours("loaded", "load"),
        Entry.numpy("NumPy memmap", "open"), Entry.numpy("NumPy loaded", "load")));
    Workload scan = workload("one pass over a cold file", Regime.COLD, plan.data(), List.of(
        Entry.ours("mapped", "sum"), Entry.ours("streamed", "sum:streaming"),
        Entry.ours("loaded", "story:load"),
        Entry.numpy("NumPy memmap", "sum:float64"), Entry.numpy("NumPy loaded", "load-sum")));
    List<Entry> orders = List.of(
        Entry.ours("in order", "in-order").with("index", order),
        Entry.ours("at random, row by row", "order:get").with("index", order).with("limit", 20),
        Entry.ours("at random, by gather", "order").with("index", order).with("limit", 40),
        Entry.ours("windowed shuffle", "shuffle").with("index", order));
    long limit = Math.max(plan.data().bytes() * 3 / 8, Gathering.LEAST_MEMORY);
    return List.of(
        new Claim("Start-up", "Mapping is ready at once; loading everything takes as long as reading it.",
            start,
            "mapped", "loaded", FIRST, 10,
            "Both in a fresh process, nothing in memory: what is left of mapping is the start of the library itself."),
        new Claim("Resident memory", "A mapped array takes little memory; a loaded one takes its own size.",
            start,
            "mapped", "loaded", RESIDENT, 2,
            "A JVM takes some 40 MiB whatever it does: with small arrays that is all there is to see."),
        new Claim("Processing time",
            "One pass over the mapped array takes no longer than to load it and then pass.",
            scan, "mapped", "loaded", FIRST, 1, "Loading reads the same bytes and then touches them again."),
        new Claim("Sequential against random, memory to spare",
            "The same work is 5 to 10 times faster in the order of the file than at random.",
            workload("all rows, in memory", Regime.WARM, plan.data(), orders), "in order",
            "at random, row by row",
            STEADY, 5, "What is in memory anyway is read at random at the speed of memory."),
        new Claim("Sequential against random, from the disk",
            "The same work is 5 to 10 times faster in the order of the file than at random.",
            workload("all rows, cold", Regime.COLD, plan.data(), orders), "in order", "at random, row by row",
            FIRST, 5, "Read-ahead soon has the whole file in memory, where there is room for it."),
        new Claim("Sequential against random, memory short",
            "Random access crawls: 5 to 10 times slower, and worse.",
            workload("all rows, memory for 3/8 of them", Regime.limited(limit), plan.data(), orders),
            "in order",
            "at random, row by row", FIRST, 5,
            "Pages are evicted before they are used again. A sorted gather or a windowed shuffle is the way out."),
        new Claim("Flush strategies",
            "Flushing every write costs many times what flushing now and then does.",
            flushes(), "every 1000 rows", "every write", STEADY, 10,
            "Every write waits for the disk; nothing is at risk then. Times are of one row."),
        new Claim("Copies for each worker",
            "Workers that load a copy each exhaust memory; workers that map share one.", workers(),
            "4 workers, mapped",
            "4 workers, loaded", RESIDENT, 2,
            "Each worker that loads needs the whole array again; memory here is enough for two copies."),
        new Claim("Small data",
            "For small arrays mapping is not worth it: loading is as fast, within a tenth or so.",
            workload("open 1 MiB, sum, close", Regime.WARM, plan.little(), List.of(
                Entry.ours("mapped", "story:mapped"), Entry.ours("loaded", "story:load"))),
            "loaded", "mapped", STEADY, 0.9, "Both open the file the same way; only the copy differs."),
        new Claim("Random sampling",
            "Where single rows are sampled at random, mapping is the wrong tool: load.",
            workload("%,d random rows, cold".formatted(plan.gathered()), Regime.COLD, plan.data(), List.of(
                Entry.ours("mapped, row by row", "order:get").with("index", rows).with("limit", 60),
                Entry.ours("mapped, gathered", "gather-sum").with("index", rows),
                Entry.ours("loaded", "story:sample").with("index", rows))),
            "loaded", "mapped, row by row", FIRST, 1,
            "Gathering sorts the rows and asks for them ahead, which is the better answer where the file is large."),
        new Claim("Full rewrites",
            "Where everything is rewritten again and again, mapping is the wrong tool: work in memory, save once.",
            new Workload("story", REWRITES + " rewrites of everything", Regime.WARM, plan.changed(), List.of(
                Entry.ours("mapped, flushed each time", "story:rewrite"),
                Entry.ours("in memory, saved once", "story:save")), List.of(), ""),
            "in memory, saved once", "mapped, flushed each time", STEADY, 1.5,
            "Each flush writes the whole array to the disk; in memory only the last one is."));
  }

  private static Workload workload(String title, Regime regime, Input input, List<Entry> entries) {
    return new Workload("story", title, regime, input, entries, List.of(), "");
  }

  private Workload flushes() {
    long count = Math.clamp(plan.data().rows() / 100, 200, 2000);
    List<Entry> entries = new ArrayList<>();
    Map.of("1", "every write", "1000", "every 1000 rows", "second", "every second", "end", "at the end")
        .forEach((variant, name) -> entries.add(Entry.ours(name, "flush:" + variant).with("rows", count)));
    entries.sort((a, b) -> a.task().toString().compareTo(b.task().toString()));
    return new Workload("story", "write %,d rows of 2 KiB".formatted(count), Regime.WARM, plan.little(),
        entries,
        List.of(""), count, List.of(), "");
  }

  private Workload workers() {
    return workload("4 worker processes sum everything, memory for two arrays",
        Regime.limited(2 * plan.data().bytes() + 4 * Gathering.LEAST_MEMORY), plan.data(), List.of(
            Entry.ours("4 workers, mapped", "workers:mapped").with("workers", 4),
            Entry.ours("4 workers, loaded", "workers:loaded").with("workers", 4)));
  }

  /**
   * Returns the tasks of our side for these claims alone.
   *
   * @param main the main class of our side, which a group of workers runs several times
   */
  static Map<String, Task> tasks(Class<?> main) {
    return Map.of("story", ClaimSuite::open, "gather-sum", ClaimSuite::gather, "workers",
        run -> WorkerGroup.open(main, run), "worker", ClaimSuite::worker);
  }

  private static Task.Pass open(SideRun run) throws IOException {
    return switch (run.variant()) {
      case "mapped", "load" -> () -> {
        run.start();
        double sum = sum(run, run.variant().equals("load"));
        run.stop();
        return new double[] {sum};
      };
      case "sample" -> sample(run);
      case "rewrite", "save" -> rewrite(run);
      default -> throw new IllegalArgumentException("no task story:" + run.variant());
    };
  }

  static double sum(SideRun run, boolean load) throws IOException {
    try (StoredArray array = ArrayStores.open(run.file())) {
      return Statistics.sum(load ? array.load() : array, Workers.of(1));
    }
  }

  /** Opens the task of one of several workers, which keeps its arrays, so that their memory is counted. */
  private static Task.Pass worker(SideRun run) throws IOException {
    StoredArray array = run.array(OpenMode.READ);
    List<ArrayData> kept = new ArrayList<>();
    return () -> {
      run.start();
      kept.add(run.variant().equals("load") ? array.load() : array);
      double sum = Statistics.sum(kept.getLast(), Workers.of(1));
      run.stop();
      return new double[] {sum};
    };
  }

  private static Task.Pass sample(SideRun run) throws IOException {
    long[] rows = run.index();
    float[] row = new float[run.columns()];
    return () -> {
      run.start();
      NdArray all;
      try (StoredArray array = ArrayStores.open(run.file())) {
        all = array.load();
      }
      double sum = 0;
      for (long r : rows) {
        all.getRow(r, row);
        sum += row[0];
      }
      run.stop();
      return new double[] {sum};
    };
  }

  private static Task.Pass gather(SideRun run) throws IOException {
    long[] rows = run.index();
    StoredArray array = run.array(OpenMode.READ);
    return () -> {
      run.start();
      NdArray gathered = array.gather(rows);
      double sum = 0;
      for (int k = 0; k < rows.length; k++) {
        sum += gathered.getFloat(k, 0);
      }
      run.stop();
      return new double[] {sum};
    };
  }

  /** Opens the task of an even number of maps, each undone by the next: the array ends as it began. */
  private static Task.Pass rewrite(SideRun run) {
    double[] none = new double[run.columns()];
    double[] twice = new double[run.columns()];
    double[] half = new double[run.columns()];
    Arrays.fill(twice, 2);
    Arrays.fill(half, 0.5);
    boolean inMemory = run.variant().equals("save");
    return () -> {
      try (StoredArray array = run.array(OpenMode.READ_WRITE)) {
        run.start();
        NdArray view = inMemory ? array.load() : array.view();
        for (int k = 0; k < REWRITES; k++) {
          Columns.scale(inMemory ? view : array, inMemory ? view : array, none, k % 2 == 0 ? twice : half,
              Workers.of(1));
          if (!inMemory) {
            array.flush();
          }
        }
        if (inMemory) {
          array.view().copyFrom(view);
          array.flush();
        }
        run.stop();
        return new double[] {view.getFloat(0, 0), view.getFloat(run.rows() - 1, 1)};
      }
    };
  }

  /** Returns the claims with this machine's figures, in Markdown. */
  static String markdown(Map<String, String> machine, List<Claim> claims, List<Outcome> outcomes) {
    StringBuilder text = new StringBuilder("# The story's claims, measured\n\n| | |\n|-|-|\n");
    machine
        .forEach((name, value) -> text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
    text.append(
        "\np1 is the first pass of a fresh process, p2+ are later ones. Medians (smallest to largest).\n");
    for (int k = 0; k < claims.size(); k++) {
      Claim claim = claims.get(k);
      text.append("\n## ").append(claim.title()).append("\n\n*Claim: ").append(claim.claim()).append("*\n\n");
      text.append("Here: ").append(claim.workload().title()).append(".\n\n");
      text.append(Report.table(outcomes.get(k))).append('\n').append(claim.verdict(outcomes.get(k)))
          .append('\n');
    }
    return text.toString();
  }
}
