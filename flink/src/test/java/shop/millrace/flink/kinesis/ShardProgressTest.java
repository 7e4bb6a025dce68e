package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

class ShardProgressTest {

  @Test
  void aCheckpointHasTheTimeThatTheRowsCameTo() throws IOException {
    var progress = new ShardProgress(new ShardSplit("a", ReadPosition.START), new TenBehind());
    assertEquals(ShardSplit.NO_TIME, progress.split().watermarkMs());
    progress.note(GenericRowData.of(1_000L), 0);
    progress.note(GenericRowData.of(400L), 0);
    progress.passed("17");
    ShardSplit split = new ShardSplit("a", ReadPosition.after("17"), 990);
    assertEquals(split, progress.split());
    var serializer = new ShardSplitSerializer();
    assertEquals(split, serializer.deserialize(serializer.getVersion(), serializer.serialize(split)));
  }

  @Test
  void timeGoesOnFromThereAndNeverBack() {
    var progress = new ShardProgress(new ShardSplit("a", ReadPosition.after("17"), 990), new TenBehind());
    progress.note(GenericRowData.of(500L), 0);
    assertEquals(990, progress.split().watermarkMs());
    progress.note(GenericRowData.of(2_000L), 0);
    assertEquals(1_990, progress.split().watermarkMs());
  }

  private static final class TenBehind implements WatermarkGenerator<RowData> {
    private long newestMs = Long.MIN_VALUE + 10;

    @Override
    public void onEvent(RowData row, long timestamp, WatermarkOutput output) {
      newestMs = Math.max(newestMs, row.getLong(0));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(new Watermark(newestMs - 10));
    }
  }
}
