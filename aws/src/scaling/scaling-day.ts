/**
 * A day of a stream and its scaling, minute by minute: what comes in, how many shards there are, what they could not take.
 * It shows how a decision plays out when metrics come late and a change takes its time.
 */
import {
  decideShards,
  type ShardChange,
  type ShardDecision,
  type ShardLoad,
  type ShardSettings,
} from './shard-decision.ts';

export interface ScalingDay {
  readonly settings: ShardSettings;
  readonly startMs: number;
  /** Of each minute; a day has 1,440. */
  readonly bytesPerSecond: readonly number[];
  readonly recordBytes: number;
  readonly shards: number;
}

export interface ScalingMinute {
  readonly atMs: number;
  readonly shards: number;
  /** Asked for, with what was refused in the minute before. */
  readonly bytesPerSecond: number;
  /** Share of it that was refused, and waits with the producers. */
  readonly throttled: number;
  readonly decision: ShardDecision | undefined;
}

const SHARD_BYTES = 1_000_000;
const MINUTE_MS = 60_000;
/** A minute's metrics are there a minute later. */
const METRIC_DELAY = 1;

export function scalingDay({ settings, startMs, bytesPerSecond, recordBytes, shards: first }: ScalingDay) {
  const minutes: ScalingMinute[] = [];
  const changes: ShardChange[] = [];
  const loads: ShardLoad[] = [];
  let shards = first;
  let coming: { readonly shards: number; readonly atMs: number } | undefined;
  let waiting = 0;
  for (const [minute, asked] of bytesPerSecond.entries()) {
    const nowMs = startMs + minute * MINUTE_MS;
    if (coming && nowMs >= coming.atMs) {
      shards = coming.shards;
      coming = undefined;
    }
    const offered = asked + waiting;
    const taken = Math.min(offered, shards * SHARD_BYTES);
    waiting = offered - taken;
    const throttledPerSecond = waiting / recordBytes;
    loads.push({
      bytesPerSecond: taken,
      recordsPerSecond: taken / recordBytes,
      throttledPerSecond,
      iteratorAgeMs: 1_000,
    });
    let decision: ShardDecision | undefined;
    if (minute % settings.everyMinutes === 0 && !coming) {
      const known = loads.slice(0, loads.length - METRIC_DELAY);
      decision = decideShards({ nowMs, shards, loads: known, changes }, settings);
      if (decision.shards !== shards) {
        changes.push({ atMs: nowMs, from: shards, to: decision.shards });
        coming = { shards: decision.shards, atMs: nowMs + changeMinutes(shards, decision.shards) * MINUTE_MS };
      }
    }
    minutes.push({ atMs: nowMs, shards, bytesPerSecond: offered, throttled: waiting / Math.max(1, offered), decision });
  }
  return { minutes, changes };
}

/** How long a change takes: assumed, two minutes and a half more for every eight shards that come of it. */
function changeMinutes(from: number, to: number): number {
  return Math.ceil(2 + Math.max(from, to) / 16);
}
