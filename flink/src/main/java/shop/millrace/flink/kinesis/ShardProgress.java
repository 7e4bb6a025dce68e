package shop.millrace.flink.kinesis;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.table.data.RowData;

/** How far the rows of a shard have been given to the job, and what time it is by them. */
final class ShardProgress implements WatermarkOutput {

  private final String shardId;
  private final WatermarkGenerator<RowData> watermarks;
  private ReadPosition position;
  private long watermarkMs;

  ShardProgress(ShardSplit split, WatermarkGenerator<RowData> watermarks) {
    this.shardId = split.shardId();
    this.position = split.position();
    this.watermarkMs = split.watermarkMs();
    this.watermarks = watermarks;
  }

  void note(RowData row, long arrivedMs) {
    watermarks.onEvent(row, arrivedMs, this);
  }

  void passed(String sequence) {
    position = ReadPosition.after(sequence);
  }

  ShardSplit split() {
    watermarks.onPeriodicEmit(this);
    return new ShardSplit(shardId, position, watermarkMs);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    watermarkMs = Math.max(watermarkMs, watermark.getTimestamp());
  }

  @Override
  public void markIdle() {}

  @Override
  public void markActive() {}
}
