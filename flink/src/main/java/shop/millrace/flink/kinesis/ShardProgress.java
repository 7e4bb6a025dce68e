package shop.millrace.flink.kinesis;

/** How far the rows of a shard have been given to the job. */
final class ShardProgress {

  private final String shardId;
  private ReadPosition position;

  ShardProgress(ShardSplit split) {
    this.shardId = split.shardId();
    this.position = split.position();
  }

  void passed(String sequence) {
    position = ReadPosition.after(sequence);
  }

  ShardSplit split() {
    return new ShardSplit(shardId, position);
  }
}
