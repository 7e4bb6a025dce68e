package shop.millrace.flink.kinesis;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.data.RowData;

/** Result rows into a stream. */
final class InsightSink implements Sink<RowData> {

  private static final long serialVersionUID = 1L;

  /** How a table writes. */
  record Writing(String partitionKey, Duration flushTimeout, int mostRecords) implements Serializable {
    private static final int MOST_OF_KINESIS = 500;

    static Writing of(ReadableConfig options, String view) {
      int records = options.get(KinesisOptions.BATCH_RECORDS);
      if (records < 1 || records > MOST_OF_KINESIS)
        throw new IllegalArgumentException("sink.batch.max-size is " + records + "; write 1 to " + MOST_OF_KINESIS);
      return new Writing(
          options.getOptional(KinesisOptions.PARTITION_KEY).orElse(view),
          options.get(KinesisOptions.FLUSH_TIMEOUT),
          records);
    }
  }

  private final KinesisAccess access;
  private final Writing writing;
  private final InsightEncoder encoder;
  /** The columns of the primary key; none for a table that has none. */
  private final int[] keyColumns;

  InsightSink(KinesisAccess access, Writing writing, InsightEncoder encoder, int[] keyColumns) {
    this.access = access;
    this.writing = writing;
    this.encoder = encoder;
    this.keyColumns = keyColumns.clone();
  }

  @Override
  public SinkWriter<RowData> createWriter(WriterInitContext context) throws IOException {
    return new InsightWriter(access, writing, encoder, keyColumns, context.getProcessingTimeService());
  }
}
