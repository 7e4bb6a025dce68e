package shop.millrace.flink.kinesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
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
 * <p>R1. An ended shard stays in checkpoints, and is told again after a failure, until the enumerator has given out what
 * comes of it: so nothing that was told between the enumerator's part of a checkpoint and the reader's is lost. R2. Until
 * then it holds back time, too ({@link HeldOutputs}). R3. A reader that has no shard left is idle until another comes: its
 * last outputs stay to say so, since one without outputs would hold back time for ever.
 */
final class KinesisReader extends SingleThreadMultiplexSourceReaderBase<Record, RowData, ShardSplit, ShardProgress> {

  /** Those of R1, by id. */
  private final Map<String, ShardSplit> ended = new TreeMap<>();

  /** Those whose outputs are to go as soon as there is another, R3. */
  private final Set<String> leaving = new TreeSet<>();

  private final Set<String> open = new TreeSet<>();

  /** Shards that went on from a checkpoint, until their time has been told. */
  private final List<ShardSplit> untold = new ArrayList<>();

  private HeldOutputs outputs;

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
    untold.addAll(splits.stream().filter(split -> split.watermarkMs() != ShardSplit.NO_TIME).toList());
    splits.stream().filter(ShardSplit::hasEnded).forEach(this::tellEnd);
    List<ShardSplit> toRead = splits.stream().filter(split -> !split.hasEnded()).toList();
    toRead.forEach(split -> open.add(split.shardId()));
    super.addSplits(toRead);
    letGo();
  }

  /** Flink keeps no watermarks over a restart: rows read before the first of them would be late for nothing. */
  @Override
  public InputStatus pollNext(ReaderOutput<RowData> output) throws Exception {
    if (outputs == null) outputs = new HeldOutputs(output);
    for (ShardSplit split : untold)
      output.createOutputForSplit(split.shardId()).emitWatermark(new Watermark(split.watermarkMs()));
    untold.clear();
    letGo();
    return super.pollNext(outputs);
  }

  @Override
  public List<ShardSplit> snapshotState(long checkpointId) {
    List<ShardSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
    splits.addAll(ended.values());
    return splits;
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (!(event instanceof ShardContinued continued) || ended.remove(continued.shardId()) == null) return;
    leaving.add(continued.shardId());
    letGo();
  }

  @Override
  protected void onSplitFinished(Map<String, ShardProgress> finished) {
    finished.forEach((shardId, progress) -> tellEnd(new ShardSplit(shardId, ReadPosition.END, progress.split().watermarkMs())));
  }

  @Override
  protected ShardProgress initializedState(ShardSplit split) {
    return new ShardProgress(split, watermarks.get());
  }

  @Override
  protected ShardSplit toSplitType(String shardId, ShardProgress progress) {
    return progress.split();
  }

  private void tellEnd(ShardSplit split) {
    open.remove(split.shardId());
    ended.put(split.shardId(), split);
    context.sendSourceEventToCoordinator(new ShardEnded(split.shardId()));
  }

  private void letGo() {
    if (outputs == null) return;
    if (!open.isEmpty()) {
      leaving.forEach(outputs::letGo);
      leaving.clear();
    } else if (ended.isEmpty() && !leaving.isEmpty()) {
      leaving.forEach(shardId -> outputs.createOutputForSplit(shardId).markIdle());
      outputs.markIdle();
    }
  }
}
