package shop.millrace.flink.kinesis;

import org.apache.flink.api.connector.source.SourceSplit;

/** A shard and how far it has been read. */
record ShardSplit(String shardId, ReadPosition position) implements SourceSplit {

  @Override
  public String splitId() {
    return shardId;
  }

  boolean hasEnded() {
    return position.kind() == ReadPosition.Kind.END;
  }
}
