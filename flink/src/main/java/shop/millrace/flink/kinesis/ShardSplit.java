package shop.millrace.flink.kinesis;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A shard and how far it has been read.
 *
 * @param watermarkMs what time it had come to, in epoch milliseconds; {@link #NO_TIME} when it had told none.
 */
record ShardSplit(String shardId, ReadPosition position, long watermarkMs) implements SourceSplit {

  static final long NO_TIME = Long.MIN_VALUE;

  ShardSplit(String shardId, ReadPosition position) {
    this(shardId, position, NO_TIME);
  }

  @Override
  public String splitId() {
    return shardId;
  }

  boolean hasEnded() {
    return position.kind() == ReadPosition.Kind.END;
  }
}
