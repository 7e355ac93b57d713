/** The command line tool. */
module org.mmaparrays.cli {
  requires static org.jspecify;
  requires org.mmaparrays;
  requires org.mmaparrays.compute;
  requires com.fasterxml.jackson.core;
  requires info.picocli;
  requires me.tongfei.progressbar;

  provides System.LoggerFinder with
      org.mmaparrays.cli.output.WarningLogger;

  opens org.mmaparrays.cli to
      info.picocli;
  opens org.mmaparrays.cli.commands to
      info.picocli;
  opens org.mmaparrays.cli.demo to
      info.picocli;
}
