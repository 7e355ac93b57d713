package org.mmaparrays.internal.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** The number and host of this process, as other processes are told. */
public final class ThisProcess {
  public static final long PID = ProcessHandle.current().pid();

  private static final int LONGEST_HOST = 255;

  public static final String HOST = host();

  private ThisProcess() {}

  private static String host() {
    String name;
    // The kernel's own: asking for the local address may ask a name server, and wait for it. Not through a channel, which an
    // interrupt would close.
    try (InputStream in = new FileInputStream("/proc/sys/kernel/hostname")) {
      name = new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
