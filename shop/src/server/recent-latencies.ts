/** The latencies of the last seconds, for their quantiles: a ring of samples, weighted by how many events each stands for. */

const CAPACITY = 4096;
const WINDOW_MS = 10_000;

interface Sample {
  readonly atMs: number;
  readonly latencyMs: number;
  readonly events: number;
}

/** Old samples are overwritten in place: measuring takes the same memory at any rate. */
export class RecentLatencies {
  readonly #samples: Sample[] = [];
  #next = 0;

  add(atMs: number, latencyMs: number, events: number): void {
    this.#samples[this.#next] = { atMs, latencyMs, events };
    this.#next = (this.#next + 1) % CAPACITY;
  }

  /** Null when nothing has been measured in the last ten seconds. */
  quantiles(nowMs: number = Date.now()): { readonly p50: number; readonly p95: number } | null {
    const recent = this.#samples.filter(({ atMs }) => atMs > nowMs - WINDOW_MS);
    if (recent.length === 0) return null;
    recent.sort((a, b) => a.latencyMs - b.latencyMs);
    const total = recent.reduce((sum, { events }) => sum + events, 0);
    return { p50: weightedQuantile(recent, total * 0.5), p95: weightedQuantile(recent, total * 0.95) };
  }
}

function weightedQuantile(sorted: readonly Sample[], target: number): number {
  let passed = 0;
  for (const { latencyMs, events } of sorted) {
    passed += events;
    if (passed >= target) return latencyMs;
  }
  return sorted.at(-1)?.latencyMs ?? 0;
}
