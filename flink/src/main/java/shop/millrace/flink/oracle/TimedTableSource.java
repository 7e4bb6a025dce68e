package shop.millrace.flink.oracle;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.legacy.table.connector.source.SourceFunctionProvider;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** A stream of rows that arrive by the clock. */
@SuppressWarnings("deprecation")
final class TimedTableSource implements ScanTableSource {

  private final String run;
  private final String path;
  private final TimedSchedule schedule;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType rowType;

  TimedTableSource(
      String run,
      String path,
      TimedSchedule schedule,
      DecodingFormat<DeserializationSchema<RowData>> format,
      DataType rowType) {
    this.run = run;
    this.path = path;
    this.schedule = schedule;
    this.format = format;
    this.rowType = rowType;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    boolean isBounded = true;
    return SourceFunctionProvider.of(
        new TimedRows(run, path, format.createRuntimeDecoder(context, rowType), schedule), isBounded);
  }

  @Override
  public DynamicTableSource copy() {
    return new TimedTableSource(run, path, schedule, format, rowType);
  }

  @Override
  public String asSummaryString() {
    return "timed(" + path + ")";
  }
}
