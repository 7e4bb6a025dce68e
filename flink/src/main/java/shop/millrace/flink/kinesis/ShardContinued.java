package shop.millrace.flink.kinesis;

import org.apache.flink.api.connector.source.SourceEvent;

/** The enumerator tells the reader of a shard that has ended that what comes of it has been given out. */
record ShardContinued(String shardId) implements SourceEvent {}
