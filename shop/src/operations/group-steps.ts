/** How long the steps of a group of pipelines take: reading and pushing rows, and committing. */
import type { PipelineHost } from '@millrace/engine/runtime/pipeline-host.ts';
import type { LatencyMetric } from './latency-metric.ts';
import type { StepStatus } from './operations-status.ts';
import { type LatencyFigures, RecentLatencies } from './recent-latencies.ts';

/** The server's metrics. */
interface StepMetrics {
  readonly pushes: LatencyMetric;
  readonly commits: LatencyMetric;
}

export interface StepsStatus {
  readonly push: StepStatus;
  readonly commit: StepStatus;
  readonly busyShare: number;
}

export class GroupSteps {
  static readonly NONE: StepsStatus = {
    push: { perSecond: 0, latencyMs: null },
    commit: { perSecond: 0, latencyMs: null },
    busyShare: 0,
  };
  readonly #push: RecentLatencies;
  readonly #commit: RecentLatencies;

  constructor(group: string, host: Pick<PipelineHost, 'lastStep' | 'onCommitted'>, metrics: StepMetrics) {
    const [push, commit] = [metrics.pushes.of(group), metrics.commits.of(group)];
    this.#push = new RecentLatencies(push);
    this.#commit = new RecentLatencies(commit);
    let seen = host.lastStep;
    host.onCommitted(() => {
      const step = host.lastStep;
      // A worker that has just started says so without a step.
      if (step === undefined || step === seen) return;
      seen = step;
      push.observe(step.pushMs / 1000);
      commit.observe(step.commitMs / 1000);
    });
  }

  look(atMs: number): void {
    this.#push.look(atMs);
    this.#commit.look(atMs);
  }

  status(sinceMs: number): StepsStatus {
    const [push, commit] = [this.#push.figures(sinceMs), this.#commit.figures(sinceMs)];
    return {
      push: stepStatus(push),
      commit: stepStatus(commit),
      busyShare: Math.min(1, push.busyShare + commit.busyShare),
    };
  }
}

/** Without the share of time, which is told of both halves together. */
function stepStatus({ perSecond, latencyMs }: LatencyFigures): StepStatus {
  return { perSecond, latencyMs };
}
