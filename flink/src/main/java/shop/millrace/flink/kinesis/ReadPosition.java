package shop.millrace.flink.kinesis;

import java.time.Instant;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * How far a shard has been read.
 *
 * @param value the sequence number of the last record for AFTER, epoch milliseconds for SINCE, else empty.
 */
record ReadPosition(Kind kind, String value) {

  enum Kind {
    /** From the oldest record that the stream keeps. */
    START,
    /** From a moment on: what "latest" means is settled once, so that a restart misses nothing. */
    SINCE,
    AFTER,
    /** To the end of a shard that was split or merged. */
    END
  }

  static final ReadPosition START = new ReadPosition(Kind.START, "");
  static final ReadPosition END = new ReadPosition(Kind.END, "");

  static ReadPosition since(long epochMs) {
    return new ReadPosition(Kind.SINCE, Long.toString(epochMs));
  }

  static ReadPosition after(String sequence) {
    return new ReadPosition(Kind.AFTER, sequence);
  }

  GetShardIteratorRequest.Builder in(GetShardIteratorRequest.Builder request) {
    return switch (kind) {
      case START -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case SINCE ->
          request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(Instant.ofEpochMilli(Long.parseLong(value)));
      case AFTER -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).startingSequenceNumber(value);
      case END -> throw new IllegalStateException("a shard that has been read to its end is not read again");
    };
  }
}
