package org.mmaparrays.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.Checkpoint;

/** The demo, killed and started again, comes to the result of a run that was left alone. */
@SuppressWarnings("NullAway.Init") // set before each test
class DemoResumeIT {
  private static final int ROWS = 60_000;
  private static final int MOST_ATTEMPTS = 20;
  private static final Pattern ACCURACY = Pattern.compile("accuracy on the rows held out: (\\S+)");
  private static final Pattern RESUMED = Pattern.compile("\\Aresumed at row ([\\d,]+) of 60,000\n");

  /** Too little for the last stage, which has nothing to resume. */
  private static final Map<String, String> SMALL = Map.of("MMAP_JAVA_OPTS", "-Xmx128m");

  private final Random random = new Random();

  @TempDir
  private static Path checkout;

  private static Path mmap;

  @TempDir
  private Path folder;

  private Path dir;

  @BeforeAll
  static void makeCheckout() throws Exception {
    mmap = Checkout.make(checkout);
    Launched.run(checkout, Map.of(), mmap, "stores").succeeded(); // Fills its cache: it is not to be killed meanwhile.
  }

  @BeforeEach
  void nameFolder() {
    dir = folder.resolve("run");
  }

  private List<String> demo(Path kept, String... more) {
    List<String> command = new ArrayList<>(List.of(mmap.toString(), "demo", "--rows",
        Integer.toString(ROWS), "--epochs", "2", "--store", "npy", "--dir", kept.toString()));
    command.addAll(List.of(more));
    return command;
  }

  private Process start(String... more) throws IOException {
    return Launched.start(folder, folder.resolve("out"), folder.resolve("err"), SMALL, demo(dir, more));
  }

  private Launched run(Path kept, String... more) throws IOException, InterruptedException {
    return Launched.run(folder, SMALL, demo(kept, more).toArray());
  }

  private static String accuracy(Launched run) {
    Matcher matcher = ACCURACY.matcher(run.out());
    assertThat(matcher.find()).as(run.out()).isTrue();
    return matcher.group(1);
  }

  /** Waits until some features are safe, or the run has come to its end before this was noticed; gives how many. */
  private long awaitCheckpoint(Process demo) throws Exception {
    ArrayRef features = ArrayRef.of(dir.resolve("features.npy"));
    while (demo.isAlive()) {
      if (Files.exists(features.file())) {
        List<Checkpoint> found = ArrayStores.checkpoints(features);
        if (!found.isEmpty() && found.getFirst().completeTo() > 0) {
          return found.getFirst().completeTo();
        }
      }
      Thread.sleep(2);
    }
    assertThat(demo.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    return ROWS;
  }

  private void assertSameResult(Launched resumed) throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(accuracy(resumed)).isEqualTo(accuracy(run(whole).succeeded()));
    for (String array : List.of("images.npy", "labels.npy", "features.npy", "weights.npy")) {
      assertThat(Files.mismatch(dir.resolve(array), whole.resolve(array))).as(array).isEqualTo(-1);
    }
    assertThat(FolderSnapshot.names(dir)).isEqualTo(FolderSnapshot.names(whole));
    assertThat(Launched.run(folder, Map.of(), mmap, "verify", dir.resolve("features.npy")).succeeded().out())
        .contains("  rows      complete\n");
  }

  @Test
  void killedWhileItExtractsFeatures() throws Exception {
    Process demo;
    long safe;
    Launched verify;
    int attempt = 0;
    do {
      dir = folder.resolve("run" + attempt);
      demo = start();
      safe = awaitCheckpoint(demo);
      Thread.sleep(random.nextInt(100));
      demo.destroyForcibly().waitFor();
      verify = Launched.run(folder, Map.of(), mmap, "verify", dir.resolve("features.npy"));
      // Where this process had to wait for a processor, all features may have been written meanwhile.
    } while (verify.code() == 0 && attempt++ < MOST_ATTEMPTS);
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.err()).contains(":60000 are not written, and their writer was pid " + demo.pid());
    Launched resumed = run(dir, "--resume").succeeded();
    Matcher at = RESUMED.matcher(resumed.out());
    assertThat(at.find()).as(resumed.out()).isTrue();
    assertThat(Long.parseLong(at.group(1).replace(",", ""))).isBetween(safe, ROWS - 1L);
    assertSameResult(resumed);
  }

  @Test
  void interruptedItSaysHowToGoOn() throws Exception {
    int code;
    int attempt = 0;
    do {
      dir = folder.resolve("run" + attempt);
      Process demo = start();
      awaitCheckpoint(demo);
      demo.destroy();
      code = Launched.end(demo);
    } while (code == 0 && attempt++ < MOST_ATTEMPTS); // It may have ended before it was interrupted.
    assertThat(code).isEqualTo(128 + 15);
    assertThat(folder.resolve("err")).hasContent(
        "mmap: " + dir + ": interrupted; the same command with --resume goes on with this run");
    assertSameResult(run(dir, "--resume").succeeded());
  }

  /** Returns whether a run has a folder there and has made the first file in it: then it also removes them. */
  private static boolean hasBegun(Path folder) {
    return firstIn(folder).flatMap(DemoResumeIT::firstIn).isPresent();
  }

  private static Optional<Path> firstIn(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      Iterator<Path> all = files.iterator();
      return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void interruptedWithoutAFolderOfItsOwnItLeavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    for (int interrupt = 0; interrupt < 4; interrupt++) {
      Process demo = Launched.start(folder, folder.resolve("out"), folder.resolve("err"),
          Map.of("MMAP_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary),
          List.of(mmap.toString(), "demo", "--rows", "400000"));
      while (demo.isAlive() && !hasBegun(temporary)) {
        Thread.sleep(2);
      }
      demo.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
      demo.destroy();
      assertThat(Launched.end(demo)).isEqualTo(128 + 15);
      assertThat(folder.resolve("err")).isEmptyFile();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void killedAgainAndAgainAtAnyMoment() throws Exception {
    for (int kill = 0; kill < 5; kill++) {
      Process demo = start("--resume");
      demo.waitFor(300 + random.nextInt(2000), TimeUnit.MILLISECONDS);
      demo.destroyForcibly().waitFor();
      assertThat(folder.resolve("err")).isEmptyFile();
    }
    assertSameResult(run(dir, "--resume").succeeded());
  }
}
