package shop.millrace.flink.oracle;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.RuntimeConverter;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;

/**
 * Keeps rows as the {@code print} connector would write them. Like it, this sink takes any changelog; an upsert sink
 * wants to know no row that an update replaces.
 */
final class CapturedTableSink implements DynamicTableSink {

  private final String run;
  private final String table;
  private final boolean upsert;
  private final DataType type;
  private final int[] primaryKey;

  CapturedTableSink(String run, String table, boolean upsert, DataType type, int[] primaryKey) {
    this.run = run;
    this.table = table;
    this.upsert = upsert;
    this.type = type;
    this.primaryKey = primaryKey;
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return upsert ? ChangelogMode.upsert() : requested;
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    return SinkV2Provider.of(
        new CapturedSink(run, table, context.createDataStructureConverter(type), primaryKey));
  }

  @Override
  public DynamicTableSink copy() {
    return new CapturedTableSink(run, table, upsert, type, primaryKey);
  }

  @Override
  public String asSummaryString() {
    return "print";
  }

  private record CapturedSink(String run, String table, DataStructureConverter converter, int[] primaryKey)
      implements Sink<RowData> {
    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) {
      converter.open(RuntimeConverter.Context.create(CapturedSink.class.getClassLoader()));
      return new Writer(this);
    }
  }

  private record Writer(CapturedSink sink) implements SinkWriter<RowData> {
    @Override
    public void write(RowData data, Context context) {
      Row row = (Row) sink.converter.toExternal(data);
      for (int at = 0; at < row.getArity(); at += 1) row.setField(at, RunClock.toRecord(sink.run, row.getField(at)));
      String kind = row.getKind().shortString();
      String text = row.toString().substring(kind.length());
      CapturedRows.add(sink.run, new CapturedRow(sink.table, kind, text, keyOf(row)));
    }

    private String keyOf(Row row) {
      if (sink.primaryKey.length == 0) return null;
      Row key = Row.project(row, sink.primaryKey);
      return key.toString().substring(key.getKind().shortString().length());
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
