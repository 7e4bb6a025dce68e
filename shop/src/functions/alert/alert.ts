/** What an alert is: Alertmanager's words, so that whoever knows that tool knows this. */
import type { Acknowledgement } from './acknowledgement.ts';

/** Who it is: two alerts with the same labels are the same alert. */
export type Labels = Readonly<Record<string, string>>;

/** What is worth knowing about it, and may change while it fires. */
export type Annotations = Readonly<Record<string, string>>;

export interface Alert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Annotations;
  /** Epoch milliseconds. */
  readonly startsMs: number;
  /** From when on it is resolved, in epoch milliseconds; null: until it is told otherwise. */
  readonly endsMs: number | null;
  /** What keeps it from being told: `silence <id>` or `alert <fingerprint>`; null when nothing does. */
  readonly suppressedBy: string | null;
  /** Who has it in hand; null while nobody does, and once it is resolved. */
  readonly acknowledged: Acknowledgement | null;
  /** Those that are told together with it. */
  readonly groupKey: string;
  /** What others have last been shown of it. */
  readonly shown: 'firing' | 'resolved';
}

/** What a detector has found: that something is wrong, or that it is right again. */
export type Finding =
  | {
      readonly status: 'firing';
      readonly labels: Labels;
      readonly annotations: Annotations;
      readonly atMs: number;
      /** When it counts as over by itself; null when only a `resolved` ends it. */
      readonly endsMs: number | null;
    }
  | { readonly status: 'resolved'; readonly labels: Labels; readonly atMs: number };

export function isResolved({ endsMs }: Pick<Alert, 'endsMs'>, nowMs: number): boolean {
  return endsMs !== null && endsMs <= nowMs;
}
