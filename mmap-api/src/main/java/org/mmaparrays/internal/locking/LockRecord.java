package org.mmaparrays.internal.locking;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmaparrays.internal.linux.ThisProcess;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.model.Writer;

/**
 * The record that a writer leaves in a lock file: its process, and the scope that it has locked. Records inform, and decide nothing:
 * any program that may write the array could have written them.
 */
public record LockRecord(long pid, String host, Instant since, LockScope scope) {
  /** Text of printable ASCII only, since it appears in messages. */
  private static final Pattern TEXT = Pattern.compile("pid (\\d{1,18}) on ([!-~]{1,255}) since ([!-~]{1,40})"
      + " rows (?:all|(\\d{1,19}):(\\d{1,19}))(?: at (\\d{1,19})|( adding))?( creating)?");

  /** Returns the record of this process, which starts to write now. */
  static LockRecord here(LockScope scope) {
    return new LockRecord(ThisProcess.PID, ThisProcess.HOST, Instant.now(), scope);
  }

  /** Reads a record; empty if the text is anything else. */
  static Optional<LockRecord> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      RowRange rows = matcher.group(4) == null
          ? null
          : new RowRange(Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5)));
      LockScope scope = matcher.group(7) != null
          ? LockScope.adding()
          : matcher.group(6) == null
              ? LockScope.file(rows)
              : LockScope.array(Long.parseLong(matcher.group(6)), 1, rows);
      return Optional.of(new LockRecord(Long.parseLong(matcher.group(1)), matcher.group(2),
          Instant.parse(matcher.group(3)), matcher.group(8) == null ? scope : scope.creating()));
    } catch (DateTimeException | IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  Writer writer(boolean alive) {
    return new Writer(pid, host, since, Optional.ofNullable(scope.rows()), alive);
  }

  /** Returns the text, which {@link #parse} reads. */
  String text() {
    return "pid " + pid + " on " + host + " since " + since + " rows "
        + (scope.rows() == null ? "all" : scope.rows()) + switch (scope.kind()) {
          case ADDING -> " adding";
          case ARRAY -> " at " + scope.offset();
          case FILE -> "";
        } + (scope.inPlace() ? "" : " creating");
  }
}
