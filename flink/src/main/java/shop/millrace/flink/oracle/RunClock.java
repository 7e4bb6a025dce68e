package shop.millrace.flink.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a run with {@code timed} tables began, which is with a whole period of the clock. Times of the machine's clock
 * are told as if the run had begun at {@code recorded}, so that two runs print the same.
 */
record RunClock(Instant began, Instant recorded) {

  private static final Map<String, RunClock> RUNS = new ConcurrentHashMap<>();
  /** What lies further back is no time of the run's own: the cases' data is years old. */
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

  /** The clock of a run. The first table to ask decides when the run begins: when its first rows are still to come. */
  static RunClock of(String run, TimedSchedule schedule) {
    return RUNS.computeIfAbsent(
        run,
        first -> {
          long earliest = System.currentTimeMillis() - schedule.firstMs();
          long period = schedule.periodMs();
          long began = (earliest + period - 1) / period * period;
          return new RunClock(Instant.ofEpochMilli(began), Instant.ofEpochMilli(schedule.recordedMs()));
        });
  }

  static void close(String run) {
    RUNS.remove(run);
  }

  /** A value of the run's rows as it is recorded: the run's own times are moved, everything else stays. */
  static Object toRecord(String run, Object value) {
    RunClock clock = RUNS.get(run);
    if (clock == null) return value;
    if (value instanceof Instant time) return clock.toRecord(time);
    if (!(value instanceof LocalDateTime time)) return value;
    return LocalDateTime.ofInstant(clock.toRecord(time.toInstant(ZoneOffset.UTC)), ZoneOffset.UTC);
  }

  private Instant toRecord(Instant time) {
    if (time.isBefore(began.minus(LONGEST_WINDOW))) return time;
    return time.plus(Duration.between(began, recorded));
  }
}
