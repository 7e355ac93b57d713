package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.mmaparrays.cli.command.Argument;
import org.mmaparrays.cli.command.Command;
import org.mmaparrays.cli.output.EscapingPrinter;
import org.mmaparrays.cli.progress.ProgressBars;
import picocli.CommandLine.ExitCode;

/** {@code mmap demo}: a pipeline from images to a classifier, with the cost of each stage. */
public final class DemoCommand extends Command {
  private static final int MOST_THREADS = 1024;
  private static final long LEAST_ROWS = 70;
  private static final long DEFAULT_ROWS = 60_000;
  private static final long DEFAULT_SEED = 1;
  private static final int DEFAULT_EPOCHS = 5;

  private final Argument<Long> rows = takes().option("--rows", "N", Long.class,
      "Images to make, at least 70 (default: 60000); of files of images, how many to train on at most (default: "
          + "all).");
  private final Argument<StoreName> store = takes().option("--store", "raw|npy|hdf5", StoreName.class,
      "Format of the arrays (default: raw).");
  private final Argument<Path> dir = takes().option("--dir", "DIR", Path.class,
      "Folder for the arrays, new or empty, where they stay; without it a temporary folder, removed afterwards.");
  private final Argument<Boolean> resume = takes().flag("--resume",
      "Goes on with the run in --dir that was interrupted or killed: the same options again, and this one. "
          + "Starts from the beginning if there is none.");
  private final Argument<Long> seed = takes().option("--seed", "N", Long.class,
      "Seed of the images and of the order to train in (default: 1).");
  private final Argument<Integer> epochs = takes().option("--epochs", "N", Integer.class,
      "How often to train on every row (default: 5).");
  private final Argument<Integer> threads = takes().option("--threads", "N", Integer.class,
      "Threads (default: one for each processor). The outcome does not depend on it.");
  private final Argument<Boolean> json = takes().flag("--json", "Prints the report as one JSON document.");
  private final Argument<Path> images = takes().option("--images", "FILE", Path.class,
      "Images to train on: an IDX file, plain or gzip.");
  private final Argument<Path> labels = takes().option("--labels", "FILE", Path.class, "Their labels.");
  private final Argument<Path> testImages =
      takes().option("--test-images", "FILE", Path.class, "Images held out.");
  private final Argument<Path> testLabels =
      takes().option("--test-labels", "FILE", Path.class, "Their labels.");

  /** The command, for one command line. */
  public DemoCommand() {
    super("demo", "Runs a machine-learning pipeline on arrays on disk, and says what each stage cost.");
    description("Images are read in order and their features written to a new array; the features are "
        + "normalised in place; a classifier is trained on them, reading them again and again; rows held out "
        + "say how good it is.",
        "Killed at any time, a run with --dir goes on where it was if it is started again with --resume, and "
            + "comes to the same result.",
        "The data may be many times larger than memory. Without files of images, they are made on the spot, the "
            + "same for the same --seed; the last seventh is held out.");
    footer("Examples:",
        "  mmap demo",
        "  mmap demo --rows 2000000 --dir /data/demo --store npy",
        "  mmap demo --rows 2000000 --dir /data/demo --store npy --resume",
        "  mmap demo --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz --test-images "
            + "t10k-images-idx3-ubyte.gz --test-labels t10k-labels-idx1-ubyte.gz",
        "",
        "Fashion-MNIST as Debian packages it: apt install dataset-fashion-mnist; dpkg -L dataset-fashion-mnist "
            + "lists its files.");
  }

  /** The stores to choose from; the user types their names. */
  enum StoreName {
    raw(".dat"), npy(".npy"), hdf5(".h5");

    private final String extension;

    StoreName(String extension) {
      this.extension = extension;
    }
  }

  @Override
  public Integer call() throws IOException {
    boolean generated = checkOptions();
    EscapingPrinter out = out();
    Images input = generated
        ? new GeneratedImages(rows.or(DEFAULT_ROWS), seed.or(DEFAULT_SEED))
        : files();
    DemoReport report;
    String extension = store.or(StoreName.raw).extension;
    try (DemoFolder folder = resume.isGiven()
        ? DemoFolder.resume(dir.given(), extension)
        : DemoFolder.open(dir.value(), extension)) {
      if (resume.isGiven() && !folder.holdsRun()) {
        remark("nothing to resume in " + folder.path() + ": starting from the beginning");
      }
      DemoOptions options = new DemoOptions(epochs.or(DEFAULT_EPOCHS), seed.or(DEFAULT_SEED), threads());
      report = new Pipeline(input, folder, options, ProgressBars.ofRows(err()), this::remark).run();
    }
    if (json.isGiven()) {
      ReportJson.print(out, report);
    } else {
      new ReportPrinter(out).print(report);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Prints a remark at once, not with the report: the user wants to know it first. */
  private void remark(String text) {
    if (!json.isGiven()) {
      EscapingPrinter out = out();
      out.println(text);
      out.flush();
    }
  }

  private Images files() throws IOException {
    return IdxImages.of(images.given(), labels.given(), testImages.given(), testLabels.given(),
        rows.or(Long.MAX_VALUE));
  }

  /** Checks that the options make sense together; true if images are to be made. */
  private boolean checkOptions() {
    long given = Stream.of(images, labels, testImages, testLabels).filter(Argument::isGiven).count();
    if (given != 0 && given != 4) {
      throw misuse(
          "--images, --labels, --test-images and --test-labels go together; " + given + " of 4 are given");
    }
    if (rows.or(LEAST_ROWS) < LEAST_ROWS) {
      throw misuse("--rows " + rows.given() + " is too few, at least " + LEAST_ROWS + " are needed");
    }
    if (resume.isGiven() && !dir.isGiven()) {
      throw misuse("--resume needs the --dir of the run to go on with; a temporary folder is not kept");
    }
    if (epochs.or(DEFAULT_EPOCHS) < 1 || threads() < 1) {
      throw misuse("--epochs and --threads must be at least 1");
    }
    if (threads() > MOST_THREADS) {
      throw misuse("--threads " + threads() + " are more than " + MOST_THREADS
          + "; a few for each processor is all that helps");
    }
    return given == 0;
  }

  private int threads() {
    return threads.or(Runtime.getRuntime().availableProcessors());
  }
}
