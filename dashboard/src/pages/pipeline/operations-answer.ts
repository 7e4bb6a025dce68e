/** What `/v1/operations` and its history answer, as far as the page reads it. */
import type { GroupNews, PipelinesNews } from '../../live/messages.ts';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: number;
}

/** A query with the newest time of which it has seen everything, and how far that is behind the clock. */
export interface QueryAnswer {
  readonly name: string;
  readonly pipeline: string;
  readonly watermark: string | null;
  readonly delayMs: number | null;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly lateRows: number;
}

/** Growth is null until enough time has passed to tell, and `lastsHours` where there is none. */
export interface DiskAnswer {
  readonly parts: readonly NamedBytes[];
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly bytesPerHour: number | null;
  readonly lastsHours: number | null;
}

/** The whole of what is told at one moment; the live stream has the part that moves by the second. */
export interface OperationsAnswer extends Omit<PipelinesNews, 'groups'> {
  readonly groups: readonly Omit<GroupNews, 'figures'>[];
  readonly queries: readonly QueryAnswer[];
  readonly memory: {
    readonly residentBytes: number;
    readonly heaps: readonly NamedBytes[];
    readonly buffersBytes: number;
    readonly processes: readonly NamedBytes[];
  };
  readonly disk: DiskAnswer | null;
}

export type HistoryRange = 'hour' | 'day';

/** Series of equal length that end at `endsAt`, oldest first; null where nothing was measured. */
export interface HistoryAnswer {
  readonly range: HistoryRange;
  readonly stepSeconds: number;
  readonly endsAt: string;
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}
