/** What a deployment can have beside what is in the bill, by its profile, and what that costs more. */
import type { BillLine } from './bill-line.ts';
import { DESIGN } from './design-figures.ts';
import type { Sizes } from './sizes.ts';
import { gigabytesAMonth, HOURS, type Traffic } from './traffic.ts';

export interface Extra {
  readonly name: string;
  /** The profile's fields that bring it. */
  readonly by: string;
  /** What is paid more than in the bill. */
  readonly lines: readonly BillLine[];
}

const MILLION = 1e6;
const SECONDS_AN_HOUR = 3_600;

export function extrasOf(traffic: Traffic, sizes: Sizes): readonly Extra[] {
  return [quickDecisions(traffic, sizes)];
}

/** Shards push to enrichment and insights, which wait for nothing: at most one invocation after the other, all the time. */
function quickDecisions(traffic: Traffic, { eventShards, insightShards }: Sizes): Extra {
  const { fixedMs, windowSeconds, memoryGigabytes } = DESIGN.lambda;
  const { insightsShare, insightBytes } = DESIGN.stream;
  const hours = eventShards.hoursAMonth + insightShards * HOURS;
  const read = gigabytesAMonth(traffic) * (1 + (insightsShare * insightBytes) / traffic.eventBytes);
  const more = hours * SECONDS_AN_HOUR * (1_000 / fixedMs - 1 / windowSeconds);
  const shares = 'shares of enrich and insights';
  return {
    name: 'Decisions in about a second',
    by: 'windowSeconds: 0 and fanOut: true of enrich and insights',
    lines: [
      { part: 'stream', name: 'reading shares', quantity: hours, price: 'kinesis.fanOutShardHour', basis: shares },
      { part: 'stream', name: 'read by shares', quantity: read, price: 'kinesis.fanOutGigabyte', basis: shares },
      {
        part: 'functions',
        name: 'more invocations',
        quantity: more / MILLION,
        price: 'lambda.requestMillions',
        basis: `one a shard every ${fixedMs} ms, at most`,
      },
      {
        part: 'functions',
        name: 'their time',
        quantity: (more * fixedMs * memoryGigabytes) / 1_000,
        price: 'lambda.armGigabyteSecond',
        basis: `${memoryGigabytes} GB, ${fixedMs} ms each`,
      },
    ],
  };
}
