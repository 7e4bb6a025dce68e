/**
 * Watches the feeds' folder: a file in `<folder>/<feed>/` is imported once it is complete, and then moved to `done/` or
 * `refused/` beside it.
 *
 * A file is complete when neither its size nor its time of change has moved for STABLE_MS. Names that say that a file is not
 * ready (`.part`, `.tmp`, a dot in front) are left alone until it is renamed. The folder is looked at again and again, for
 * network drives tell of no changes.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FeedDesk } from './feed-desk.ts';
import type { FeedMappings } from './feed-mappings.ts';
import type { FeedUploads } from './feed-uploads.ts';

export interface FeedFolderParts {
  readonly folder: string;
  readonly mappings: Pick<FeedMappings, 'names'>;
  readonly uploads: Pick<FeedUploads, 'inState'>;
  readonly desk: Pick<FeedDesk, 'take'>;
  /** How long a file must stay as it is; 2 s by default. */
  readonly stableMs?: number;
  /** Told what keeps a file from being taken. */
  readonly onProblem: (path: string, cause: unknown) => void;
}

interface Look {
  readonly bytes: number;
  readonly changedMs: number;
  readonly sinceMs: number;
}

const STABLE_MS = 2_000;
const MOST_BETWEEN_LOOKS_MS = 1_000;
/** Each try reads the file to know it: what could not be taken is left alone for so many times as long. */
const REST_AFTER_FAULT = 10;
const UNFINISHED = /^[.~]|\.(part|partial|filepart|tmp|temp|crdownload|swp|lock)$|~$/i;

export class FeedFolder {
  readonly #parts: FeedFolderParts;
  readonly #stableMs: number;
  readonly #stop = new AbortController();
  #looks = new Map<string, Look>();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: FeedFolderParts) {
    this.#parts = parts;
    this.#stableMs = parts.stableMs ?? STABLE_MS;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#look().catch((cause: unknown) => this.#parts.onProblem(this.#parts.folder, cause));
      await pause(Math.min(this.#stableMs / 2, MOST_BETWEEN_LOOKS_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { folder, mappings, uploads } = this.#parts;
    const looks = new Map<string, Look>();
    const taken = new Set(uploads.inState('waiting', 'running').map(({ path }) => path));
    for (const feed of await mappings.names()) {
      for (const file of await filesIn(join(folder, feed))) {
        const path = join(folder, feed, file);
        if (!taken.has(path) && !this.#stop.signal.aborted) await this.#lookAt({ feed, file, path }, looks);
      }
    }
    this.#looks = looks;
  }

  async #lookAt(
    { feed, file, path }: { feed: string; file: string; path: string },
    looks: Map<string, Look>,
  ): Promise<void> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.size === 0) return;
    const nowMs = performance.now();
    const before = this.#looks.get(path);
    const isSame = before?.bytes === found.size && before.changedMs === found.mtimeMs;
    const look = isSame ? before : { bytes: found.size, changedMs: found.mtimeMs, sinceMs: nowMs };
    looks.set(path, look);
    if (nowMs - look.sinceMs < this.#stableMs) return;
    await this.#parts.desk.take(feed, path, file).catch((cause: unknown) => {
      looks.set(path, { ...look, sinceMs: nowMs + this.#stableMs * REST_AFTER_FAULT });
      this.#parts.onProblem(path, cause);
    });
  }
}

/** In order of their names, which for most partners is that of time. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isFile() && !UNFINISHED.test(entry.name) ? entry.name : [])).sort();
}
