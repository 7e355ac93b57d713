package org.mmaparrays.hdf5;

import java.nio.file.Path;

/** The scripts beside the tests ({@code src/test/h5py}), which make files and say what is in them. */
final class H5pyScript {
  private static final Path SCRIPTS = Path.of("src", "test", "h5py").toAbsolutePath();

  private static final String MAKE = """
      import importlib
      sys.dont_write_bytecode = True
      sys.path.insert(0, sys.argv[1])
      importlib.import_module(sys.argv[2]).make(sys.argv[3])
      """;

  private H5pyScript() {}

  /** Has a script make its files in a folder, and returns what it says. */
  static String make(String script, Path folder) {
    return H5py.run(MAKE, SCRIPTS, script, folder);
  }
}
