package shop.millrace.flink.oracle;

import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** A table that can only be looked up. */
final class KeyedTableSource implements LookupTableSource {

  private final String path;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType type;
  private final int[] primaryKey;

  KeyedTableSource(
      String path, DecodingFormat<DeserializationSchema<RowData>> format, DataType type, int[] primaryKey) {
    this.path = path;
    this.format = format;
    this.type = type;
    this.primaryKey = primaryKey;
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    DeserializationSchema<RowData> decoder = format.createRuntimeDecoder(context, type);
    int[] columns = IntStream.range(0, context.getKeys().length).map(at -> context.getKeys()[at][0]).toArray();
    RowType row = (RowType) type.getLogicalType();
    return LookupFunctionProvider.of(new KeyedLookup(path, decoder, row, primaryKey, columns));
  }

  @Override
  public DynamicTableSource copy() {
    return new KeyedTableSource(path, format, type, primaryKey);
  }

  @Override
  public String asSummaryString() {
    return "keyed";
  }
}
