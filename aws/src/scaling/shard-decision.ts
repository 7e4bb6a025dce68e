/**
 * How many shards a stream should have now. Pure: the load and what was done before go in, the next step comes out.
 *
 * S1. Powers of two, so that a step splits or merges every shard alike and all have as many buckets of users.
 * S2. One step at most doubles or halves, and ten are made in any 24 hours: what UpdateShardCount allows.
 * S3. Up at once, when the load with headroom asks for it, when writes are throttled, or when readers fall behind; down only
 *     when the load has been low for a while.
 * S4. Known peaks are ready before they begin: as many steps earlier as it takes to get there.
 * S5. Down only while enough steps are left to come back to where it was within the last day, or to the next known peak,
 *     and one more for what nobody knew.
 */

export interface ShardLoad {
  /** Written, over a minute. */
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
  /** Records that the stream refused for want of shards. */
  readonly throttledPerSecond: number;
  /** How far the slowest reader is behind. */
  readonly iteratorAgeMs: number;
}

/** Traffic that is known beforehand. */
export interface KnownPeak {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytesPerSecond: number;
}

export interface ShardSettings {
  readonly least: number;
  readonly most: number;
  /** Capacity beyond what is asked for: 1.5 is half as much again. */
  readonly headroom: number;
  readonly quietMinutes: number;
  readonly everyMinutes: number;
  readonly peaks: readonly KnownPeak[];
}

export interface ShardChange {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
}

export interface ShardView {
  readonly nowMs: number;
  readonly shards: number;
  /** Of each minute, the newest last; `quietMinutes` of them when there are as many. */
  readonly loads: readonly ShardLoad[];
  readonly changes: readonly ShardChange[];
}

export interface ShardDecision {
  readonly shards: number;
  /** In words, for the log. */
  readonly reason: string;
  /** The step is due, but a limit forbids it: somebody must be told. */
  readonly blocked: boolean;
}

const SHARD_BYTES = 1_000_000;
const SHARD_RECORDS = 1_000;
export const MOST_CHANGES = 10;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The newest minutes of the metrics: the last one may not be whole. */
const PRESENT_MINUTES = 3;
/** Readers this far behind have too few shards to read from at once. */
const LATE_READERS_MS = 60_000;
/** How long a step of a large stream may take. */
const STEP_MINUTES = 10;

export function decideShards(view: ShardView, settings: ShardSettings): ShardDecision {
  const { shards } = view;
  const wanted = wantedShards(view, settings);
  if (wanted.shards > shards) return step(view, Math.min(wanted.shards, largestStep(shards)), wanted.reason);
  const quiet = quietShards(view, settings);
  const lower = Math.max(wanted.shards, quiet, powerOfTwo(shards / 2));
  if (lower >= shards) return stay(shards, 'the load asks for as many');
  if (view.loads.length < settings.quietMinutes) return stay(shards, 'the load is not known for long enough');
  if (!canComeBack(view, settings, lower)) {
    return stay(shards, 'fewer would do, but too few of the changes of 24 hours would be left to come back');
  }
  return step(view, lower, `the load has been low for ${settings.quietMinutes} minutes`);
}

/** What the present asks for. */
function wantedShards({ nowMs, shards, loads }: ShardView, settings: ShardSettings) {
  const present = loads.slice(-PRESENT_MINUTES);
  const bound = (count: number) => Math.min(Math.max(count, settings.least), settings.most);
  const now = bound(most(present, settings));
  const wants = [{ shards: now, reason: 'the load asks for them' }];
  if (present.some(({ throttledPerSecond }) => throttledPerSecond > 0)) {
    wants.push({ shards: bound(largestStep(shards)), reason: 'writes are throttled' });
  }
  if (present.length > 0 && present.every(({ iteratorAgeMs }) => iteratorAgeMs > LATE_READERS_MS)) {
    wants.push({ shards: bound(largestStep(shards)), reason: 'readers are behind' });
  }
  for (const peak of settings.peaks) {
    const needed = bound(shardsFor(peak.bytesPerSecond * settings.headroom, 0));
    if (nowMs >= peak.fromMs - leadMs(now, needed, settings) && nowMs < peak.toMs) {
      wants.push({ shards: needed, reason: `${peak.name} is near` });
    }
  }
  return wants.reduce((one, other) => (other.shards > one.shards ? other : one));
}

/** What the highest minute of the quiet time would have asked for. */
function quietShards({ loads }: ShardView, settings: ShardSettings): number {
  return Math.max(settings.least, most(loads.slice(-settings.quietMinutes), settings));
}

function most(loads: readonly ShardLoad[], { headroom }: ShardSettings): number {
  const needs = loads.map(({ bytesPerSecond, recordsPerSecond }) =>
    shardsFor(bytesPerSecond * headroom, recordsPerSecond * headroom),
  );
  return Math.max(1, ...needs);
}

/** By what the load asks for, not by what there is: else each step would bring the peak out of sight again. */
function leadMs(shards: number, needed: number, { everyMinutes }: ShardSettings): number {
  const steps = Math.max(1, Math.log2(needed / shards));
  return (steps + 1) * (everyMinutes + STEP_MINUTES) * MINUTE_MS;
}

/** S5. */
function canComeBack(view: ShardView, { peaks, headroom, most: top }: ShardSettings, lower: number): boolean {
  const { nowMs } = view;
  const recent = changesOfADay(view);
  const highest = Math.max(view.shards, ...recent.map(({ from, to }) => Math.max(from, to)));
  const coming = peaks
    .filter(({ fromMs, toMs }) => fromMs < nowMs + DAY_MS && toMs > nowMs)
    .map(({ bytesPerSecond }) => Math.min(top, shardsFor(bytesPerSecond * headroom, 0)));
  const back = Math.ceil(Math.log2(Math.max(highest, ...coming) / lower));
  return recent.length + 1 + back + 1 <= MOST_CHANGES;
}

function step(view: ShardView, shards: number, reason: string): ShardDecision {
  if (shards === view.shards) return stay(shards, reason);
  if (changesOfADay(view).length < MOST_CHANGES) return { shards, reason, blocked: false };
  const why = `${reason}, but the ${MOST_CHANGES} changes of 24 hours have been made`;
  return { shards: view.shards, reason: why, blocked: true };
}

function stay(shards: number, reason: string): ShardDecision {
  return { shards, reason, blocked: false };
}

export function changesOfADay({ nowMs, changes }: Pick<ShardView, 'nowMs' | 'changes'>): readonly ShardChange[] {
  return changes.filter(({ atMs }) => atMs > nowMs - DAY_MS);
}

export function shardsFor(bytesPerSecond: number, recordsPerSecond: number): number {
  return powerOfTwo(Math.max(bytesPerSecond / SHARD_BYTES, recordsPerSecond / SHARD_RECORDS));
}

/** The next one from `count` on. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}

/** The largest power of two that one step can reach. */
function largestStep(shards: number): number {
  return 2 ** Math.floor(Math.log2(2 * shards));
}
