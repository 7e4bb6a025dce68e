/**
 * The thread that reads one feed: bytes, text, records, events. The server's own thread gets events as JSON text, block by
 * block, and asks for each block, so that no more than MOST_AHEAD lie between the two.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { ViolationCode } from '../../events/verdict.ts';
import type { DryRunReport } from './dry-run-feed.ts';
import { type FeedRow, feedEvents, problemCode, sentEvent } from './feed-events.ts';
import type { FeedHeader } from './feed-header.ts';
import type { FeedMapping } from './feed-mapping.ts';
import type { FeedEncoding } from './feed-text.ts';
import { type FeedFile, readFeed } from './read-feed.ts';

export interface FeedWorkerData {
  readonly path: string;
  /** The feed's name, which goes into ids. */
  readonly feed: string;
  /** The file's name, for messages. */
  readonly file: string;
  readonly mapping: FeedMapping;
  readonly sizeBytes: number;
  /** Stands for the file's bytes; rows get ids by it where the mapping has files deduplicated as a whole. */
  readonly fileId: string;
  /** Rows that have been taken before: they are read, for what they say of equal rows after them, and not handed on. */
  readonly skipRows: number;
  /** Nothing is handed on but a report of what would come of the file. */
  readonly dryRun: boolean;
}

export interface FeedBlock {
  readonly kind: 'rows';
  /** A JSON array with an element for each row. */
  readonly events: string;
  readonly lines: Uint32Array;
  /** The rows as they stand in the file, one after the other, and where each ends: one text is quicker to hand over. */
  readonly text: string;
  readonly ends: Uint32Array;
  /** Rows that are no good events, by their index in the block. */
  readonly problems: readonly (readonly [index: number, problem: string, code: ViolationCode])[];
  /** How far the file has been read with this block, in rows and in bytes. */
  readonly rows: number;
  readonly bytes: number;
}

export type FeedMessage =
  | { readonly kind: 'opened'; readonly encoding: FeedEncoding; readonly header: FeedHeader }
  | FeedBlock
  | { readonly kind: 'ended'; readonly rows: number; readonly cutOff: string | undefined }
  | { readonly kind: 'report'; readonly report: DryRunReport }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint: string | undefined };

const MOST_AHEAD = 4;
/** Small enough that the server's thread answers others between two blocks. */
const BLOCK_ROWS = 500;

class FeedReading {
  readonly #data: FeedWorkerData;
  readonly #post: (message: FeedMessage) => void;
  #ahead = 0;
  #wake: (() => void) | undefined;

  constructor(data: FeedWorkerData, post: (message: FeedMessage) => void) {
    this.#data = data;
    this.#post = post;
  }

  /** The server's thread has taken a block. */
  taken(): void {
    this.#ahead--;
    this.#wake?.();
  }

  async run(): Promise<void> {
    const { path, feed, file, mapping, sizeBytes, dryRun } = this.#data;
    if (dryRun) {
      // It brings the validators along, which take longer to load than most files to read.
      const { dryRunFeed } = await import('./dry-run-feed.ts');
      this.#post({ kind: 'report', report: await dryRunFeed({ path, name: feed, file, mapping, sizeBytes }) });
      return;
    }
    const source = await readFeed(path, mapping, { name: file, sizeBytes });
    this.#post({ kind: 'opened', encoding: source.encoding, header: source.header });
    const rows = await this.#handOn(source);
    this.#post({ kind: 'ended', rows, cutOff: source.cutOff() });
  }

  async #handOn(source: FeedFile): Promise<number> {
    const { feed, mapping, skipRows, fileId } = this.#data;
    const toRow = feedEvents(feed, mapping, source, mapping.deduplicate === 'files' ? fileId : undefined);
    let rows = 0;
    for await (const records of source.blocks) {
      for (let from = 0; from < records.length; from += BLOCK_ROWS) {
        const before = rows;
        const block = records.slice(from, from + BLOCK_ROWS);
        rows += block.length;
        const left = block.map(toRow).slice(Math.max(0, skipRows - before));
        if (left.length === 0) continue;
        while (this.#ahead >= MOST_AHEAD) await this.#room();
        this.#ahead++;
        this.#post(blockOf(left, rows, source.readBytes()));
      }
    }
    return rows;
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function blockOf(left: readonly FeedRow[], rows: number, bytes: number): FeedBlock {
  const problems: [number, string, ViolationCode][] = [];
  left.forEach((row, index) => {
    if (row.problem !== undefined) problems.push([index, row.problem, problemCode(row)]);
  });
  let end = 0;
  return {
    kind: 'rows',
    events: JSON.stringify(left.map(sentEvent)),
    lines: Uint32Array.from(left, ({ record }) => record.line),
    text: left.map(({ record }) => record.text).join(''),
    ends: Uint32Array.from(left, ({ record }) => {
      end += record.text.length;
      return end;
    }),
    problems,
    rows,
    bytes,
  };
}

function failure(error: unknown): FeedMessage {
  if (!(error instanceof MillraceError)) throw error;
  return { kind: 'failed', code: error.code, message: error.message, hint: error.hint };
}

const port = parentPort;
if (port) {
  const reading = new FeedReading(workerData as FeedWorkerData, (message) => port.postMessage(message));
  port.on('message', () => reading.taken());
  await reading.run().catch((error: unknown) => port.postMessage(failure(error)));
  // Until here it kept the thread alive; what was posted is delivered before the thread ends.
  port.close();
}
