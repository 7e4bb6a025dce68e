/**
 * How events get through the server, stage by stage: when each batch of the log has come how far. Every latency is from
 * the arrival of the events; a stage's own share is what it adds to the one before.
 */
import { GROUP_NAMES, type GroupName } from '../pipelines/pipeline-groups.ts';
import type { CommittedBatch } from '../server/pipeline-handle.ts';
import type { LatencyHistogram } from './latency-histogram.ts';
import type { LatencyMetric } from './latency-metric.ts';
import { StageFollower } from './stage-follower.ts';

/**
 * In the order in which an event comes by them. `log` is when it is on disk, `acknowledged` when that is answered;
 * `results` is when pipelines and functions have all committed what follows from it, `live` when that has been sent to
 * those who look on.
 */
export const STAGES = ['log', 'acknowledged', ...GROUP_NAMES, 'functions', 'results', 'live', 'warehouse'] as const;
export type Stage = (typeof STAGES)[number];

/** How far everybody is, as next sequences of the log, but for the warehouse, of which the arrival time is known. */
export interface StageProgress {
  readonly groups: Readonly<Record<string, number>>;
  readonly functions: number;
  readonly warehouseArrivalMs: number | undefined;
}

/** While someone looks on, something is sent with each commit, heartbeats included: after this time nobody does. */
const NOBODY_AFTER_MS = 2_000;

export class Stages {
  readonly #metric: LatencyMetric;
  readonly #followers: Readonly<Record<Exclude<Stage, 'log' | 'acknowledged'>, StageFollower>>;
  readonly #progress: () => StageProgress;
  #pushedMs = Number.NEGATIVE_INFINITY;

  constructor(metric: LatencyMetric, progress: () => StageProgress) {
    this.#metric = metric;
    this.#progress = progress;
    const follower = (stage: Stage) => new StageFollower(metric.of(stage));
    this.#followers = {
      decisions: follower('decisions'),
      analytics: follower('analytics'),
      functions: follower('functions'),
      results: follower('results'),
      live: follower('live'),
      warehouse: follower('warehouse'),
    };
  }

  /** A batch is in the log. */
  onBatch(batch: CommittedBatch, nowMs: number): void {
    const { live: _live, warehouse, ...others } = this.#followers;
    if (batch.records > 0) this.#metric.of('log').observe(Math.max(0, nowMs - batch.arrivalMs) / 1000, batch.records);
    for (const follower of Object.values(others)) follower.add(batch);
    if (this.#progress().warehouseArrivalMs !== undefined) warehouse.add(batch);
  }

  /** Some stage has committed. */
  advance(nowMs: number): void {
    const { groups, functions } = this.#progress();
    for (const group of GROUP_NAMES) this.#reach(group, groups[group] ?? 0, nowMs);
    this.#reach('functions', functions, nowMs);
    const done = this.#reach('results', Math.min(functions, ...Object.values(groups)), nowMs);
    if (nowMs - this.#pushedMs > NOBODY_AFTER_MS) this.#followers.live.forget();
    else for (const batch of done) this.#followers.live.add(batch);
  }

  /** What was in the results has been sent to those who look on. */
  onPushed(nowMs: number): void {
    this.#followers.live.reached(() => true, nowMs);
    this.#pushedMs = nowMs;
  }

  /** Events on their way to each stage. */
  waiting(stage: Stage): number {
    return stage === 'log' || stage === 'acknowledged' ? 0 : this.#followers[stage].waitingEvents;
  }

  latencies(stage: Stage): LatencyHistogram {
    return this.#metric.of(stage);
  }

  /** The warehouse tells how far it is now and then. */
  onWarehouse(nowMs: number): void {
    const arrivalMs = this.#progress().warehouseArrivalMs ?? Number.NEGATIVE_INFINITY;
    this.#followers.warehouse.reached((batch) => batch.arrivalMs <= arrivalMs, nowMs);
  }

  #reach(stage: GroupName | 'functions' | 'results', nextSequence: number, nowMs: number): readonly CommittedBatch[] {
    return this.#followers[stage].reached(({ sequence }) => sequence < nextSequence, nowMs);
  }
}
