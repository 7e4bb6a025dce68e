/** How the process is doing, as the live page shows it. The server measures; this says only what is told. */

export interface OpsStatus {
  /** When it was measured, ISO 8601 UTC. */
  readonly at: string;
  /** Events collected in the last second. */
  readonly eventsPerSecond: number;
  /** Verdicts since the process started. */
  readonly verdicts: {
    readonly accepted: number;
    readonly duplicate: number;
    readonly late: number;
    readonly quarantined: number;
  };
  /** Quarantined events that are still bad, and where the most of them come from. */
  readonly quarantine?: {
    readonly open: number;
    readonly most: readonly { readonly code: string; readonly source: string; readonly open: number }[];
  };
  /** From an event's arrival until the commit that shows it; null while nothing has been measured. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  /** How far the pipeline is behind what has been collected. */
  readonly lag: { readonly events: number; readonly ms: number };
  /** Visitors whose session is open. */
  readonly openSessions: number;
}
