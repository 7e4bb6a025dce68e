package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class KinesisReaderTest {

  /** Keeps gauges by the groups that they were put in. */
  private static final class Gauges extends UnregisteredMetricsGroup {
    private final Map<String, Gauge<?>> told;
    private final String path;

    private Gauges(Map<String, Gauge<?>> told, String path) {
      this.told = told;
      this.path = path;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Gauges(told, path + name + "/");
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      told.put(path + name, gauge);
      return gauge;
    }
  }

  @Test
  void howFarItIsBehindIsToldWhereCloudWatchIsToldOfIt() {
    var told = new TreeMap<String, Gauge<?>>();
    var behindMs = new AtomicLong();
    KinesisReader.tellBehind(new Gauges(told, ""), behindMs);
    behindMs.set(61_000);
    assertEquals(61_000L, told.get("kinesisanalytics/millisBehindLatest").getValue());
  }
}
