/** From which traffic on the other way is the cheaper one. */
import { totalOf } from './bill-line.ts';
import { collectionLines, httpApiLines } from './collect-lines.ts';
import type { Prices } from './prices.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import { DAYS, eventsAMonth, gigabytesAMonth, HOURS, type Traffic } from './traffic.ts';

export interface BreakEven {
  readonly name: string;
  /** In the words of `unit`; null when one way is always cheaper. */
  readonly at: number | null;
  readonly unit: string;
  /** What holds for this traffic. */
  readonly verdict: string;
}

export function breakEvensOf(traffic: Traffic, sizes: Sizes, prices: Prices): readonly BreakEven[] {
  return [apiOrFargate(traffic, prices), onDemandOrShards(traffic, prices), savingsPlan(traffic, sizes, prices)];
}

/** The same mix of events, so much more or less of it. */
function scaledTraffic(traffic: Traffic, factor: number): Traffic {
  return {
    ...traffic,
    usersADay: traffic.usersADay * factor,
    pageViewsADay: traffic.pageViewsADay * factor,
    interactionsADay: traffic.interactionsADay * factor,
    ordersADay: traffic.ordersADay * factor,
    peakPerSecond: traffic.peakPerSecond * factor,
    readsADay: traffic.readsADay * factor,
  };
}

/** Where `one` stops being cheaper than `other`, as a factor of the traffic; null when it never does. */
function crossing(one: (factor: number) => number, other: (factor: number) => number): number | null {
  let [low, high] = [1e-6, 1_000];
  if (one(low) >= other(low) || one(high) <= other(high)) return null;
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (one(middle) < other(middle)) low = middle;
    else high = middle;
  }
  return high;
}

function apiOrFargate(traffic: Traffic, prices: Prices): BreakEven {
  const requests = (factor: number) => (eventsAMonth(traffic) * factor) / traffic.eventsPerRequest;
  const api = (factor: number) => totalOf(httpApiLines(requests(factor)), prices);
  const fargate = (factor: number) => {
    const scaled = scaledTraffic(traffic, factor);
    return totalOf(collectionLines(scaled, sizesOf(scaled)), prices);
  };
  const at = crossing(api, fargate);
  return {
    name: 'HTTP API or Fargate to collect',
    at: at === null ? null : requests(at) / DAYS,
    unit: 'requests a day, from which on Fargate is cheaper',
    verdict: api(1) < fargate(1) ? 'HTTP API' : 'Fargate',
  };
}

function onDemandOrShards(traffic: Traffic, prices: Prices): BreakEven {
  const onDemand = (factor: number) => {
    const gigabytes = gigabytesAMonth(traffic) * factor;
    const kept = (gigabytes / DAYS) * 7;
    return (
      HOURS * prices.of('kinesis.onDemandHour').usd +
      gigabytes * (prices.of('kinesis.onDemandGigabyteIn').usd + prices.of('kinesis.onDemandGigabyteOut').usd) +
      kept * prices.of('kinesis.onDemandRetentionGigabyteMonth').usd
    );
  };
  const shards = (factor: number) => {
    const { hoursAMonth } = sizesOf(scaledTraffic(traffic, factor)).eventShards;
    return hoursAMonth * (prices.of('kinesis.shardHour').usd + prices.of('kinesis.retentionShardHour').usd);
  };
  const at = crossing(onDemand, shards);
  return {
    name: 'Kinesis on demand or by shards',
    at: at === null ? null : (gigabytesAMonth(traffic) * at) / DAYS,
    unit: 'GB a day, from which on shards are cheaper',
    verdict: onDemand(1) < shards(1) ? 'on demand' : 'shards',
  };
}

/** What runs all the time is worth a commitment; what follows the day is paid by the hour. */
function savingsPlan(_traffic: Traffic, { collectTasks: { least } }: Sizes, prices: Prices): BreakEven {
  const share = prices.of('savings.fargateOneYear').usd;
  const perTask = HOURS * (prices.of('fargate.armVcpuHour').usd + 2 * prices.of('fargate.armGigabyteHour').usd);
  return {
    name: 'A year’s commitment for what always runs',
    at: share * HOURS,
    unit: 'hours of a month that a task must run to be worth it',
    verdict: `saves $${(least * perTask * (1 - share)).toFixed(2)} a month on ${least} tasks`,
  };
}
