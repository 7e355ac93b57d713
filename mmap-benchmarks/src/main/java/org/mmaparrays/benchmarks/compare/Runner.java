package org.mmaparrays.benchmarks.compare;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmaparrays.benchmarks.compare.process.Inputs;
import org.mmaparrays.benchmarks.compare.process.MemoryGroup;
import org.mmaparrays.benchmarks.compare.process.PageCache;
import org.mmaparrays.benchmarks.compare.process.SideFailedException;
import org.mmaparrays.benchmarks.compare.process.SideProcess;
import org.mmaparrays.benchmarks.compare.process.Sides;
import org.mmaparrays.benchmarks.compare.report.Agreement;
import org.mmaparrays.benchmarks.compare.report.Outcome;
import org.mmaparrays.benchmarks.compare.report.Result;
import org.mmaparrays.benchmarks.compare.workload.Answer;
import org.mmaparrays.benchmarks.compare.workload.Entry;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Regime;
import org.mmaparrays.benchmarks.compare.workload.Workload;

/** Runs workloads: all of them once in each round, and in each of them one entry after another, pass by pass. */
final class Runner {
  /** However short they are: a side is warm after so many passes. */
  private static final int WARM_UP_PASSES = 200;

  /** A pass that takes long is not repeated for longer than this, in a round. */
  private static final double LONGEST_SECONDS = 4;

  private static final double GONE = 0.02;

  private final Plan plan;
  private final Sides sides;
  private final Inputs inputs;
  private final Path work;
  private final boolean coldToo;

  /**
   * A runner.
   *
   * @param work where sides may write
   * @param coldToo whether to run the workloads that read from the disk
   */
  Runner(Plan plan, Sides sides, Path work, boolean coldToo) {
    this.plan = plan;
    this.sides = sides;
    this.inputs = new Inputs(plan);
    this.work = work;
    this.coldToo = coldToo;
  }

  List<Outcome> run(List<Workload> workloads) throws IOException, InterruptedException {
    List<Outcome> outcomes = workloads.stream().map(Outcome::new).toList();
    for (int round = 0; round < plan.rounds(); round++) {
      for (Outcome outcome : outcomes) {
        System.err.printf("bench: round %d of %d, %s%n", round + 1, plan.rounds(), outcome.workload().id());
        new Round(outcome, round).run();
      }
    }
    return outcomes;
  }

  /** One workload in one round. */
  private final class Round {
    private final Outcome outcome;
    private final Workload workload;
    private final int round;
    private final Agreement agreement;
    private Map<String, String> parameters = Map.of();
    private int passes;
    private double memory;

    Round(Outcome outcome, int round) {
      this.outcome = outcome;
      this.workload = outcome.workload();
      this.round = round;
      this.agreement = new Agreement(outcome.results());
    }

    void run() throws IOException, InterruptedException {
      if (!outcome.notDone().isEmpty()) {
        return;
      }
      if (workload.regime().kind() == Regime.Kind.COLD && !coldToo) {
        outcome.notDone("cold runs were not asked for (--no-cold)");
        return;
      }
      prepare();
      if (!outcome.notDone().isEmpty()) {
        return;
      }
      List<Result> results = inTurn();
      switch (workload.regime().kind()) {
        case WARM -> warm(results);
        case COLD -> cold(results);
        case PROCESS -> processes(results);
      }
      agreement.check();
    }

    private void prepare() throws IOException, InterruptedException {
      Input input = workload.input();
      if (workload.changes()) {
        inputs.doubt(input);
      }
      parameters = new HashMap<>(input.parameters(plan.store(), inputs.array(input)));
      parameters.put("target", work.resolve("target").toString());
      for (Entry entry : workload.entries()) {
        Optional<String> index = Optional.ofNullable(entry.parameters().get("index"));
        if (index.isPresent()) {
          inputs.index(Path.of(index.get()));
        }
        Optional<String> container = Optional.ofNullable(entry.parameters().get("hdf5"));
        if (container.isPresent()) {
          sides.missing(Entry.Language.H5PY).ifPresent(outcome::notDone);
          if (!outcome.notDone().isEmpty()) {
            return;
          }
          inputs.hdf5(Path.of(container.get()), sides.script("make_hdf5.py"));
          PageCache.fill(Path.of(container.get()));
        }
      }
    }

    /** Returns the entries that take part; another one first in each round. */
    private List<Result> inTurn() {
      List<Result> results = new ArrayList<>();
      for (Result result : outcome.results()) {
        if (result.failure().isPresent()) {
          continue;
        }
        Optional<String> missing = sides.missing(result.entry().language());
        if (missing.isPresent()) {
          result.missing(missing.get());
        } else {
          results.add(result);
        }
      }
      if (!results.isEmpty()) {
        Collections.rotate(results, -(round % results.size()));
      }
      return results;
    }

    private void warm(List<Result> results) throws IOException, InterruptedException {
      if (!workload.input().isSparse()) {
        PageCache.drop(workload.input().file()); // Pages as read-ahead makes them, regardless of earlier use of the file.
        PageCache.fill(workload.input().file());
      }
      Map<Result, SideProcess> living = new LinkedHashMap<>();
      try {
        for (Result result : results) {
          attempt(result, () -> {
            SideProcess side = SideProcess.start(sides.command(result.entry(), parameters));
            living.put(result, side);
            result.first().add(round, pass(result, side));
            result.resident().add(round, (double) side.peakResident());
          });
        }
        for (Map.Entry<Result, SideProcess> one : living.entrySet()) {
          attempt(one.getKey(), () -> warmUp(one.getKey(), one.getValue()));
        }
        for (int k = 0; k < plan.passes(); k++) {
          for (Map.Entry<Result, SideProcess> one : living.entrySet()) {
            Result result = one.getKey();
            if (k > 0 && k * result.first().median() * workload.per() > LONGEST_SECONDS) {
              continue;
            }
            attempt(result, () -> result.steady().add(round, pass(result, one.getValue())));
          }
        }
        undo(living);
        for (Map.Entry<Result, SideProcess> one : living.entrySet()) {
          attempt(one.getKey(),
              () -> one.getKey().resident().add(round, (double) one.getValue().peakResident()));
        }
      } finally {
        for (SideProcess side : living.values()) {
          side.close();
        }
      }
    }

    private void warmUp(Result result, SideProcess side) throws IOException, InterruptedException {
      double spent = result.first().median() * workload.per();
      for (int k = 0; k < WARM_UP_PASSES && spent < plan.warmUp(); k++) {
        spent += pass(result, side) * workload.per();
      }
    }

    /** Undoes the changes of the passes. */
    private void undo(Map<Result, SideProcess> living) throws IOException, InterruptedException {
      for (Map.Entry<Result, SideProcess> one : living.entrySet()) {
        if (passes % workload.told().size() != 0) {
          attempt(one.getKey(), () -> pass(one.getKey(), one.getValue()));
        }
      }
    }

    private void cold(List<Result> results) throws IOException, InterruptedException {
      touchMemory();
      for (Result result : results) {
        PageCache.drop(workload.input().file());
        if (PageCache.resident(workload.input().file()) > GONE) {
          outcome.notDone("the file stays in the page cache here, whatever is asked");
          return;
        }
        if (workload.regime().memory() == 0) {
          attempt(result, () -> coldPass(result, sides.command(result.entry(), parameters)));
          continue;
        }
        try (MemoryGroup group = MemoryGroup.make(workload.regime().memory())) {
          attempt(result, () -> coldPass(result, group.wrap(sides.command(result.entry(), parameters))));
        } catch (MemoryGroup.NotPermittedException e) {
          outcome.notDone(e.reason());
          return;
        }
      }
    }

    private void coldPass(Result result, List<String> command) throws IOException, InterruptedException {
      try (SideProcess side = SideProcess.start(command)) {
        result.first().add(round, pass(result, side));
        result.resident().add(round, memory > 0 ? memory : side.peakResident());
      }
    }

    /** Uses memory once: the host of a virtual machine may have taken free memory back, and gives it again slowly. */
    private void touchMemory() {
      try (Arena arena = Arena.ofConfined()) {
        arena.allocate(Math.min(workload.input().bytes(), 4L << 30)).fill((byte) 1);
      } catch (OutOfMemoryError e) {
        // Then it is not free.
      }
    }

    private void processes(List<Result> results) throws InterruptedException, IOException {
      for (Result result : results) {
        for (int k = 0; k <= plan.passes(); k++) {
          List<String> command = sides.command(result.entry(), parameters);
          long began = System.nanoTime();
          Sides.Ran ran = Sides.Ran.of(command);
          double seconds = (System.nanoTime() - began) * 1e-9;
          if (ran.code() != 0) {
            result.failed(new SideFailedException("ended with " + ran.code() + ": " + ran.lastLine(), false));
            break;
          }
          if (k > 0) { // The first may have something to build.
            result.first().add(round, seconds);
          }
        }
      }
    }

    /** Runs a pass, checks its answer, and returns the seconds of one of the things it does. */
    private double pass(Result result, SideProcess side) throws IOException, InterruptedException {
      String told = workload.told().get(passes++ % workload.told().size());
      Answer answer = side.pass(told);
      agreement.add(result, told, answer);
      memory = answer.memory();
      return answer.secondsForAll() / workload.per();
    }

    private void attempt(Result result, Step step) throws IOException, InterruptedException {
      if (result.failure().isPresent()) {
        return;
      }
      try {
        step.run();
      } catch (SideFailedException e) {
        System.err.println("bench: " + workload.id() + ", " + result.entry().name() + ": " + e.getMessage());
        result.failed(e);
      }
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }
}
