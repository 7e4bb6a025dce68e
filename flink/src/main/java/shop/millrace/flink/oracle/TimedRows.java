package shop.millrace.flink.oracle;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.table.data.RowData;

/** Hands out the lines of a file as the clock comes to their times, and stays open until the schedule ends. */
@SuppressWarnings("deprecation")
final class TimedRows implements SourceFunction<RowData> {

  private static final long serialVersionUID = 1L;

  /** Rows that leave later than this might meet another window than they should. */
  private static final long LONGEST_DELAY_MS = 500;

  private final String run;
  private final String path;
  private final DeserializationSchema<RowData> decoder;
  private final TimedSchedule schedule;
  private volatile boolean running = true;

  TimedRows(String run, String path, DeserializationSchema<RowData> decoder, TimedSchedule schedule) {
    this.run = run;
    this.path = path;
    this.decoder = decoder;
    this.schedule = schedule;
  }

  @Override
  public void run(SourceContext<RowData> context) throws Exception {
    List<RowData> rows = decoded();
    long began = RunClock.of(run, schedule).began().toEpochMilli();
    List<TimedSchedule.Arrival> arrivals = schedule.arrivals();
    for (int at = 0; at < arrivals.size(); at += 1) {
      long end = at + 1 < arrivals.size() ? arrivals.get(at + 1).row() : rows.size();
      long due = began + arrivals.get(at).ms();
      await(due);
      collect(context, rows.subList((int) arrivals.get(at).row(), (int) end));
      long delay = System.currentTimeMillis() - due;
      if (running && delay > LONGEST_DELAY_MS) throw new IllegalStateException("rows left " + delay + " ms late");
    }
    await(began + schedule.endMs());
  }

  /** All rows before the first is due, so that decoding makes none late. */
  private List<RowData> decoded() throws Exception {
    decoder.open(null);
    List<RowData> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(path))) {
      rows.add(decoder.deserialize(line.getBytes(StandardCharsets.UTF_8)));
    }
    return rows;
  }

  private static void collect(SourceContext<RowData> context, List<RowData> rows) {
    for (RowData row : rows) {
      synchronized (context.getCheckpointLock()) {
        context.collect(row);
      }
    }
  }

  private void await(long ms) throws InterruptedException {
    for (long now = System.currentTimeMillis(); running && now < ms; now = System.currentTimeMillis()) {
      Thread.sleep(ms - now);
    }
  }

  @Override
  public void cancel() {
    running = false;
  }
}
