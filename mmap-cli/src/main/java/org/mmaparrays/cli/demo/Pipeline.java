package org.mmaparrays.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.OpenMode;
import org.mmaparrays.cli.progress.Progress;

/**
 * All stages, one after the other, each opening the arrays it needs as a program of its own would.
 *
 * @param images what to learn from
 * @param folder where the arrays go
 * @param epochs how often to train on every row
 * @param seed of the order to train in
 * @param threads how many work on one mapping
 * @param progress who hears how far each stage is
 */
record Pipeline(Images images, DemoFolder folder, int epochs, long seed, int threads, Progress progress) {

  /**
   * Runs all stages.
   *
   * @throws java.nio.file.FileSystemException if the disk has too little room
   * @throws IOException if a file cannot be read or written
   */
  DemoReport run() throws IOException {
    Optional<String> heapImpediment = HeapFeatureStage.impediment(images.rows());
    long features = FeatureStage.spec(images.rows()).byteSize();
    folder.checkSpace(images.imagesSpec().byteSize() + images.labelsSpec().byteSize()
        + features * (heapImpediment.isEmpty() ? 2 : 1));
    List<StageReport> stages = new ArrayList<>();
    stages.add(input());
    stages.add(FeatureStage.run(folder.images(), folder.features(), threads, progress));
    stages.add(NormaliseStage.run(folder.features(), images.trainingRows(), threads, progress));
    TrainingStage.Result trained =
        TrainingStage.run(folder.features(), folder.labels(), images.trainingRows(), epochs,
            seed, threads, progress);
    stages.add(trained.report());
    EvaluationStage.Result evaluated =
        EvaluationStage.run(folder.features(), folder.labels(), images.trainingRows(),
            trained.model(), threads, progress);
    stages.add(evaluated.report());
    Optional<StageReport> heap = heapImpediment.isEmpty()
        ? Optional.of(HeapFeatureStage.run(folder.images(), folder.features(), threads, progress))
        : Optional.empty();
    folder.keep();
    return new DemoReport(images.describe(), images.trainingRows(), images.heldOutRows(), epochs, threads,
        stages, heap,
        heapImpediment, trained.losses(), evaluated.accuracy(), files(), !folder.isTemporary());
  }

  private StageReport input() throws IOException {
    StageReport.Clock clock = new StageReport.Clock("images");
    try (ArrayDraft pixels = ArrayStores.draft(folder.images(), images.imagesSpec(), OpenMode.CREATE_NEW);
        ArrayDraft labels = ArrayStores.draft(folder.labels(), images.labelsSpec(), OpenMode.CREATE_NEW)) {
      try (Progress.Task task = progress.start("images", images.rows())) {
        images.write(pixels.array().view(), labels.array().view(), threads, task);
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
