/**
 * Where bad events are kept, so that none is lost: what came, when, from where, what was wrong with it, how often it was
 * tried. Rows lie in the log's environment, and go to disk in the same commit as the good events beside them.
 */
import type { LogStream } from '@millrace/engine/log/log-stream.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import { maskJsonText } from './mask-secrets.ts';
import type { Violation } from './verdict.ts';

export interface NewQuarantineEntry extends Violation {
  /** When it came in first, ISO 8601. */
  readonly receivedAt: string;
  /** `http`, `csv` … */
  readonly source: string;
  /** The sender's clock when it sent the batch, ISO 8601: a replay corrects the event's time as the first try did. */
  readonly sentAt?: string;
  /** The event as it was sent. Secrets are masked before it is stored. */
  readonly original: string;
}

export interface QuarantineEntry extends NewQuarantineEntry {
  readonly number: number;
  /** How often it was given to the collector, the first time included. */
  readonly tries: number;
  /** What its last try came to. */
  readonly outcome: 'quarantined' | 'accepted' | 'late' | 'duplicate';
}

export class Quarantine {
  readonly #stream: LogStream;

  constructor(stream: LogStream) {
    this.#stream = stream;
  }

  /** Entries to append, for the commit that they are part of. */
  appendJobs(entries: readonly NewQuarantineEntry[]): readonly CommitJob[] {
    return entries.map((entry) => {
      const original = maskJsonText(entry.original);
      return this.#stream.appendJob(encode({ ...entry, original, tries: 1, outcome: 'quarantined' }));
    });
  }

  get(number: number): QuarantineEntry | undefined {
    const bytes = this.#stream.get(number);
    return bytes === undefined ? undefined : decode(number, bytes);
  }

  /** Entries with a number > `after`, oldest first. */
  list(after: number, limit: number): readonly QuarantineEntry[] {
    return this.#stream.list(after, limit).map(({ number, bytes }) => decode(number, bytes));
  }

  /** Writes down what another try came to. */
  async replace(entry: QuarantineEntry): Promise<void> {
    const { number, ...row } = entry;
    await this.#stream.replace(number, encode(row));
  }

  /** Drops entries that came in before `timeMs`, in epoch milliseconds. Resolves with the number of the last dropped. */
  async trim(timeMs: number): Promise<number> {
    let through = 0;
    for (;;) {
      const old = this.list(through, TRIM_STEP).filter(({ receivedAt }) => Date.parse(receivedAt) < timeMs);
      const last = old.at(-1);
      if (last === undefined) return through;
      await this.#stream.trim(last.number);
      through = last.number;
    }
  }
}

const TRIM_STEP = 1_000;

type QuarantineRow = Omit<QuarantineEntry, 'number'>;

function encode(row: QuarantineRow): Uint8Array {
  return Buffer.from(JSON.stringify(row));
}

function decode(number: number, bytes: Uint8Array): QuarantineEntry {
  const row: QuarantineRow = JSON.parse(Buffer.from(bytes).toString());
  return { number, ...row };
}
