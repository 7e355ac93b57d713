package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.cli.progress.Progress;
import org.mmaparrays.model.OpenMode;

/**
 * All stages, one after the other, each opening the arrays it needs as a program of its own would.
 *
 * @param images the input
 * @param folder the folder of the arrays, also of those of an interrupted run
 * @param progress shows how far each stage is
 * @param remarks takes, at once, the place where an interrupted run is resumed
 */
record Pipeline(Images images, DemoFolder folder, DemoOptions options, Progress progress,
    Consumer<String> remarks) {

  /**
   * Runs all stages that are not yet done.
   *
   * @throws java.nio.file.FileSystemException if the disk has too little room, or the folder holds another run
   * @throws IOException if a file cannot be read or written
   */
  DemoReport run() throws IOException {
    Optional<String> heapImpediment = HeapFeatureStage.impediment(images.rows());
    if (!folder.holdsRun()) {
      checkSpace(heapImpediment.isEmpty());
    }
    RunRecord run = RunRecord.of(images, options.seed(), options.epochs());
    List<StageReport> stages = new ArrayList<>();
    long firstRow = makeFeatures(run, stages);
    Optional<DemoReport.Resumed> resumed = Optional.empty();
    SoftmaxRegression model;
    List<Double> losses;
    try (TrainingHistory history = TrainingHistory.open(folder.weights(), options.epochs())) {
      if (folder.holdsRun()) {
        resumed = Optional.of(new DemoReport.Resumed(firstRow, history.epochs()));
        if (stages.isEmpty()) {
          remarks.accept("resumed at epoch " + history.epochs() + " of " + options.epochs());
        }
      }
      if (history.epochs() < options.epochs()) {
        stages.add(TrainingStage.run(folder.features(), folder.labels(), images.trainingRows(), options,
            history, progress));
      }
      model = history.model();
      losses = history.losses();
    }
    EvaluationStage.Result evaluated = EvaluationStage.run(folder.features(), folder.labels(),
        images.trainingRows(), model, options.threads(), progress);
    stages.add(evaluated.report());
    Optional<StageReport> heap = heapImpediment.isEmpty()
        ? Optional.of(HeapFeatureStage.run(folder.images(), folder.features(), options.threads(), progress))
        : Optional.empty();
    folder.keep();
    return new DemoReport(images.describe(), images.trainingRows(), images.heldOutRows(), options.epochs(),
        options.threads(),
        resumed, stages, heap, heapImpediment, losses, evaluated.accuracy(), files(), !folder.isTemporary());
  }

  private void checkSpace(boolean withHeapStage) throws IOException {
    long features = FeatureStage.spec(images.rows()).byteSize();
    folder.checkSpace(images.imagesSpec().byteSize() + images.labelsSpec().byteSize()
        + features * (withHeapStage ? 2 : 1) + TrainingHistory.spec(options.epochs()).byteSize());
  }

  /** Makes the features, unless they are made and normalised; gives the row at which it began. */
  private long makeFeatures(RunRecord run, List<StageReport> stages) throws IOException {
    long firstRow;
    // Created before the images: it tells from the beginning to which run the folder belongs.
    try (FeatureStage features = folder.holdsRun()
        ? FeatureStage.resume(folder.features(), run)
        : FeatureStage.begin(folder.features(), images.rows(), run)) {
      firstRow = features.position();
      if (features.earlierStage().filter(stage -> stage == RunRecord.Stage.NORMALISED).isPresent()) {
        folder.keep();
        return firstRow;
      }
      if (folder.holdsRun()) {
        remarks.accept(String.format(Locale.ROOT, "resumed at row %,d of %,d", firstRow, images.rows())
            + (features.earlierStage().filter(stage -> stage == RunRecord.Stage.NORMALISING).isPresent()
                ? ": features that are half normalised are extracted again"
                : ""));
      }
      if (!folder.hasImages()) {
        stages.add(input());
      }
      folder.keep();
      if (!folder.isTemporary()) {
        features.flushOnExit();
      }
      if (firstRow < images.rows()) {
        stages.add(features.run(folder.images(), options.threads(), progress));
      }
    }
    StageReport normalised =
        NormaliseStage.run(folder.features(), images.trainingRows(), run, options.threads(), progress);
    stages.add(normalised);
    return firstRow;
  }

  private StageReport input() throws IOException {
    StageReport.Clock clock = new StageReport.Clock("images");
    OpenMode mode = folder.holdsRun() ? OpenMode.CREATE : OpenMode.CREATE_NEW;
    try (ArrayDraft pixels = ArrayStores.draft(folder.images(), images.imagesSpec(), mode);
        ArrayDraft labels = ArrayStores.draft(folder.labels(), images.labelsSpec(), mode)) {
      try (Progress.Task task = progress.start("images", images.rows())) {
        images.write(pixels.array().view(), labels.array().view(), options.threads(), task);
      }
      pixels.array().flush();
      labels.array().flush();
      StageReport report =
          clock.stop(images.rows(), images.imagesSpec().byteSize() + images.labelsSpec().byteSize());
      pixels.publish();
      labels.publish();
      return report;
    }
  }

  private List<DemoReport.DataFile> files() throws IOException {
    List<DemoReport.DataFile> files = new ArrayList<>();
    for (Path file : folder.files()) {
      files.add(new DemoReport.DataFile(file, Files.size(file)));
    }
    return files;
  }
}
