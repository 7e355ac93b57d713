package org.mmaparrays.benchmarks.compare.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.benchmarks.compare.workload.Input;
import org.mmaparrays.benchmarks.compare.workload.Plan;
import org.mmaparrays.benchmarks.compare.workload.Text;

/** The description of the machine, in the words that a reader needs to set up the same. */
public final class Machine {
  private Machine() {}

  /** Returns names and values, in the order of tables. */
  public static Map<String, String> describe(Plan plan) throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>();
    String cpu = Files.readString(Path.of("/proc/cpuinfo"));
    all.put("processor", find(cpu, "model name\\s*: (.*)") + ", " + Runtime.getRuntime().availableProcessors()
        + " cores" + vectors(cpu));
    all.put("memory",
        Text.bytes(Double.parseDouble(find(Files.readString(Path.of("/proc/meminfo")), "MemTotal:\\s*(\\d+)"))
            * 1024));
    all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("file system", Files.getFileStore(plan.folder()).type());
    all.put("JDK", Runtime.version() + ", " + String.join(" ", Sides.JVM_FLAGS)
        + " --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector");
    all.put("NumPy", said(plan.python(), "-c",
        "import numpy, platform; print(numpy.__version__, 'on Python', platform.python_version())"));
    all.put("BLAS of NumPy", said(plan.python(), "-c",
        """
            import numpy.linalg, os
            print(', '.join(sorted({os.path.realpath(l.split()[-1]) for l in open('/proc/self/maps') if 'blas' in l})))"""));
    all.put("C", said("gcc", "--version") + ", " + String.join(" ", Sides.C_FLAGS));
    all.put("array",
        plan.data().rows() + " x " + Input.COLUMNS + " float32, " + Text.bytes((double) plan.data().bytes())
            + ", " + plan.store());
    all.put("rounds",
        plan.rounds() + ", each with fresh processes, in one interleaved run; up to " + plan.passes()
            + " later passes in each, after " + plan.warmUp() + " s of warming up");
    return all;
  }

  private static String vectors(String cpu) {
    for (String kind : List.of("avx512f", "avx2", "asimd")) {
      if (cpu.contains(kind)) {
        return ", " + kind;
      }
    }
    return "";
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "?";
  }

  private static String said(String... command) throws InterruptedException {
    try {
      Sides.Ran ran = Sides.Ran.of(List.of(command));
      String text = ran.output();
      int end = text.indexOf('\n');
      return ran.code() == 0 ? end < 0 ? text : text.substring(0, end) : "not here: " + ran.lastLine();
    } catch (IOException e) {
      return "not here: " + e.getMessage();
    }
  }
}
