package org.mmaparrays.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build has recorded, and the system that it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    try (InputStream recorded = Version.class.getResourceAsStream("version.txt")) {
      byte[] text = Objects.requireNonNull(recorded, "version.txt is packed with this class").readAllBytes();
      return new String[] {
          "mmap " + new String(text, StandardCharsets.UTF_8).strip() + " (Java " + Runtime.version() + ", "
              + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")"};
    }
  }
}
