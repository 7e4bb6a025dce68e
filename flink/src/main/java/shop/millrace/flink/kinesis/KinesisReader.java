package shop.millrace.flink.kinesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
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

  /** @param behindMs how far its shards are behind, kept up to date by whoever fetches. */
  KinesisReader(
      FetcherSupplier fetchers, RecordRows rows, Configuration configuration, SourceReaderContext context, AtomicLong behindMs) {
    super(fetchers::get, rows, configuration, context);
    context.metricGroup().gauge("millisBehindLatest", behindMs::get);
  }

  /** Makes what fetches for one reader. */
  interface FetcherSupplier {
    ShardFetcher get();
  }

  @Override
  public void addSplits(List<ShardSplit> splits) {
    splits.stream().filter(ShardSplit::hasEnded).map(ShardSplit::shardId).forEach(this::tellEnd);
    super.addSplits(splits.stream().filter(split -> !split.hasEnded()).toList());
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
    return new ShardProgress(split);
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
