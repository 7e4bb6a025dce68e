package shop.millrace.flink.kinesis;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
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
  private KinesisClient client;

  ShardEnumerator(SplitEnumeratorContext<ShardSplit> context, KinesisAccess access, ShardLedger ledger, Duration interval) {
    this.context = context;
    this.access = access;
    this.ledger = ledger;
    this.interval = interval;
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
    if (failure != null) throw new IllegalStateException("cannot list the shards of " + access.streamArn(), failure);
    ledger.list(shards);
    assignReady();
  }

  private void assignReady() {
    for (ShardSplit split : ledger.ready()) {
      int subtask = subtaskOf(split);
      if (!context.registeredReaders().containsKey(subtask)) continue;
      ledger.assign(split);
      context.assignSplit(split, subtask);
    }
  }

  /** Readers share the hash keys evenly; what comes of a shard mostly stays with its reader. */
  private int subtaskOf(ShardSplit split) {
    int readers = context.currentParallelism();
    String keys = ledger.startOfKeys(split.shardId());
    if (keys == null) return Math.floorMod(split.shardId().hashCode(), readers);
    return new BigInteger(keys).multiply(BigInteger.valueOf(readers)).divide(HASH_KEYS).intValue();
  }
}
