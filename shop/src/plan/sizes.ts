/** How large each part of the deployed system must be for the traffic: what the stacks are given, and the bill is made from. */
import { DESIGN } from './design-figures.ts';
import { eventsADay, eventsPerSecond, gigabytesAMonth, hourlyRates, type Traffic, unitHours } from './traffic.ts';

export interface ScaledUnits {
  /** In the quietest hour. */
  readonly least: number;
  readonly atPeak: number;
  /** Of a month, when each hour has as many as it needs. */
  readonly hoursAMonth: number;
}

export interface Sizes {
  readonly collectTasks: ScaledUnits;
  /** Containers that serve recommendations, day and night. */
  readonly servingTasks: number;
  readonly eventShards: ScaledUnits;
  readonly enrichedShards: ScaledUnits;
  readonly insightShards: number;
  /** Invocations at once, at the peak. */
  readonly lambdaConcurrency: number;
  readonly lambdaRecordsPerBatch: number;
  readonly kpus: number;
  readonly cacheGigabytes: number;
  readonly tableGigabytes: number;
  /** Writes a second at the peak, when features are written once a session. */
  readonly tableWritesPerSecond: number;
  /** Of Parquet, after `months`. */
  readonly lakeGigabytes: number;
}

export function sizesOf(traffic: Traffic): Sizes {
  const { serve, stream, warehouse } = DESIGN;
  const eventShards = scaled(traffic, (rate) => eventShardsAt(traffic, rate), DESIGN.zones);
  const enrichedShards = scaled(traffic, (rate) => enrichedShardsAt(traffic, rate), DESIGN.zones);
  const insightShards = doubling(shardsFor(traffic.peakPerSecond * stream.insightsShare, stream.insightBytes, 1));
  const keptUsers = traffic.usersADay * serve.keptUserDays * serve.distinctShare;
  const mean = eventsPerSecond(traffic);
  return {
    collectTasks: scaled(traffic, collectTasksAt, DESIGN.zones),
    servingTasks: servingTasksOf(traffic),
    eventShards,
    enrichedShards,
    insightShards,
    lambdaConcurrency: (eventShards.atPeak + enrichedShards.atPeak) * DESIGN.lambda.parallelization + insightShards,
    lambdaRecordsPerBatch: DESIGN.lambda.mostRecords,
    kpus: Math.max(
      DESIGN.flink.leastKpus,
      Math.ceil((traffic.peakPerSecond * DESIGN.headroom) / DESIGN.flink.eventsPerKpu),
    ),
    cacheGigabytes: Math.max(
      serve.leastCacheGigabytes,
      (traffic.usersADay * serve.cacheBytesPerUser + eventsADay(traffic) * serve.cacheBytesPerId) / 1e9,
    ),
    tableGigabytes: (keptUsers * serve.userStateBytes) / 1e9,
    tableWritesPerSecond: Math.ceil((sessionsPerSecond(traffic) * traffic.peakPerSecond) / mean),
    lakeGigabytes: lakeGigabytesAMonth(traffic) * warehouse.months,
  };
}

export function sessionsAMonth(traffic: Traffic): number {
  return traffic.usersADay * traffic.sessionsPerUserADay * 30;
}

export function lakeGigabytesAMonth(traffic: Traffic): number {
  return (gigabytesAMonth(traffic) * DESIGN.stream.enrichedGrowth) / DESIGN.warehouse.compression;
}

function scaled(traffic: Traffic, unitsAt: (perSecond: number) => number, least: number): ScaledUnits {
  const units = (rate: number) => Math.max(least, unitsAt(rate));
  const quietest = Math.min(...hourlyRates(traffic));
  return {
    least: units(quietest),
    atPeak: units(traffic.peakPerSecond),
    hoursAMonth: unitHours(traffic, units),
  };
}

function collectTasksAt(perSecond: number): number {
  const { eventsPerVcpu, vcpuPerTask } = DESIGN.collect;
  return Math.ceil((perSecond * DESIGN.headroom) / (eventsPerVcpu * vcpuPerTask));
}

function eventShardsAt({ eventBytes }: Traffic, perSecond: number): number {
  return doubling(shardsFor(perSecond, eventBytes, DESIGN.stream.consumers.events));
}

function enrichedShardsAt(traffic: Traffic, perSecond: number): number {
  const { consumers, enrichedGrowth } = DESIGN.stream;
  const readers = consumers.enriched + servingTasksOf(traffic);
  return doubling(shardsFor(perSecond, traffic.eventBytes * enrichedGrowth, readers));
}

function servingTasksOf({ recommendations }: Traffic): number {
  return recommendations ? DESIGN.serve.tasks : 0;
}

/** What is written, and what all consumers together read, each within a shard's limits. */
function shardsFor(perSecond: number, bytes: number, consumers: number): number {
  const { shardBytesIn, shardBytesOut } = DESIGN.stream;
  const bytesPerSecond = perSecond * bytes * DESIGN.headroom;
  return Math.ceil(Math.max(bytesPerSecond / shardBytesIn, (bytesPerSecond * consumers) / shardBytesOut));
}

/** A stream is scaled by doubling and halving, which splits every shard alike. */
function doubling(shards: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, shards)));
}

function sessionsPerSecond(traffic: Traffic): number {
  return sessionsAMonth(traffic) / (30 * 86_400);
}
