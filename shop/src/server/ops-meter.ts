/** Measures how the process is doing, for the live page: rate, latency, lag. Cheap: plain numbers, read twice a second. */
import type { Quarantine } from '../events/quarantine.ts';
import type { QuarantineCount } from '../events/quarantine-counts.ts';
import type { OpsStatus } from '../sinks/live/ops-status.ts';
import type { ServerMetrics } from './server-metrics.ts';
import type { WorkerPipeline } from './worker-pipeline.ts';

const RATE_WINDOW_MS = 1000;
/** Of the codes and sources of quarantined events, how many the page shows. */
const SHOWN_COUNTS = 3;

interface Sample {
  readonly atMs: number;
  readonly events: number;
}

export class OpsMeter {
  readonly #pipeline: WorkerPipeline;
  #metrics: ServerMetrics | undefined;
  #quarantine: Pick<Quarantine, 'counts'> | undefined;
  #samples: Sample[] = [];

  constructor(pipeline: WorkerPipeline) {
    this.#pipeline = pipeline;
  }

  /** The counters exist once the server does. */
  attach(metrics: ServerMetrics): void {
    this.#metrics = metrics;
    metrics.gauge('millrace_pipeline_lag_events', 'Acknowledged events whose results are not committed yet.', () => {
      return this.#pipeline.lag().events;
    });
  }

  /** It lies in the server's log, which is opened after the pipelines. */
  watch(quarantine: Pick<Quarantine, 'counts'>): void {
    this.#quarantine = quarantine;
  }

  status(): OpsStatus {
    const verdicts = this.#metrics?.totals ?? { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };
    const events = verdicts.accepted + verdicts.duplicate + verdicts.late + verdicts.quarantined;
    return {
      at: new Date().toISOString(),
      eventsPerSecond: this.#rate(events),
      verdicts: { ...verdicts },
      ...(this.#quarantine ? { quarantine: quarantineStatus(this.#quarantine.counts()) } : {}),
      latencyMs: this.#pipeline.latencies.quantiles(),
      lag: this.#pipeline.lag(),
      openSessions: this.#pipeline.gauge('openSessions'),
    };
  }

  #rate(events: number): number {
    const atMs = performance.now();
    this.#samples.push({ atMs, events });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? atMs) <= atMs - RATE_WINDOW_MS) this.#samples.shift();
    const oldest = this.#samples[0];
    if (!oldest || oldest.atMs === atMs) return 0;
    return Math.round(((events - oldest.events) * 1000) / (atMs - oldest.atMs));
  }
}

function quarantineStatus(counts: readonly QuarantineCount[]): NonNullable<OpsStatus['quarantine']> {
  const bad = counts.filter(({ open }) => open > 0).sort((a, b) => b.open - a.open);
  const most = bad.slice(0, SHOWN_COUNTS).map(({ code, source, open }) => ({ code, source, open }));
  return { open: bad.reduce((sum, { open }) => sum + open, 0), most };
}
