package shop.millrace.flink.kinesis;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Which shards there are and what has become of each.
 *
 * <p>L1. A shard is given out when those that it was split or merged from have been read to their end, or are kept no
 * longer: so the records of one partition key come in order through resharding. L2. It is given out once; what a failed
 * reader gives back is given out again from where it was.
 */
final class ShardLedger {

  private final ReadPosition start;
  /** Given out, by id. */
  private final Set<String> assigned = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  /** To be given out, by id. */
  private final Map<String, ShardSplit> returned = new LinkedHashMap<>();
  private Map<String, Shard> listed = Map.of();

  /** @param start where shards begin that the stream had when the job began. */
  ShardLedger(ReadPosition start) {
    this.start = start;
  }

  ShardLedger(State state) {
    this(state.start);
    assigned.addAll(state.assigned);
    ended.addAll(state.ended);
    state.returned.forEach(this::giveBack);
  }

  /** What a checkpoint keeps. */
  record State(ReadPosition start, List<String> assigned, List<String> ended, List<ShardSplit> returned) {}

  State state() {
    return new State(start, List.copyOf(assigned), List.copyOf(ended), List.copyOf(returned.values()));
  }

  /** @param shards all that the stream has now. */
  void list(List<Shard> shards) {
    Map<String, Shard> byId = new LinkedHashMap<>();
    for (Shard shard : shards) byId.put(shard.shardId(), shard);
    listed = byId;
    ended.retainAll(byId.keySet());
  }

  void end(String shardId) {
    assigned.remove(shardId);
    ended.add(shardId);
  }

  void giveBack(ShardSplit split) {
    assigned.remove(split.shardId());
    returned.put(split.shardId(), split);
  }

  /** The shards that can be given out now. */
  List<ShardSplit> ready() {
    List<ShardSplit> ready = new ArrayList<>(returned.values());
    for (Shard shard : listed.values()) {
      String id = shard.shardId();
      if (!assigned.contains(id) && !ended.contains(id) && !returned.containsKey(id) && parentsHaveEnded(shard))
        ready.add(new ShardSplit(id, startOf(shard)));
    }
    return ready;
  }

  /** Whether a shard that has ended holds up nothing more: all that comes of it has been given out. */
  boolean isContinued(String shardId) {
    if (listed.isEmpty()) return false;
    if (!listed.containsKey(shardId)) return true;
    List<String> children =
        listed.values().stream().filter(shard -> parents(shard).anyMatch(shardId::equals)).map(Shard::shardId).toList();
    return !children.isEmpty() && children.stream().allMatch(child -> assigned.contains(child) || ended.contains(child));
  }

  /** The shards that it was split or merged from. */
  List<String> parentsOf(String shardId) {
    Shard shard = listed.get(shardId);
    return shard == null ? List.of() : parents(shard).toList();
  }

  void assign(ShardSplit split) {
    returned.remove(split.shardId());
    assigned.add(split.shardId());
  }

  /** The middle of the shard's part of all hash keys; null for a shard that is not listed. */
  BigInteger middleOfKeys(String shardId) {
    Shard shard = listed.get(shardId);
    if (shard == null) return null;
    var range = shard.hashKeyRange();
    return new BigInteger(range.startingHashKey()).add(new BigInteger(range.endingHashKey())).shiftRight(1);
  }

  /** A shard that comes of others is read whole. */
  private ReadPosition startOf(Shard shard) {
    return parents(shard).anyMatch(ended::contains) ? ReadPosition.START : start;
  }

  private boolean parentsHaveEnded(Shard shard) {
    return parents(shard).allMatch(parent -> ended.contains(parent) || !listed.containsKey(parent));
  }

  private static Stream<String> parents(Shard shard) {
    return Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).filter(id -> id != null && !id.isEmpty());
  }
}
