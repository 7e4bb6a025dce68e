/** How the server is getting on, as it is told: by `GET /v1/operations`, and a part of it every second to those who look on. */

import type { GroupNews } from './group-report.ts';
import type { Quantiles } from './latency-histogram.ts';
import type { MemoryFigures } from './resource-gauge.ts';
import type { Stage } from './stages.ts';

export interface StageStatus {
  readonly stage: Stage;
  readonly eventsPerSecond: number;
  /** From the arrival of events to this stage; null when none came by. */
  readonly latencyMs: Quantiles | null;
  /** Events that have arrived and are not here yet. */
  readonly waitingEvents: number;
}

export interface StepStatus {
  readonly perSecond: number;
  readonly latencyMs: Quantiles | null;
}

export interface GroupStatus {
  readonly name: string;
  readonly running: boolean;
  /** Why it does not run. */
  readonly problem: string | null;
  readonly pipelines: readonly string[];
  /** Reading rows and pushing them through the operators. */
  readonly push: StepStatus;
  readonly commit: StepStatus;
  /** Seconds of each second that its thread works. */
  readonly busyShare: number;
  readonly lastCommitAt: string | null;
  readonly checkpointAgeMs: number | null;
  readonly stateEntries: number;
  readonly stateBytes: number | null;
}

/** How far a query is in event time, and what it has written. */
export interface QueryStatus {
  readonly name: string;
  readonly pipeline: string;
  readonly watermark: string | null;
  /** By how much the watermark is behind the clock. */
  readonly delayMs: number | null;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly lateRows: number;
}

/** The data folder, part by part, and what it lies on. */
export interface DiskStatus {
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** How fast the data folder has grown lately; null while too little time has passed to say. */
  readonly bytesPerHour: number | null;
  /** Until the disk is full at that pace; null when it does not grow. */
  readonly lastsHours: number | null;
}

export interface OperationsStatus {
  readonly at: string;
  readonly stages: readonly StageStatus[];
  readonly lag: { readonly events: number; readonly ms: number };
  readonly groups: readonly GroupStatus[];
  readonly queries: readonly QueryStatus[];
  readonly memory: MemoryFigures;
  readonly disk: DiskStatus | null;
}

/** What moves by the second. */
export interface OperationsNews extends Pick<OperationsStatus, 'at' | 'stages' | 'lag'> {
  readonly groups: readonly (GroupStatus & { readonly figures: GroupNews })[];
}
