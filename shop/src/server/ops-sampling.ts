/** Tells the functions once a second how the process is doing: what alerts about the pipeline itself are made of. */
import { statfs } from 'node:fs/promises';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { OpsSample } from '../functions/alert/ops-sample.ts';
import type { VerdictCounts } from '../sources/http/collect-answer.ts';
import type { ServerMetrics } from './server-metrics.ts';
import type { WorkerPipeline } from './worker-pipeline.ts';

export const SAMPLE_EVERY_MS = 1_000;
/** Shares are those of so much time. */
const SHARE_WINDOW_MS = 5 * 60_000;
const DISK_EVERY_MS = 10_000;

export interface SampledParts {
  readonly dataFolder: string;
  readonly pipeline: Pick<WorkerPipeline, 'progress' | 'lag' | 'watermarkMs'>;
  readonly metrics: Pick<ServerMetrics, 'totals'>;
  readonly functions: Pick<FunctionHost, 'sample'>;
}

/** Returns how to stop it. */
export function startOpsSampling(parts: SampledParts): () => void {
  const shares = new VerdictShares();
  const disk = new DiskGauge(parts.dataFolder);
  const timer = setInterval(() => {
    const atMs = Date.now();
    disk.look(atMs);
    parts.functions.sample(takeSample(parts, { atMs, shares, diskFreeShare: disk.freeShare }));
  }, SAMPLE_EVERY_MS).unref();
  return () => clearInterval(timer);
}

function takeSample(
  { pipeline, metrics }: SampledParts,
  { atMs, shares, diskFreeShare }: { atMs: number; shares: VerdictShares; diskFreeShare: number | null },
): OpsSample {
  const watermarkMs = pipeline.watermarkMs();
  return {
    atMs,
    running: pipeline.progress().running,
    lagMs: pipeline.lag().ms,
    watermarkMs: watermarkMs === MIN_WATERMARK ? null : watermarkMs,
    ...shares.since(atMs, metrics.totals),
    diskFreeShare,
  };
}

/** Verdicts of the last minutes, from counters that only grow. */
export class VerdictShares {
  readonly #counts: { readonly atMs: number; readonly counts: VerdictCounts }[] = [];

  since(atMs: number, totals: VerdictCounts): Pick<OpsSample, 'events' | 'lateShare' | 'quarantineShare'> {
    this.#counts.push({ atMs, counts: { ...totals } });
    while ((this.#counts[1]?.atMs ?? atMs) <= atMs - SHARE_WINDOW_MS) this.#counts.shift();
    const before = this.#counts[0]?.counts ?? totals;
    const [late, quarantined] = [totals.late - before.late, totals.quarantined - before.quarantined];
    const events = totals.accepted - before.accepted + totals.duplicate - before.duplicate + late + quarantined;
    return { events, lateShare: late / Math.max(1, events), quarantineShare: quarantined / Math.max(1, events) };
  }
}

/** How much of the disk is free, measured now and then, off the main thread. */
class DiskGauge {
  readonly #folder: string;
  freeShare: number | null = null;
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(folder: string) {
    this.#folder = folder;
  }

  look(atMs: number): void {
    if (atMs - this.#lookedMs < DISK_EVERY_MS) return;
    this.#lookedMs = atMs;
    statfs(this.#folder).then(
      ({ bavail, blocks }) => {
        this.freeShare = blocks > 0 ? bavail / blocks : null;
      },
      () => {
        this.freeShare = null;
      },
    );
  }
}
