package shop.millrace.flink.kinesis;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Finds the stream's shards, again and again, and gives them to the readers by the ledger's rules. */
final class ShardEnumerator implements SplitEnumerator<ShardSplit, ShardLedger.State> {

  private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

  private final SplitEnumeratorContext<ShardSplit> context;
  private final KinesisAccess access;
  private final ShardLedger ledger;
  private final Duration interval;
  /** Where shards have come to their end; of these, those whose readers wait for what comes of them. */
  private final Map<String, Integer> endedAt = new HashMap<>();
  private final Set<String> awaited = new TreeSet<>();
  private final Patience patience;
  private KinesisClient client;

  ShardEnumerator(SplitEnumeratorContext<ShardSplit> context, KinesisAccess access, ShardLedger ledger, Duration interval) {
    this.context = context;
    this.access = access;
    this.ledger = ledger;
    this.interval = interval;
    this.patience = new Patience("cannot list the shards of " + access.streamArn());
  }

  @Override
  public void start() {
    client = access.client();
    context.callAsync(this::listShards, this::onListed, 0, interval.toMillis());
  }

  @Override
  public void addReader(int subtask) {
    assignReady();
  }

  @Override
  public void addSplitsBack(List<ShardSplit> splits, int subtask) {
    splits.forEach(ledger::giveBack);
    assignReady();
  }

  /** The children of a shard that has ended wait for nothing else. */
  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (!(event instanceof ShardEnded end)) return;
    ledger.end(end.shardId());
    endedAt.put(end.shardId(), subtask);
    awaited.add(end.shardId());
    context.callAsync(this::listShards, this::onListed);
  }

  @Override
  public ShardLedger.State snapshotState(long checkpointId) {
    return ledger.state();
  }

  /** Readers ask for nothing: they are told. */
  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public void close() {
    if (client != null) client.close();
  }

  private List<Shard> listShards() {
    List<Shard> shards = new ArrayList<>();
    String token = null;
    do {
      // A call for the next page names no stream.
      var request = ListShardsRequest.builder();
      if (token == null) request.streamARN(access.streamArn());
      else request.nextToken(token);
      var page = client.listShards(request.build());
      shards.addAll(page.shards());
      token = page.nextToken();
    } while (token != null);
    return shards;
  }

  private void onListed(List<Shard> shards, Throwable failure) {
    if (failure instanceof SdkException fault) {
      // They are listed again after the interval.
      patience.bear(fault);
    } else if (failure != null) {
      throw new IllegalStateException("cannot list the shards of " + access.streamArn(), failure);
    } else {
      patience.succeeded();
      ledger.list(shards);
      assignReady();
    }
  }

  /** All at once: a reader that had some of its shards alone would take their time for that of all. */
  private void assignReady() {
    Map<Integer, List<ShardSplit>> bySubtask = new HashMap<>();
    for (ShardSplit split : ledger.ready()) {
      int subtask = subtaskOf(split);
      if (!context.registeredReaders().containsKey(subtask)) continue;
      ledger.assign(split);
      bySubtask.computeIfAbsent(subtask, any -> new ArrayList<>()).add(split);
    }
    if (!bySubtask.isEmpty()) context.assignSplits(new SplitsAssignment<>(bySubtask));
    tellContinued();
  }

  private void tellContinued() {
    List<String> continued = awaited.stream().filter(ledger::isContinued).toList();
    continued.forEach(shardId -> context.sendEventToSourceReader(endedAt.get(shardId), new ShardContinued(shardId)));
    awaited.removeAll(continued);
  }

  /**
   * What comes of a shard stays with its reader: time has not gone past the shard's end there, while elsewhere it may have.
   * Otherwise readers share the hash keys evenly.
   */
  private int subtaskOf(ShardSplit split) {
    int readers = context.currentParallelism();
    for (String parent : ledger.parentsOf(split.shardId()))
      if (endedAt.containsKey(parent)) return endedAt.get(parent);
    BigInteger keys = ledger.middleOfKeys(split.shardId());
    if (keys == null) return Math.floorMod(split.shardId().hashCode(), readers);
    return keys.multiply(BigInteger.valueOf(readers)).divide(HASH_KEYS).intValue();
  }
}
