package shop.millrace.flink.bench;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.legacy.table.connector.source.SourceFunctionProvider;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** Decodes the file when the job is planned, and generates its rows from memory when it runs. */
@SuppressWarnings("deprecation")
final class DecodedTableSource implements ScanTableSource {

  private final String path;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType rowType;

  DecodedTableSource(String path, DecodingFormat<DeserializationSchema<RowData>> format, DataType rowType) {
    this.path = path;
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
    return SourceFunctionProvider.of(DecodedRows.of(path, format.createRuntimeDecoder(context, rowType)), isBounded);
  }

  @Override
  public DynamicTableSource copy() {
    return new DecodedTableSource(path, format, rowType);
  }

  @Override
  public String asSummaryString() {
    return "decoded(" + path + ")";
  }
}
