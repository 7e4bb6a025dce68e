/** An event that was kept out, with all that has been tried since. */
import type { Verdict, Violation } from './verdict.ts';

/** Where an event stood in a file that was read. */
export interface EventOrigin {
  /** The number of the upload. */
  readonly upload?: number;
  /** The line of the file in which the row begins, from 1. */
  readonly line?: number;
  /** The row as a JSON object of its columns: what a changed mapping makes an event of. Secrets are masked. */
  readonly row?: string;
}

export interface NewQuarantineEntry extends Violation, EventOrigin {
  /** When it came in first, ISO 8601. */
  readonly receivedAt: string;
  /** `http`, `csv:<feed>` … */
  readonly source: string;
  /** The sender's clock when it sent the batch, ISO 8601: a replay corrects the event's time as the first try did. */
  readonly sentAt?: string;
  /** The event as it was sent. Secrets are masked before it is stored. */
  readonly original: string;
}

export type QuarantineOutcome = Verdict['verdict'];

/** One try after the first. */
export interface QuarantineTry {
  /** ISO 8601. */
  readonly at: string;
  /** Whose: the name of the key, as in the audit trail; null without one. */
  readonly by: string | null;
  /** What was changed before it, in words of its sender: `set /price=3`; null for nothing. */
  readonly change: string | null;
  readonly outcome: QuarantineOutcome;
  readonly code?: string;
  readonly path?: string;
}

export interface QuarantineEntry extends NewQuarantineEntry {
  readonly number: number;
  /** How often it was given to the collector, the first time included. */
  readonly tries: number;
  /** What its last try came to. */
  readonly outcome: QuarantineOutcome;
  /** The event as it has been mended since. Secrets are masked. */
  readonly mended?: string;
  /** The tries after the first, oldest first; of many, the last. */
  readonly history?: readonly QuarantineTry[];
}
