package shop.millrace.flink.kinesis;

import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Makes rows of a record, all of them or, after a failure, all of them again: an array of events is one step. */
final class RecordRows implements RecordEmitter<Record, RowData, ShardProgress> {

  private final DeserializationSchema<RowData> decoder;

  RecordRows(DeserializationSchema<RowData> decoder) {
    this.decoder = decoder;
  }

  @Override
  public void emitRecord(Record record, SourceOutput<RowData> output, ShardProgress progress) throws IOException {
    decoder.deserialize(record.data().asByteArrayUnsafe(), new Rows(output, progress, record.approximateArrivalTimestamp().toEpochMilli()));
    progress.passed(record.sequenceNumber());
  }

  private record Rows(SourceOutput<RowData> output, ShardProgress progress, long arrivedMs) implements Collector<RowData> {
    @Override
    public void collect(RowData row) {
      output.collect(row, arrivedMs);
      progress.note(row, arrivedMs);
    }

    @Override
    public void close() {}
  }
}
