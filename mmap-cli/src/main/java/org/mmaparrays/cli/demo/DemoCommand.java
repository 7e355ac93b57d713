package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mmaparrays.cli.progress.ProgressBars;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mmap demo}: a pipeline from images to a classifier, and what each stage cost. */
@Command(name = "demo", header = "Runs a machine-learning pipeline on arrays on disk, and says what each stage cost.", description = {
    "Images are read in order and their features written to a new array; the features are normalised in place; a classifier is trained on them, reading them again and again; rows held out say how good it is.",
    "Killed at any time, a run with --dir goes on where it was if it is started again with --resume, and comes to the same result.",
    "The data may be many times larger than memory. Without files of images, they are made on the spot, the same for the same --seed; the last seventh is held out."}, footer = {
        "",
        "Examples:",
        "  mmap demo",
        "  mmap demo --rows 2000000 --dir /data/demo --store npy",
        "  mmap demo --rows 2000000 --dir /data/demo --store npy --resume",
        "  mmap demo --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz --test-images t10k-images-idx3-ubyte.gz --test-labels t10k-labels-idx1-ubyte.gz",
        "",
        "Fashion-MNIST as Debian packages it: apt install dataset-fashion-mnist; dpkg -L dataset-fashion-mnist lists its files."})
public final class DemoCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 1024;

  private static final long DEFAULT_ROWS = 60_000;

  @Spec
  private CommandSpec spec;

  @Option(names = "--rows", paramLabel = "N", description = "Images to make, at least 70 (default: 60000); of files of images, how many to train on at most (default: all).")
  private @Nullable Long rows;

  @Option(names = "--store", paramLabel = "raw|npy|hdf5", description = "Format of the arrays (default: raw).")
  private StoreName store = StoreName.raw;

  @Option(names = "--dir", paramLabel = "DIR", description = "Folder for the arrays, new or empty, where they stay; without it a temporary folder, removed afterwards.")
  private @Nullable Path dir;

  @Option(names = "--resume", description = "Goes on with the run in --dir that was interrupted or killed: the same options again, and this one. Starts from the beginning if there is none.")
  private boolean resume;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the images and of the order to train in (default: 1).")
  private long seed = 1;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to train on every row (default: 5).")
  private int epochs = 5;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one for each processor). The outcome does not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Prints the report as one JSON document.")
  private boolean json;

  @Option(names = "--images", paramLabel = "FILE", description = "Images to train on: an IDX file, plain or gzip.")
  private @Nullable Path images;

  @Option(names = "--labels", paramLabel = "FILE", description = "Their labels.")
  private @Nullable Path labels;

  @Option(names = "--test-images", paramLabel = "FILE", description = "Images held out.")
  private @Nullable Path testImages;

  @Option(names = "--test-labels", paramLabel = "FILE", description = "Their labels.")
  private @Nullable Path testLabels;

  /** The stores to choose from; the names are what is typed. */
  enum StoreName {
    raw(".dat"), npy(".npy"), hdf5(".h5");

    private final String extension;

    StoreName(String extension) {
      this.extension = extension;
    }
  }

  /** For picocli, which sets the options. */
  public DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    boolean generated = checkOptions();
    PrintWriter out = spec.commandLine().getOut();
    Images input = generated
        ? new GeneratedImages(rows == null ? DEFAULT_ROWS : rows, seed)
        : files();
    DemoReport report;
    try (DemoFolder folder = resume && dir != null
        ? DemoFolder.resume(dir, store.extension)
        : DemoFolder.open(dir, store.extension)) {
      if (resume && !folder.holdsRun()) {
        remark("nothing to resume in " + folder.path() + ": starting from the beginning");
      }
      report = new Pipeline(input, folder, epochs, seed, threads,
          ProgressBars.ofRows(spec.commandLine().getErr()), this::remark).run();
    }
    if (json) {
      ReportJson.print(out, report);
    } else {
      new ReportPrinter(out).print(report);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** At once, not with the report: it is what the user wants to know first. */
  private void remark(String text) {
    if (!json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(text);
      out.flush();
    }
  }

  private Images files() throws IOException {
    return IdxImages.of(Objects.requireNonNull(images), Objects.requireNonNull(labels),
        Objects.requireNonNull(testImages), Objects.requireNonNull(testLabels),
        rows == null ? Long.MAX_VALUE : rows);
  }

  /** Checks that the options make sense together; true if images are to be made. */
  private boolean checkOptions() {
    long given =
        Arrays.asList(images, labels, testImages, testLabels).stream().filter(Objects::nonNull).count();
    if (given != 0 && given != 4) {
      throw misuse(
          "--images, --labels, --test-images and --test-labels go together; " + given + " of 4 are given");
    }
    if (rows != null && rows < 70) {
      throw misuse("--rows " + rows + " is too few, at least 70 are needed");
    }
    if (resume && dir == null) {
      throw misuse("--resume needs the --dir of the run to go on with; a temporary folder is not kept");
    }
    if (epochs < 1 || threads < 1) {
      throw misuse("--epochs and --threads must be at least 1");
    }
    if (threads > MOST_THREADS) {
      throw misuse("--threads " + threads + " are more than " + MOST_THREADS
          + "; a few for each processor is all that helps");
    }
    return given == 0;
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
