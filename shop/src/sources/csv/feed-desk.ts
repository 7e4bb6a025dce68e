/**
 * Uploads from their arrival to their end: one file after the other, in the order in which they came in whole.
 *
 * F1. A file whose bytes were imported before for the same feed is not read again.
 * F2. What was waiting or running when the process ended goes on at the next start, behind its last committed row.
 * F3. A fault of the machine (a full disk) is tried again until it is over; a fault of the file ends its upload.
 */
import { statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../http/problem.ts';
import type { DryRunReport } from './dry-run-feed.ts';
import type { FeedMappings } from './feed-mappings.ts';
import { digestOf, type FeedSpool, type FileDigest, freePath } from './feed-spool.ts';
import { ENDED, type FeedUploads, type Upload } from './feed-uploads.ts';
import { type FeedImportParts, feedMessages, importFeed, startFeedWorker } from './import-feed.ts';
import { FILE_CHANGED, faultOf, isPassing, notesOf, SERVER_ENDED } from './upload-fault.ts';

export interface FeedDeskParts extends FeedImportParts {
  readonly uploads: FeedUploads;
  readonly mappings: FeedMappings;
  readonly spool: FeedSpool;
  readonly now: () => number;
  /** Told when an upload has come to its end. */
  readonly onEnded: (upload: Upload) => void;
}

export interface IncomingFeed {
  readonly feed: string;
  readonly file: string;
  /** Import it although the same bytes have been imported before. */
  readonly again: boolean;
}

/** What an upload comes to, with what else is known of it then. */
type Ending = Pick<Upload, 'state' | 'error'> & Partial<Upload>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const MOST_DRY_RUNS = 2;
/** Where files of the watched folder go when they are through. */
const DONE_FOLDER = 'done';
const REFUSED_FOLDER = 'refused';

export class FeedDesk {
  readonly #parts: FeedDeskParts;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #ended: (() => void)[] = [];
  /** Uploads from before the start: their files must still be what they were. */
  #left: ReadonlySet<number> = new Set();
  #dryRuns = 0;

  constructor(parts: FeedDeskParts) {
    this.#parts = parts;
  }

  /** Goes on with what was not finished. No file is read before this resolves: the server waits for it. */
  async start(): Promise<void> {
    const { uploads, spool } = this.#parts;
    for (const { id } of uploads.inState('receiving')) {
      await this.#end(id, { state: 'interrupted', error: SERVER_ENDED });
    }
    const left = uploads.inState('waiting', 'running');
    this.#left = new Set(left.map(({ id }) => id));
    spool.sweep(new Set(left.flatMap(({ path }) => path ?? [])));
    this.#loop = this.#run();
  }

  /** Lets go of what is running, at its last committed row. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#loop;
  }

  /** Resolves when the file is on disk, or has turned out to be known. @throws Problem, MillraceError; what `body` throws. */
  async receive({ feed, file, again }: IncomingFeed, body: Readable): Promise<Upload> {
    const { uploads, spool, mappings } = this.#parts;
    await mappings.load(feed);
    const { id } = await uploads.add({ feed, file, from: 'upload', receivedAt: this.#time() });
    const path = spool.pathOf(`${id}.csv`);
    try {
      const digest = await spool.receive(path, body);
      return await this.#arrived({ id, path, again, ...digest });
    } catch (cause) {
      await this.#end(id, { state: cause instanceof Problem ? 'refused' : 'interrupted', error: faultOf(cause) });
      throw cause;
    }
  }

  /** A file of the watched folder, which stays where it is until it has been read. */
  async take(feed: string, path: string, file: string): Promise<Upload | undefined> {
    const { uploads } = this.#parts;
    const { size: bytes } = statSync(path);
    const digest = await digestOf(path, bytes);
    const known = uploads.ofFile(path, digest.sha256);
    // It could not be put away after its import, or the process ended before that.
    if (known) return ENDED.has(known.state) ? this.#putAway(known) : known;
    const { id } = await uploads.add({ feed, file, from: 'folder', receivedAt: this.#time() });
    return this.#arrived({ id, path, again: false, ...digest });
  }

  /** What would come of a file. Nothing is stored, the upload log included. @throws as `receive` does. */
  async dryRun({ feed, file }: IncomingFeed, body: Readable): Promise<DryRunReport> {
    if (this.#dryRuns >= MOST_DRY_RUNS) throw BUSY;
    this.#dryRuns++;
    const { spool, mappings, now } = this.#parts;
    const path = spool.pathOf(`dry-run-${now()}-${Math.random().toString(36).slice(2)}.csv`);
    try {
      const mapping = await mappings.load(feed);
      const { bytes, sha256 } = await spool.receive(path, body);
      const fileId = fileIdOf(sha256);
      const worker = startFeedWorker({
        ...{ path, feed, file, mapping, fileId },
        sizeBytes: bytes,
        skipRows: 0,
        dryRun: true,
      });
      for await (const message of feedMessages(worker)) if (message.kind === 'report') return message.report;
      throw new Error('the dry run gave no report');
    } finally {
      this.#dryRuns--;
      await spool.remove(path);
    }
  }

  /** Resolves with the upload when it has come to its end, or after `limitMs`. */
  async settled(id: number, limitMs: number): Promise<Upload> {
    const { uploads } = this.#parts;
    const untilMs = performance.now() + limitMs;
    for (;;) {
      const upload = uploads.get(id);
      const leftMs = untilMs - performance.now();
      if (ENDED.has(upload.state) || leftMs <= 0 || this.#stop.signal.aborted) return upload;
      await Promise.race([new Promise<void>((resolve) => this.#ended.push(resolve)), pause(Math.min(leftMs, 1_000))]);
    }
  }

  async #arrived({
    id,
    path,
    again,
    bytes,
    sha256,
  }: FileDigest & { id: number; path: string; again: boolean }): Promise<Upload> {
    const { uploads, spool } = this.#parts;
    const same = again ? undefined : uploads.sameFile(uploads.get(id).feed, sha256);
    if (same) {
      const upload = uploads.get(id);
      const ended = await this.#end(id, { state: 'duplicate', error: null, bytes, sha256, duplicateOf: same.id, path });
      if (upload.from === 'upload') await spool.remove(path);
      return ended;
    }
    const waiting = await uploads.change(id, { bytes, sha256, path, state: 'waiting' });
    this.#wake();
    return waiting;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const [next] = this.#parts.uploads.inState('running', 'waiting');
      if (next) await this.#import(next.id);
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async #import(id: number): Promise<void> {
    const { signal } = this.#stop;
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        return await this.#importOnce(id);
      } catch (cause) {
        if (!isPassing(cause, tries)) await this.#give(id, cause);
        if (ENDED.has(this.#parts.uploads.get(id).state)) return;
        this.#parts.uploads.noteFault(id, faultOf(cause));
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Gives a file up: before its first row it was refused, after that what was read of it stays. On a full disk, later. */
  async #give(id: number, cause: unknown): Promise<void> {
    const { rows } = this.#parts.uploads.get(id).counts;
    const state = rows === 0 ? 'refused' : 'interrupted';
    await this.#end(id, { state, error: faultOf(cause) }).catch(() => undefined);
  }

  async #importOnce(id: number): Promise<void> {
    const { uploads, mappings } = this.#parts;
    if (this.#left.has(id) && !(await isSame(uploads.get(id)))) {
      // What lies there now is another file, which the watch will find.
      await this.#end(id, { state: 'interrupted', error: FILE_CHANGED, path: null });
      return;
    }
    const { feed, file, path, bytes, sha256 } = await uploads.change(id, { state: 'running', error: null });
    if (path === null) throw new Error(`upload ${id} has no file`);
    const mapping = await mappings.load(feed);
    let notes: readonly string[] = [];
    const end = await importFeed(this.#parts, {
      ...{ upload: id, path, feed, file, mapping, sizeBytes: bytes, fileId: fileIdOf(sha256) },
      progress: uploads.storedProgress({ id }),
      progressJob: (progress) => uploads.progressJob(id, progress),
      onProgress: (progress) => uploads.noteProgress(id, progress),
      onOpened: (encoding, header) => {
        notes = notesOf(encoding, header);
      },
      stopped: this.#stop.signal,
    });
    if (end === undefined) return;
    const { counts, cutOff } = end;
    const ending: Ending =
      cutOff === undefined
        ? { state: 'done', error: null }
        : { state: 'cut_off', error: { code: 'FEED_CUT_OFF', message: cutOff } };
    await this.#end(id, { ...ending, counts, readBytes: bytes, notes });
  }

  async #end(id: number, ending: Ending): Promise<Upload> {
    const { uploads, onEnded } = this.#parts;
    const ended = await uploads.change(id, { ...ending, finishedAt: this.#time() });
    await uploads.dropProgress(id);
    // What has been read has been read. A file that cannot be moved is found by the watch again, which tells of it.
    const put = await this.#putAway(ended).catch(() => ended);
    onEnded(put);
    for (const tell of this.#ended.splice(0)) tell();
    return put;
  }

  /** Files that were sent are deleted; those of the watched folder are moved beside it. */
  async #putAway(upload: Upload): Promise<Upload> {
    const { uploads, spool } = this.#parts;
    const { id, path, from, state, bytes } = upload;
    if (path === null) return upload;
    if (from === 'upload') await spool.remove(path);
    // What a writer has added since is another file, which the watch will find.
    else if (isThere({ path, bytes })) {
      const folder = join(dirname(path), state === 'refused' ? REFUSED_FOLDER : DONE_FOLDER);
      await rename(path, freePath(folder, path));
    }
    return uploads.change(id, { path: null });
  }

  #time(): string {
    return new Date(this.#parts.now()).toISOString();
  }
}

function isThere({ path, bytes }: Pick<Upload, 'path' | 'bytes'>): boolean {
  const found = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.size === bytes;
}

/** Enough of the hash to tell files apart, and short enough for the ids of their rows. */
function fileIdOf(sha256: string | null): string {
  return (sha256 ?? '').slice(0, 24);
}

/** A file that was being read is gone on with where it was left: it must be the same to the last byte. */
async function isSame(upload: Upload): Promise<boolean> {
  const { path, bytes, sha256, from } = upload;
  if (path === null || !isThere(upload)) return false;
  return from === 'upload' || (await digestOf(path, bytes)).sha256 === sha256;
}

const BUSY = new Problem({
  status: 429,
  code: 'FEEDS_FULL',
  detail: 'Other dry runs are under way; ask again when they are done.',
  retryAfterSeconds: 10,
});
