/** The latencies of one thing in the last minute: rate, quantiles, and the share of the time that it took. */
import { type LatencyHistogram, type Quantiles, quantilesMs } from './latency-histogram.ts';
import { RecentFigures } from './recent-figures.ts';

const LONGEST_MS = 60_000;

export interface LatencyFigures {
  readonly perSecond: number;
  /** Null when there was nothing. */
  readonly latencyMs: Quantiles | null;
  /** Seconds that were spent in each second. */
  readonly busyShare: number;
}

export class RecentLatencies {
  readonly #histogram: LatencyHistogram;
  readonly #recent = new RecentFigures(LONGEST_MS);

  constructor(histogram: LatencyHistogram) {
    this.#histogram = histogram;
  }

  look(atMs: number): void {
    const { counts, sumSeconds } = this.#histogram;
    this.#recent.look(atMs, Float64Array.of(sumSeconds, ...counts));
  }

  /** @param sinceMs of the last milliseconds, a minute's at most. */
  figures(sinceMs: number): LatencyFigures {
    const growth = this.#recent.growth(sinceMs);
    if (growth === undefined) return { perSecond: 0, latencyMs: null, busyShare: 0 };
    const { seconds, figures } = growth;
    const counts = figures.subarray(1);
    const events = counts.reduce((sum, count) => sum + count, 0);
    return {
      perSecond: events / seconds,
      latencyMs: quantilesMs(counts),
      busyShare: (figures[0] ?? 0) / seconds,
    };
  }
}
