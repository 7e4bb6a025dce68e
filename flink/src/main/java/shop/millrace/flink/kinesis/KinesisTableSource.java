package shop.millrace.flink.kinesis;

import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * A stream as a table. Watermarks are made in the source, by shard: behind it, shards that are read at different paces,
 * as they are after every stop, would make each other's rows late.
 */
final class KinesisTableSource implements ScanTableSource, SupportsWatermarkPushDown {

  private final KinesisAccess access;
  private final KinesisSource.Reading reading;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType rowType;
  private final Optional<OnceOnly> once;
  private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

  KinesisTableSource(
      KinesisAccess access,
      KinesisSource.Reading reading,
      DecodingFormat<DeserializationSchema<RowData>> format,
      DataType rowType,
      Optional<OnceOnly> once) {
    this.access = access;
    this.reading = reading;
    this.format = format;
    this.rowType = rowType;
    this.once = once;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return format.getChangelogMode();
  }

  @Override
  public void applyWatermark(WatermarkStrategy<RowData> strategy) {
    watermarks = strategy;
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    var source = new KinesisSource(access, reading, format.createRuntimeDecoder(context, rowType), watermarks);
    WatermarkStrategy<RowData> strategy = watermarks;
    return new DataStreamScanProvider() {
      @Override
      public DataStream<RowData> produceDataStream(ProviderContext provider, StreamExecutionEnvironment environment) {
        SingleOutputStreamOperator<RowData> stream = environment.fromSource(source, strategy, asSummaryString());
        provider.generateUid("kinesis").ifPresent(stream::uid);
        return once.map(each -> each.in(stream, provider)).orElse(stream);
      }

      @Override
      public boolean isBounded() {
        return false;
      }
    };
  }

  @Override
  public DynamicTableSource copy() {
    var copy = new KinesisTableSource(access, reading, format, rowType, once);
    copy.watermarks = watermarks;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "Kinesis " + access.streamArn().replaceFirst(".*/", "");
  }
}
