package shop.millrace.flink.kinesis;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.table.data.RowData;

/**
 * A reader's outputs, of which those of shards that have ended stay until {@link #letGo}.
 *
 * <p>Between a shard's end and the beginning of what comes of it, the time of the reader's other shards would count alone.
 * They may be far ahead, and then all rows of the new shards would be late.
 */
final class HeldOutputs implements ReaderOutput<RowData> {

  private final ReaderOutput<RowData> outputs;

  HeldOutputs(ReaderOutput<RowData> outputs) {
    this.outputs = outputs;
  }

  void letGo(String shardId) {
    outputs.releaseOutputForSplit(shardId);
  }

  @Override
  public void releaseOutputForSplit(String shardId) {}

  @Override
  public SourceOutput<RowData> createOutputForSplit(String shardId) {
    return outputs.createOutputForSplit(shardId);
  }

  @Override
  public void collect(RowData row) {
    outputs.collect(row);
  }

  @Override
  public void collect(RowData row, long timestamp) {
    outputs.collect(row, timestamp);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    outputs.emitWatermark(watermark);
  }

  @Override
  public void markIdle() {
    outputs.markIdle();
  }

  @Override
  public void markActive() {
    outputs.markActive();
  }
}
