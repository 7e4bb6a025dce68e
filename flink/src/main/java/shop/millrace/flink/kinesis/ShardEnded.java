package shop.millrace.flink.kinesis;

import org.apache.flink.api.connector.source.SourceEvent;

/** A reader tells that it has read a shard to its end. */
record ShardEnded(String shardId) implements SourceEvent {}
