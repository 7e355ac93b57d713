package org.mmaparrays;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What other processes are told about this one. */
final class ThisProcess {
  static final long PID = ProcessHandle.current().pid();

  private static final int LONGEST_HOST = 255;

  static final String HOST = host();

  private ThisProcess() {}

  private static String host() {
    String name;
    try {
      // The kernel's own: asking for the local address may ask a name server, and wait for it.
      name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException notLinux) {
      name = addressName();
    }
    String word = name.strip().replaceAll("[^!-~]+", "-");
    return word.isEmpty() ? "localhost" : word.substring(0, Math.min(word.length(), LONGEST_HOST));
  }

  private static String addressName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException nameless) {
      return "localhost";
    }
  }
}
