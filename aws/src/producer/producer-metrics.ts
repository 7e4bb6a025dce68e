/** A producer's figures for Prometheus, to be read when somebody looks. */
import type { StreamProducer } from './stream-producer.ts';

export interface ProducerMetric {
  /** With its unit, as Prometheus has it: `millrace_producer_events_total`. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly value: number;
}

export function producerMetrics({ counters, backlog }: StreamProducer): readonly ProducerMetric[] {
  const counter = (name: string, help: string, value: number) => metric('counter', `${name}_total`, help, value);
  const gauge = (name: string, help: string, value: number) => metric('gauge', name, help, value);
  return [
    counter('events', 'Events that were handed to the producer.', counters.tracked),
    counter('durable_events', 'Events that are on the stream or in the spool.', counters.accepted),
    counter('spooled_events', 'Events that went to disk because the stream was away.', counters.spooled),
    counter('drained_events', 'Events that have left the disk for the stream.', counters.drained),
    counter('given_up_events', 'Events that were given up.', counters.givenUp),
    counter('records', 'Records that the stream has taken.', counters.records),
    counter('record_bytes', 'Bytes of these records.', counters.recordBytes),
    counter(
      'throttled_records',
      'Records that came back because their shard was at its limit.',
      counters.throttledRecords,
    ),
    counter('failed_records', 'Records that came back for other reasons.', counters.failedRecords),
    counter('calls', 'Calls of the stream.', counters.requests),
    counter('failed_calls', 'Calls of which nothing is known.', counters.failedCalls),
    gauge('queued_events', 'Events in memory.', counters.queued),
    gauge('queued_bytes', 'Bytes of events in memory.', counters.queuedBytes),
    gauge('spool_events', 'Events on disk.', backlog.spooledEvents),
    gauge('spool_bytes', 'Bytes on disk.', backlog.spoolBytes),
    gauge('away_seconds', 'For how long the stream has not answered; 0 when it does.', backlog.awayMs / 1_000),
    gauge('rate_shards', 'What may be sent at present, in shards at their limit.', backlog.rateShards),
  ];
}

function metric(kind: ProducerMetric['kind'], name: string, help: string, value: number): ProducerMetric {
  return { kind, name: `millrace_producer_${name}`, help, value };
}
