/** Limits of an account or a service that the traffic comes near, each with what to do before it is met. */
import { DESIGN } from './design-figures.ts';
import type { Sizes } from './sizes.ts';
import type { Traffic } from './traffic.ts';

export interface LimitWarning {
  readonly limit: string;
  /** What the traffic asks for, and what there is. */
  readonly asked: number;
  readonly allowed: number;
  readonly advice: string;
}

/** Those that a peak with headroom goes beyond eight tenths of. */
export function limitWarnings(traffic: Traffic, sizes: Sizes): readonly LimitWarning[] {
  return limitsOf(traffic, sizes).filter(({ asked, allowed }) => asked > 0.8 * allowed);
}

function limitsOf(traffic: Traffic, sizes: Sizes): readonly LimitWarning[] {
  const { stream, headroom } = DESIGN;
  const enrichedBytes = traffic.peakPerSecond * traffic.eventBytes * stream.enrichedGrowth * headroom;
  return [
    {
      limit: 'shards of an account',
      asked: sizes.eventShards.atPeak + sizes.enrichedShards.atPeak + sizes.insightShards,
      allowed: 500,
      advice: 'ask for more Kinesis shards in Service Quotas',
    },
    {
      limit: 'shards of one stream that buckets of users fill',
      asked: sizes.enrichedShards.atPeak,
      allowed: stream.buckets,
      advice: 'raise the number of buckets, over an empty stream',
    },
    {
      limit: 'Lambda invocations at once',
      asked: sizes.lambdaConcurrency,
      allowed: 1_000,
      advice: 'ask for more concurrency in Service Quotas, or reserve some for the stream',
    },
    {
      limit: 'events a second that a container which serves recommendations follows',
      asked: traffic.recommendations ? traffic.peakPerSecond : 0,
      allowed: DESIGN.serve.eventsPerTask,
      advice: 'give each container a share of the users, or leave events out that recommendations do not need',
    },
    {
      limit: 'bytes a second into one Firehose stream',
      asked: enrichedBytes,
      allowed: 5 * 1_048_576,
      advice: 'ask for a higher limit of the delivery stream before the first such day',
    },
    {
      limit: 'KPUs of an account',
      asked: sizes.kpus + 1,
      allowed: 64,
      advice: 'ask for more KPUs in Service Quotas',
    },
    {
      limit: 'writes a second of a new table on demand',
      asked: sizes.tableWritesPerSecond,
      allowed: 4_000,
      advice: 'set the table’s warm throughput before the first peak',
    },
    {
      limit: 'doublings of a stream in a day',
      asked: Math.log2(sizes.eventShards.atPeak / sizes.eventShards.least) * 2,
      allowed: 10,
      advice: 'raise the least number of shards, so that a day needs fewer steps up and down',
    },
    {
      limit: 'bytes of a record',
      asked: traffic.eventBytes * stream.enrichedGrowth,
      allowed: 1_048_576,
      advice: 'raise the stream’s largest record, or send less with an event',
    },
  ];
}
