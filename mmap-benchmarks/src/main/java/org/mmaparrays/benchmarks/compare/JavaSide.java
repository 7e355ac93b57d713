package org.mmaparrays.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.mmaparrays.benchmarks.compare.process.SideFailedException;
import org.mmaparrays.benchmarks.compare.process.SideProcess;
import org.mmaparrays.benchmarks.compare.topic.Topics;
import org.mmaparrays.benchmarks.compare.workload.Answer;
import org.mmaparrays.benchmarks.compare.workload.SideRun;
import org.mmaparrays.benchmarks.compare.workload.Task;
import org.mmaparrays.benchmarks.compare.workload.Topic;

/** Our side: opens the task that its command line names, runs a pass for each line "pass", answers each with a line of JSON. */
final class JavaSide {
  private JavaSide() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      run(arguments);
    } catch (SideFailedException e) {
      if (e.isKilled()) {
        System.exit(SideProcess.KILLED); // As if it had been this one.
      }
      throw e;
    }
  }

  private static void run(String[] arguments) throws IOException, InterruptedException {
    List<String> all = Arrays.asList(arguments);
    String name = all.getFirst();
    int colon = name.indexOf(':');
    SideRun run = new SideRun(colon < 0 ? "" : name.substring(colon + 1), all.subList(1, all.size()));
    Task.Pass pass = task(colon < 0 ? name : name.substring(0, colon)).open(run);
    System.out.println("{\"ready\": true}");
    try (
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        run.begin(line.substring("pass".length()).strip());
        System.out.println(json(run.answer(pass.run())));
      }
    }
  }

  private static Task task(String name) {
    Task own = ClaimSuite.tasks(JavaSide.class).get(name);
    if (own != null) {
      return own;
    }
    for (Topic topic : Topics.ALL) {
      Task task = topic.tasks().get(name);
      if (task != null) {
        return task;
      }
    }
    throw new IllegalArgumentException("no task " + name);
  }

  private static String json(Answer answer) {
    StringJoiner values = new StringJoiner(", ", "[", "]");
    for (double value : answer.values()) {
      values.add(Double.toString(value));
    }
    return "{\"seconds\": " + answer.seconds() + ", \"units\": " + answer.units() + ", \"memory\": "
        + answer.memory() + ", \"answer\": " + values
        + "}";
  }
}
