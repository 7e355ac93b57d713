package org.mmaparrays.npy;

import java.nio.file.Path;
import org.mmaparrays.model.ArrayFormatException;

/**
 * The header that NumPy 2's {@code open_memmap} writes if its shape has NumPy integers: {@code (np.int64(2), 3)}. Nothing
 * reads it, NumPy itself included.
 *
 * @see <a href="https://github.com/numpy/numpy/issues/28334">numpy issue 28334</a>
 */
final class ScalarRepr {
  private ScalarRepr() {}

  /** Returns whether a word is the start of such a value. */
  static boolean matches(String word) {
    return word.startsWith("np.") || word.startsWith("numpy.");
  }

  /** Returns the fault of such a value, with the lines of Python that repair the file. */
  static ArrayFormatException fault(HeaderText text, Span word) {
    int end = word.to();
    if (text.at(end) == '(') {
      while (end < text.length() && text.at(end++) != ')') {
        // Until the parenthesis is closed.
      }
    }
    return text.fault(new Span(word.from(), end),
        "a plain Python value: NumPy 2's open_memmap wrote the repr of a NumPy scalar, which NumPy cannot read either"
            + " (numpy issue 28334); repair the header with Python: "
            + repair(text));
  }

  /** Replaces each scalar by its plain value, and the bytes this saves by spaces before the final newline. */
  private static String repair(HeaderText text) {
    int offset = text.version().textOffset();
    return "import re; f = open(" + quoted(text.file()) + ", 'r+b'); f.seek(" + offset + "); h = f.read("
        + text.length()
        + "); h = re.sub(rb'(?:np|numpy)\\.(?:\\w+\\((\\w+)\\)|(True|False)_)', rb'\\1\\2', h); f.seek("
        + offset + "); f.write(h.rstrip().ljust(" + (text.length() - 1) + ") + b'\\n'); f.close()";
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath().toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
