package shop.millrace.flink.kinesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Reads the shards that the enumerator gives it, and tells when one has come to its end.
 *
 * <p>What is told between the enumerator's part of a checkpoint and the reader's would be lost with a failure after it.
 * So an ended shard stays in the reader's part, and is told again, until a checkpoint that began later has been completed.
 */
final class KinesisReader extends SingleThreadMultiplexSourceReaderBase<Record, RowData, ShardSplit, ShardProgress> {

  /** Ended shards by the last checkpoint that they are in; those of 0 are in none yet. */
  private final Map<String, Long> ended = new TreeMap<>();

  /** Shards that went on from a checkpoint, until their time has been told. */
  private final List<ShardSplit> untold = new ArrayList<>();

  private final Supplier<WatermarkGenerator<RowData>> watermarks;

  /** @param behindMs how far its shards are behind, kept up to date by whoever fetches. */
  KinesisReader(
      FetcherSupplier fetchers,
      RecordRows rows,
      Supplier<WatermarkGenerator<RowData>> watermarks,
      SourceReaderContext context,
      AtomicLong behindMs) {
    super(fetchers::get, rows, new Configuration(), context);
    this.watermarks = watermarks;
    tellBehind(context.metricGroup(), behindMs);
  }

  /** Managed Flink hands on to CloudWatch what lies in this group, and nothing else that is not its own. */
  static void tellBehind(MetricGroup group, AtomicLong behindMs) {
    group.addGroup("kinesisanalytics").gauge("millisBehindLatest", behindMs::get);
  }

  /** Makes what fetches for one reader. */
  interface FetcherSupplier {
    ShardFetcher get();
  }

  @Override
  public void addSplits(List<ShardSplit> splits) {
    splits.stream().filter(ShardSplit::hasEnded).map(ShardSplit::shardId).forEach(this::tellEnd);
    List<ShardSplit> open = splits.stream().filter(split -> !split.hasEnded()).toList();
    untold.addAll(open.stream().filter(split -> split.watermarkMs() != ShardSplit.NO_TIME).toList());
    super.addSplits(open);
  }

  /** Flink keeps no watermarks over a restart: rows read before the first of them would be late for nothing. */
  @Override
  public InputStatus pollNext(ReaderOutput<RowData> output) throws Exception {
    for (ShardSplit split : untold)
      output.createOutputForSplit(split.shardId()).emitWatermark(new Watermark(split.watermarkMs()));
    untold.clear();
    return super.pollNext(output);
  }

  @Override
  public List<ShardSplit> snapshotState(long checkpointId) {
    List<ShardSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
    ended.replaceAll((shardId, before) -> before == 0 ? checkpointId : before);
    ended.keySet().forEach(shardId -> splits.add(new ShardSplit(shardId, ReadPosition.END)));
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    ended.values().removeIf(first -> first != 0 && first < checkpointId);
  }

  @Override
  protected void onSplitFinished(Map<String, ShardProgress> finished) {
    finished.keySet().forEach(this::tellEnd);
  }

  @Override
  protected ShardProgress initializedState(ShardSplit split) {
    return new ShardProgress(split, watermarks.get());
  }

  @Override
  protected ShardSplit toSplitType(String shardId, ShardProgress progress) {
    return progress.split();
  }

  private void tellEnd(String shardId) {
    ended.put(shardId, 0L);
    context.sendSourceEventToCoordinator(new ShardEnded(shardId));
  }
}
