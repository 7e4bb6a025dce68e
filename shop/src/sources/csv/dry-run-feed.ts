/** What would come of a feed, without sending or storing anything: its first events, and every problem, grouped. */
import { screenEvent } from '../../events/screen-event.ts';
import type { Violation } from '../../events/verdict.ts';
import { type FeedRow, feedEvents, problemCode } from './feed-events.ts';
import type { FeedMapping } from './feed-mapping.ts';
import { readFeed } from './read-feed.ts';

/** Rows that have the same thing wrong with them. */
export interface FeedProblem {
  readonly code: string;
  /** JSON pointer of the bad field of the event; empty when it is the row. */
  readonly path: string;
  /** What is wrong with the first of them. */
  readonly message: string;
  readonly rows: number;
  /** The lines of the first few. */
  readonly lines: readonly number[];
}

export interface DryRunReport {
  readonly file: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** Columns that the mapping does not know, and optional ones that are not there. */
  readonly otherColumns: readonly string[];
  readonly absentColumns: readonly string[];
  readonly rows: number;
  /** Rows that make good events. Whether they have come before is not looked up. */
  readonly good: number;
  readonly bad: number;
  readonly events: readonly object[];
  readonly problems: readonly FeedProblem[];
  /** Kinds of problems beyond those that are listed. */
  readonly moreProblems: number;
}

export interface DryRunOptions {
  readonly path: string;
  /** Of the feed or its mapping: it goes into ids. */
  readonly name: string;
  readonly file?: string;
  readonly mapping: FeedMapping;
  readonly sizeBytes?: number;
  readonly onProgress?: (share: number, rows: number) => void;
}

const SHOWN_EVENTS = 5;
const SHOWN_LINES = 5;
const MOST_PROBLEMS = 100;

/** @throws MillraceError as readFeed does. */
export async function dryRunFeed(options: DryRunOptions): Promise<DryRunReport> {
  const { path, name, file, mapping, sizeBytes, onProgress } = options;
  const source = await readFeed(path, mapping, {
    ...(file === undefined ? {} : { name: file }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  });
  const toRow = feedEvents(name, mapping, source);
  const findings = new Findings();
  for await (const records of source.blocks) {
    for (const record of records) findings.look(toRow(record));
    onProgress?.(source.readBytes() / source.totalBytes, findings.rows);
  }
  const cutOff = source.cutOff();
  if (cutOff !== undefined) findings.note({ code: 'FEED_CUT_OFF', path: '', message: cutOff });
  const { header, encoding } = source;
  return {
    file: file ?? path,
    encoding,
    delimiter: header.delimiter,
    columns: header.columns,
    otherColumns: header.others,
    absentColumns: header.absent,
    ...findings.sum(),
  };
}

class Findings {
  rows = 0;
  #good = 0;
  readonly #events: object[] = [];
  readonly #problems = new Map<string, { -readonly [K in keyof FeedProblem]: FeedProblem[K] } & { lines: number[] }>();
  #more = new Set<string>();

  look(row: FeedRow): void {
    this.rows++;
    const violation = violationOf(row);
    if (violation !== undefined) {
      this.note(violation, row.record.line);
      return;
    }
    this.#good++;
    if (this.#events.length < SHOWN_EVENTS && row.event) this.#events.push(row.event);
  }

  note({ code, path, message }: { code: string; path: string; message: string }, line?: number): void {
    const key = `${code} ${path} ${message.replaceAll(/\d+/g, '#')}`;
    const known = this.#problems.get(key);
    if (known === undefined && this.#problems.size >= MOST_PROBLEMS) {
      // Bounded, too: a file of which every line is wrong in its own way says enough.
      if (this.#more.size < MOST_PROBLEMS) this.#more.add(key);
      return;
    }
    const problem = known ?? { code, path, message, rows: 0, lines: [] };
    problem.rows += line === undefined ? 0 : 1;
    if (line !== undefined && problem.lines.length < SHOWN_LINES) problem.lines.push(line);
    this.#problems.set(key, problem);
  }

  sum() {
    const problems = [...this.#problems.values()].sort((a, b) => b.rows - a.rows);
    const bad = this.rows - this.#good;
    return { rows: this.rows, good: this.#good, bad, events: this.#events, problems, moreProblems: this.#more.size };
  }
}

function violationOf({ event, problem }: FeedRow): Violation | undefined {
  if (problem !== undefined || event === undefined) {
    return { code: problemCode(event === undefined ? {} : { event }), path: '', message: problem ?? '' };
  }
  const sizeBytes = () => Buffer.byteLength(JSON.stringify(event));
  const screened = screenEvent(event, { sizeBytes, hasEscapes: true }, { receivedMs: Date.now() });
  return screened.code === undefined ? undefined : screened;
}
