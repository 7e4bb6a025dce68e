package shop.millrace.flink.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Rows by run. The cluster's tasks run in this very process, so that a static field is a meeting place. */
final class CapturedRows {

  private static final Map<String, List<CapturedRow>> ROWS = new ConcurrentHashMap<>();

  private CapturedRows() {}

  static void open(String run) {
    ROWS.put(run, new ArrayList<>());
  }

  /** Rows of a run that has been closed, by a job that is still being cancelled, are forgotten. */
  static void add(String run, CapturedRow row) {
    List<CapturedRow> rows = ROWS.get(run);
    if (rows == null) return;
    synchronized (rows) {
      rows.add(row);
    }
  }

  /** What the run has received so far, in order. */
  static List<CapturedRow> close(String run) {
    List<CapturedRow> rows = ROWS.remove(run);
    synchronized (rows) {
      return List.copyOf(rows);
    }
  }
}
