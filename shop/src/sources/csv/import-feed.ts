/**
 * Takes the rows of one file from its reading thread to the collector.
 *
 * I1. Blocks are collected in the file's order. With each goes how far the file has been read, into the same commit: after a
 *     crash reading goes on behind the last committed row.
 * I2. A few blocks are under way at once, so that reading does not wait for the disk; a block is asked of the thread only
 *     when one has been taken.
 * I3. While the pipelines are behind, no block is taken: a large file does not make what is live wait for it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import { type Collector, UnreadableEvent } from '../../events/collector.ts';
import type { EventOrigin } from '../../events/quarantine-entry.ts';
import type { Verdict } from '../../events/verdict.ts';
import { countVerdicts, type VerdictCounts } from '../http/collect-answer.ts';
import { elementsOf } from '../http/parse-events.ts';
import type { FeedHeader } from './feed-header.ts';
import { NO_COUNTS, type UploadCounts, type UploadProgress } from './feed-uploads.ts';
import type { FeedBlock, FeedMessage, FeedWorkerData } from './feed-worker.ts';
import { namedValues } from './map-row.ts';
import { RecordSplitter } from './split-records.ts';

export interface FeedImportParts {
  readonly collector: Pick<Collector, 'collect'>;
  /** Told of each block whose events have their verdicts. */
  readonly onCollected: (counts: VerdictCounts, durationMs: number) => void;
  /** Whether what is live would wait for more rows now. */
  readonly isBehind: () => boolean;
}

export interface FeedImportJob extends Omit<FeedWorkerData, 'skipRows' | 'dryRun'> {
  readonly upload: number;
  /** What was committed before. */
  readonly progress: UploadProgress | undefined;
  /** Writes how far the file has been read, in the commit that makes it true. */
  readonly progressJob: (progress: UploadProgress) => CommitJob;
  /** Told what is on disk. */
  readonly onProgress: (progress: UploadProgress) => void;
  readonly onOpened: (encoding: string, header: FeedHeader) => void;
  readonly stopped: AbortSignal;
}

export interface FeedImportEnd {
  readonly counts: UploadCounts;
  /** What is wrong with the file's end. */
  readonly cutOff: string | undefined;
}

const MOST_UNDER_WAY = 3;
const BEHIND_PAUSE_MS = 100;
const MOST_MEMORY_MB = 128;

/**
 * Resolves at the end of the file; undefined when it was stopped before.
 * @throws MillraceError as readFeed does, STORAGE_FULL, STORAGE_FAILED, FEED_READER for a thread that fails.
 */
export async function importFeed(parts: FeedImportParts, job: FeedImportJob): Promise<FeedImportEnd | undefined> {
  const { path, feed, file, mapping, sizeBytes, fileId, progress } = job;
  const skipRows = progress?.counts.rows ?? 0;
  const worker = startFeedWorker({ path, feed, file, mapping, sizeBytes, fileId, skipRows, dryRun: false });
  const run = new FeedImport(parts, job, worker);
  try {
    return await run.end();
  } finally {
    await worker.terminate();
  }
}

export function startFeedWorker(data: FeedWorkerData): Worker {
  return new Worker(new URL('./feed-worker.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB, maxYoungGenerationSizeMb: 32 },
  });
}

/** The messages of a reading thread, in order. @throws FEED_READER when it ends without its last word. */
export async function* feedMessages(worker: Worker): AsyncGenerator<FeedMessage> {
  const waiting: (FeedMessage | MillraceError)[] = [];
  let wake = () => {};
  const hear = (message: FeedMessage | MillraceError) => {
    waiting.push(message);
    wake();
  };
  worker.on('message', hear);
  worker.on('error', (cause) => hear(readerFailed(cause)));
  worker.on('exit', () => hear(readerFailed(new Error('it ended before the file did'))));
  for (;;) {
    const message = waiting.shift();
    if (message instanceof MillraceError) throw message;
    if (message?.kind === 'failed') throw refusal(message);
    if (message !== undefined) yield message;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

class FeedImport {
  readonly #parts: FeedImportParts;
  readonly #job: FeedImportJob;
  readonly #worker: Worker;
  readonly #underWay = new Set<Promise<void>>();
  #counts: UploadCounts;
  #failed: unknown;
  #header: FeedHeader | undefined;

  constructor(parts: FeedImportParts, job: FeedImportJob, worker: Worker) {
    this.#parts = parts;
    this.#job = job;
    this.#worker = worker;
    this.#counts = job.progress?.counts ?? NO_COUNTS;
  }

  async end(): Promise<FeedImportEnd | undefined> {
    for await (const message of feedMessages(this.#worker)) {
      if (this.#job.stopped.aborted) break;
      if (message.kind === 'opened') {
        this.#header = message.header;
        this.#job.onOpened(message.encoding, message.header);
      }
      if (message.kind === 'rows') await this.#take(message);
      if (message.kind === 'ended') {
        await this.#settled();
        return { counts: { ...this.#counts, rows: message.rows }, cutOff: message.cutOff };
      }
    }
    await this.#settled();
    return undefined;
  }

  async #take(block: FeedBlock): Promise<void> {
    while (this.#parts.isBehind() && !this.#job.stopped.aborted) await pause(BEHIND_PAUSE_MS);
    while (this.#underWay.size >= MOST_UNDER_WAY) await Promise.race(this.#underWay);
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#job.stopped.aborted) return;
    const collecting: Promise<void> = this.#collect(block)
      .catch((cause: unknown) => {
        this.#failed ??= cause;
      })
      .finally(() => this.#underWay.delete(collecting));
    this.#underWay.add(collecting);
    this.#worker.postMessage('taken');
  }

  async #collect(block: FeedBlock): Promise<void> {
    const startedMs = performance.now();
    const values: unknown[] = JSON.parse(block.events);
    for (const [index, problem, code] of block.problems) {
      values[index] = new UnreadableEvent(`line ${block.lines[index]}: ${problem}`, '', code);
    }
    const { feed, mapping, onProgress } = this.#job;
    const original = elementsOf(block.events);
    let reached: UploadProgress | undefined;
    const verdicts = await this.#parts.collector.collect({
      values,
      original: (index) => original(index),
      hasEscapes: block.events.includes('\\u'),
      source: `csv:${feed}`,
      // The position in the file, committed with them, sees to it that these rows come once.
      comesOnce: mapping.deduplicate === 'files',
      origin: (index) => this.#origin(block, index),
      beside: (given) => {
        this.#counts = addVerdicts(this.#counts, given, block.rows);
        reached = { counts: this.#counts, readBytes: block.bytes };
        return [this.#job.progressJob(reached)];
      },
    });
    this.#parts.onCollected(countVerdicts(verdicts), performance.now() - startedMs);
    if (reached) onProgress(reached);
  }

  #origin({ lines, text: all, ends }: FeedBlock, index: number): EventOrigin {
    const { upload } = this.#job;
    const text = all.slice(ends[index - 1] ?? 0, ends[index]);
    const line = lines[index] ?? 0;
    const header = this.#header;
    if (!header) return { upload, line };
    const splitter = new RecordSplitter({ delimiter: header.delimiter, lineEnd: '\n', foreignLine: '' });
    const [record] = splitter.push({ text, foreignLines: [] }, true);
    const values = record?.problem === undefined ? (record?.values ?? []) : [];
    // A row that cannot be taken apart is kept as it stood.
    const row = values.length > 1 ? namedValues(header.columns, values) : { text };
    return { upload, line, row: JSON.stringify(row) };
  }

  async #settled(): Promise<void> {
    await Promise.all(this.#underWay);
    if (this.#failed !== undefined) throw this.#failed;
  }
}

function addVerdicts(before: UploadCounts, verdicts: readonly Verdict[], rows: number): UploadCounts {
  const { accepted, duplicate, late, quarantined } = countVerdicts(verdicts);
  return {
    rows,
    accepted: before.accepted + accepted,
    duplicates: before.duplicates + duplicate,
    late: before.late + late,
    quarantined: before.quarantined + quarantined,
  };
}

function refusal({ code, message, hint }: FeedMessage & { readonly kind: 'failed' }): MillraceError {
  return new MillraceError(message, { code, domain: 'user', retry: 'never', ...(hint === undefined ? {} : { hint }) });
}

function readerFailed(cause: unknown): MillraceError {
  return new MillraceError(
    `the thread that reads a feed failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      code: 'FEED_READER',
      domain: 'internal',
      retry: 'backoff',
      hint: 'it is started again, and goes on behind the last row that is on disk',
      cause,
    },
  );
}
