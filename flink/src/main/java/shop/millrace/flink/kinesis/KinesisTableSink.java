package shop.millrace.flink.kinesis;

import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.types.logical.RowType;

/** A result table whose rows go into a stream. With a primary key it takes updates, each as the row that counts now. */
final class KinesisTableSink implements DynamicTableSink {

  private final String view;
  private final KinesisAccess access;
  private final InsightSink.Writing writing;
  private final RowType rowType;
  private final int[] keyColumns;

  KinesisTableSink(String view, KinesisAccess access, InsightSink.Writing writing, RowType rowType, int[] keyColumns) {
    this.view = view;
    this.access = access;
    this.writing = writing;
    this.rowType = rowType;
    this.keyColumns = keyColumns.clone();
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return keyColumns.length == 0 ? ChangelogMode.insertOnly() : ChangelogMode.upsert();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    return SinkV2Provider.of(new InsightSink(access, writing, new InsightEncoder(view, rowType), keyColumns));
  }

  @Override
  public DynamicTableSink copy() {
    return new KinesisTableSink(view, access, writing, rowType, keyColumns);
  }

  @Override
  public String asSummaryString() {
    return "Kinesis " + view;
  }
}
