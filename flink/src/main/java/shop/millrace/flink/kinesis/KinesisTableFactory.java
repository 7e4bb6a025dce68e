package shop.millrace.flink.kinesis;

import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The connector {@code kinesis}: streams of events that are read, and result tables that are written into a stream.
 *
 * <p>Its options are named as those of Amazon's connector. It does what the pipelines need and that one's tables do not:
 * watermarks by shard, and rows of one key in their order ({@link InsightWriter}).
 */
public final class KinesisTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {

  @Override
  public String factoryIdentifier() {
    return "kinesis";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(KinesisOptions.STREAM_ARN);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(
        FactoryUtil.FORMAT,
        KinesisOptions.REGION,
        KinesisOptions.ENDPOINT,
        KinesisOptions.CREDENTIALS,
        KinesisOptions.ACCESS_KEY,
        KinesisOptions.SECRET_KEY,
        KinesisOptions.INIT_POSITION,
        KinesisOptions.DISCOVERY_INTERVAL,
        KinesisOptions.FETCH_INTERVAL,
        KinesisOptions.FETCH_RECORDS,
        KinesisOptions.ONCE_BY,
        KinesisOptions.ONCE_WITHIN,
        KinesisOptions.FLUSH_TIMEOUT,
        KinesisOptions.BATCH_RECORDS,
        KinesisOptions.PARTITION_KEY);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
    helper.validate();
    var options = helper.getOptions();
    DataType rowType = context.getPhysicalRowDataType();
    var once = OnceOnly.of(options, DataType.getFieldNames(rowType));
    return new KinesisTableSource(KinesisAccess.of(options), KinesisSource.Reading.of(options), format, rowType, once);
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    var options = helper.getOptions();
    String view = context.getObjectIdentifier().getObjectName();
    return new KinesisTableSink(
        view,
        KinesisAccess.of(options),
        InsightSink.Writing.of(options, view),
        (RowType) context.getPhysicalRowDataType().getLogicalType(),
        context.getPrimaryKeyIndexes());
  }
}
