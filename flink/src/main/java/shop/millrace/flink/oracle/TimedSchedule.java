package shop.millrace.flink.oracle;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.util.TimeUtils;

/**
 * When the rows of a {@code timed} table arrive: milliseconds since the run began.
 *
 * @param recordedMs what the clock is told to have shown when the run began
 * @param periodMs the run begins with a whole period of the clock, so that windows of that length begin with it
 */
record TimedSchedule(long recordedMs, long periodMs, List<Arrival> arrivals, long endMs) implements Serializable {

  /** From the row of this number on, counted from 0, rows arrive at {@code ms}. */
  record Arrival(long row, long ms) implements Serializable {}

  static TimedSchedule of(Instant recorded, Duration period, Map<String, String> times, Duration end) {
    List<Arrival> arrivals = new ArrayList<>();
    times.forEach(
        (row, time) -> arrivals.add(new Arrival(Long.parseLong(row), TimeUtils.parseDuration(time).toMillis())));
    arrivals.sort(Comparator.comparingLong(Arrival::row));
    if (arrivals.isEmpty() || arrivals.get(0).row() != 0) throw new ValidationException("arrivals begin with row 0");
    if (recorded.toEpochMilli() % period.toMillis() != 0) {
      throw new ValidationException("clock.start is no whole number of periods");
    }
    return new TimedSchedule(recorded.toEpochMilli(), period.toMillis(), List.copyOf(arrivals), end.toMillis());
  }

  long firstMs() {
    return arrivals.get(0).ms();
  }
}
