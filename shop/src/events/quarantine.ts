/**
 * Where bad events are kept, so that none is lost: what came, when, from where, what was wrong with it, how often it was
 * tried, and what was changed of it. Rows lie in the log's environment, and go to disk in the same commit as the good
 * events beside them.
 */
import type { LogStream } from '@millrace/engine/log/log-stream.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import { maskEntry, maskJsonText } from './mask-secrets.ts';
import type { QuarantineCount, QuarantineCounts } from './quarantine-counts.ts';
import type { NewQuarantineEntry, QuarantineEntry, QuarantineTry } from './quarantine-entry.ts';
import { type QuarantineFilter, quarantineMatcher } from './quarantine-filter.ts';
import type { Verdict } from './verdict.ts';

export interface QuarantinePage {
  readonly entries: readonly QuarantineEntry[];
  /** The number after which to go on; undefined at the end. */
  readonly next: number | undefined;
}

export type QuarantineOrder = 'oldest' | 'newest';

const STEP = 500;
/** A filter that seldom matches must not hold the server: after so many rows a page ends. */
const MOST_SCANNED = 20_000;
const LONGEST_HISTORY = 50;
const TRIM_STEP = 1_000;

export class Quarantine {
  readonly #stream: LogStream;
  readonly #counts: QuarantineCounts | undefined;

  constructor(stream: LogStream, counts?: QuarantineCounts) {
    this.#stream = stream;
    this.#counts = counts;
    // A failure is one of the disk, which the next commit will tell of; entries are counted at the next start then.
    if (counts?.isKept === false) void counts.set(this.list(0, Number.MAX_SAFE_INTEGER)).catch(() => undefined);
  }

  /** Entries to append, for the commit that they are part of. */
  appendJobs(entries: readonly NewQuarantineEntry[]): readonly CommitJob[] {
    if (entries.length === 0) return [];
    const rows = entries.map((entry): QuarantineRow => {
      return { ...maskEntry(entry), tries: 1, outcome: 'quarantined' };
    });
    return [...rows.map((row) => this.#stream.appendJob(encode(row))), ...this.#countJobs(rows, [])];
  }

  get(number: number): QuarantineEntry | undefined {
    const bytes = this.#stream.get(number);
    return bytes === undefined ? undefined : decode(number, bytes);
  }

  /** Entries with a number > `after`, oldest first. */
  list(after: number, limit: number): readonly QuarantineEntry[] {
    return this.#stream.list(after, limit).map(({ number, bytes }) => decode(number, bytes));
  }

  /**
   * Those of them that a filter means, behind the entry `after` in that order; 0 begins. A page may end before `limit`
   * where few do.
   */
  page(filter: QuarantineFilter, after: number, limit: number, order: QuarantineOrder = 'oldest'): QuarantinePage {
    const matches = quarantineMatcher(filter);
    const entries: QuarantineEntry[] = [];
    let last = after;
    for (let scanned = 0; scanned < MOST_SCANNED; scanned += STEP) {
      const step = this.#behind(last, filter, order);
      for (const entry of step) {
        if (entries.length === limit) return { entries, next: last };
        last = entry.number;
        if (matches(entry)) entries.push(entry);
      }
      if (step.length < STEP) return { entries, next: undefined };
    }
    return { entries, next: last };
  }

  /** The next entries in that order: of a filter that names them, only these. */
  #behind(last: number, { numbers }: QuarantineFilter, order: QuarantineOrder): readonly QuarantineEntry[] {
    if (numbers !== undefined) return named(numbers, last, order).flatMap((number) => this.get(number) ?? []);
    if (order === 'oldest') return this.list(last, STEP);
    const rows = this.#stream.listDown(last === 0 ? Number.MAX_SAFE_INTEGER : last, STEP);
    return rows.map(({ number, bytes }) => decode(number, bytes));
  }

  /** The number of the newest; 0 when there was none yet. */
  get newest(): number {
    return this.#stream.last();
  }

  /** Another number once an entry that was there has changed or gone; undefined where that is not counted. */
  get revision(): number | undefined {
    return this.#counts?.revision;
  }

  /** How many there are, by code and source. */
  counts(): readonly QuarantineCount[] {
    return this.#counts?.list() ?? [];
  }

  /** Writes down another try, for the commit that the event itself is part of. */
  triedJobs(
    entry: QuarantineEntry,
    verdict: Verdict,
    note: Pick<QuarantineTry, 'at' | 'by' | 'change'>,
    mended?: string,
  ) {
    const { verdict: outcome, ...violation } = verdict;
    const where = 'code' in violation ? { code: violation.code, path: violation.path } : {};
    const history = [...(entry.history ?? []), { ...note, outcome, ...where }].slice(-LONGEST_HISTORY);
    const changed = mended === undefined ? {} : { mended: maskJsonText(mended) };
    const tried: QuarantineEntry = { ...entry, ...violation, ...changed, outcome, tries: entry.tries + 1, history };
    const { number, ...row } = tried;
    return [this.#stream.replaceJob(number, encode(row)), ...this.#countJobs([tried], [entry])];
  }

  /** Entries to drop, for a commit. */
  removeJobs(entries: readonly QuarantineEntry[]): readonly CommitJob[] {
    if (entries.length === 0) return [];
    return [...entries.map(({ number }) => this.#stream.removeJob(number)), ...this.#countJobs([], entries)];
  }

  /**
   * Drops entries that came in before `timeMs`, in epoch milliseconds; the newest always stays. Resolves with the number of
   * the last dropped.
   */
  async trim(timeMs: number): Promise<number> {
    let through = 0;
    for (;;) {
      const newest = this.#stream.last();
      const isOld = ({ number, receivedAt }: QuarantineEntry) => number < newest && Date.parse(receivedAt) < timeMs;
      const old = this.list(through, TRIM_STEP).filter(isOld);
      const last = old.at(-1);
      if (last === undefined) return through;
      await this.#stream.trim(last.number, this.#countJobs([], old));
      through = last.number;
    }
  }

  #countJobs(added: readonly QuarantineRow[], removed: readonly QuarantineRow[]): readonly CommitJob[] {
    return this.#counts ? [this.#counts.job(added, removed)] : [];
  }
}

type QuarantineRow = Omit<QuarantineEntry, 'number'>;

function named(numbers: ReadonlySet<number>, last: number, order: QuarantineOrder): readonly number[] {
  const ascending = [...numbers].sort((a, b) => a - b);
  const inOrder = order === 'oldest' ? ascending : ascending.reverse();
  const isBehind = order === 'oldest' ? (number: number) => number > last : (number: number) => number < last;
  return last === 0 ? inOrder : inOrder.filter(isBehind);
}

function encode(row: QuarantineRow): Uint8Array {
  return Buffer.from(JSON.stringify(row));
}

function decode(number: number, bytes: Uint8Array): QuarantineEntry {
  const row: QuarantineRow = JSON.parse(Buffer.from(bytes).toString());
  return { number, ...row };
}
