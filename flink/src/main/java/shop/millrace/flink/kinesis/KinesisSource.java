package shop.millrace.flink.kinesis;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;

/** A stream of Kinesis as rows, shard by shard, so that each shard has a watermark of its own. */
final class KinesisSource
    implements Source<RowData, ShardSplit, ShardLedger.State>, ResultTypeQueryable<RowData> {

  private static final long serialVersionUID = 1L;

  /** How a table reads. */
  record Reading(KinesisOptions.Start start, Duration discovery, Duration rest, int mostRecords) implements Serializable {
    static Reading of(ReadableConfig options) {
      return new Reading(
          options.get(KinesisOptions.INIT_POSITION),
          options.get(KinesisOptions.DISCOVERY_INTERVAL),
          options.get(KinesisOptions.FETCH_INTERVAL),
          options.get(KinesisOptions.FETCH_RECORDS));
    }
  }

  private final KinesisAccess access;
  private final Reading reading;
  private final DeserializationSchema<RowData> decoder;
  /** The same that the job makes watermarks by: here, so that a checkpoint has them. */
  private final WatermarkStrategy<RowData> watermarks;

  KinesisSource(
      KinesisAccess access, Reading reading, DeserializationSchema<RowData> decoder, WatermarkStrategy<RowData> watermarks) {
    this.watermarks = watermarks;
    this.access = access;
    this.reading = reading;
    this.decoder = decoder;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<ShardSplit, ShardLedger.State> createEnumerator(SplitEnumeratorContext<ShardSplit> context) {
    boolean fromOldest = reading.start() == KinesisOptions.Start.TRIM_HORIZON;
    ReadPosition start = fromOldest ? ReadPosition.START : ReadPosition.since(System.currentTimeMillis());
    return new ShardEnumerator(context, access, new ShardLedger(start), reading.discovery());
  }

  @Override
  public SplitEnumerator<ShardSplit, ShardLedger.State> restoreEnumerator(
      SplitEnumeratorContext<ShardSplit> context, ShardLedger.State state) {
    return new ShardEnumerator(context, access, new ShardLedger(state), reading.discovery());
  }

  @Override
  public SourceReader<RowData, ShardSplit> createReader(SourceReaderContext context) throws Exception {
    decoder.open(new Opening(context));
    AtomicLong behindMs = new AtomicLong();
    return new KinesisReader(
        () -> new ShardFetcher(access, reading.mostRecords(), reading.rest(), behindMs::set),
        new RecordRows(decoder),
        () -> watermarks.createWatermarkGenerator(new Watching(context)),
        context,
        behindMs);
  }

  @Override
  public SimpleVersionedSerializer<ShardSplit> getSplitSerializer() {
    return new ShardSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<ShardLedger.State> getEnumeratorCheckpointSerializer() {
    return new ShardLedgerSerializer();
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return decoder.getProducedType();
  }

  private record Watching(SourceReaderContext context) implements WatermarkGeneratorSupplier.Context {
    @Override
    public MetricGroup getMetricGroup() {
      return context.metricGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return SystemClock.getInstance();
    }
  }

  private record Opening(SourceReaderContext context) implements DeserializationSchema.InitializationContext {
    @Override
    public MetricGroup getMetricGroup() {
      return context.metricGroup();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return context.getUserCodeClassLoader();
    }
  }
}
