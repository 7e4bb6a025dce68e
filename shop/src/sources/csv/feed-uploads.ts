/**
 * The durable log of what has been uploaded: one row a file, with what became of it.
 *
 * U1. While a file is imported its progress lies beside it in `source-progress`, and changes in the same commit as the
 *     events: rows read and verdicts are exactly those of what is in the log, wherever the process dies.
 * U2. The row itself changes when the state does. When a file is done its last progress goes into its row.
 */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import type { LogStream } from '@millrace/engine/log/log-stream.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';

export const UPLOAD_STATES = [
  /** The file is coming in. */
  'receiving',
  /** It is here whole, and others are before it. */
  'waiting',
  'running',
  'done',
  /** Done as far as it went: it breaks off in the middle. */
  'cut_off',
  /** The same bytes were imported before: nothing was read. */
  'duplicate',
  /** Not taken: no row was read. */
  'refused',
  /** It never came in whole, or is no longer there: nothing more is read. */
  'interrupted',
] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

export interface UploadCounts {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly quarantined: number;
}

export interface UploadFault {
  readonly code: string;
  readonly message: string;
}

export interface NewUpload {
  readonly feed: string;
  /** The file's name, for people. */
  readonly file: string;
  readonly from: 'upload' | 'folder';
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface Upload extends NewUpload {
  readonly id: number;
  readonly state: UploadState;
  /** Where the file lies while it is still needed. */
  readonly path: string | null;
  readonly bytes: number;
  readonly sha256: string | null;
  /** Bytes that have been read of it. */
  readonly readBytes: number;
  readonly counts: UploadCounts;
  readonly finishedAt: string | null;
  readonly error: UploadFault | null;
  /** The upload that brought the same bytes. */
  readonly duplicateOf: number | null;
  /** What was found out of the file: its encoding, its delimiter, columns that are new or gone. */
  readonly notes: readonly string[];
}

export interface UploadProgress {
  readonly counts: UploadCounts;
  readonly readBytes: number;
}

export const NO_COUNTS: UploadCounts = { rows: 0, accepted: 0, duplicates: 0, late: 0, quarantined: 0 };

/** How many uploads are kept; of those before them it is forgotten that they have been imported. */
const MOST_KEPT = 20_000;

export interface FeedTotals extends UploadCounts {
  readonly uploads: number;
  /** Uploads that are not through. */
  readonly underWay: number;
  /** ISO 8601; of the newest upload. */
  readonly lastReceivedAt: string | null;
}

export const NO_TOTALS: FeedTotals = { uploads: 0, underWay: 0, lastReceivedAt: null, ...NO_COUNTS };

export interface UploadsQuery {
  readonly feed?: string | undefined;
  /** Only uploads with a smaller id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export class FeedUploads {
  readonly #stream: LogStream;
  readonly #progress: LogSettings;
  /** By id, ascending. */
  readonly #uploads = new Map<number, Upload>();
  /** By feed, kept as uploads change: pages ask every few seconds, and there may be twenty thousand. */
  readonly #totals = new Map<string, FeedTotals>();

  constructor(log: Pick<LmdbLogWriter, 'openStream'>, progress: LogSettings) {
    this.#stream = log.openStream('feed-uploads');
    this.#progress = progress;
    for (const { number, bytes } of this.#stream.list(0, Number.MAX_SAFE_INTEGER)) {
      const row: Omit<Upload, 'id'> = JSON.parse(Buffer.from(bytes).toString());
      const upload = { id: number, ...row };
      this.#hold(ENDED.has(row.state) ? upload : { ...upload, ...this.storedProgress(upload) });
    }
  }

  /** Resolves when it is on disk. @throws MillraceError STORAGE_FULL, STORAGE_FAILED. */
  async add(upload: NewUpload): Promise<Upload> {
    const row = { ...FRESH, ...upload };
    const id = await this.#stream.append(encode(row));
    const added = { id, ...row };
    this.#hold(added);
    await this.#trim();
    return added;
  }

  /** Resolves with the changed upload when it is on disk. */
  async change(id: number, changes: Partial<Omit<Upload, 'id'>>): Promise<Upload> {
    const { id: _, ...row } = { ...this.get(id), ...changes };
    await this.#stream.replace(id, encode(row));
    const changed = { id, ...row };
    this.#hold(changed);
    return changed;
  }

  /** What is committed of a running upload is shown at once. */
  noteProgress(id: number, progress: UploadProgress): void {
    this.#hold({ ...this.get(id), ...progress });
  }

  /** Shown while it is tried again; not written down, for the disk may be what is at fault. */
  noteFault(id: number, error: UploadFault): void {
    this.#hold({ ...this.get(id), error });
  }

  /** What the last commit with events of this file says; undefined when there was none. */
  storedProgress({ id }: Pick<Upload, 'id'>): UploadProgress | undefined {
    const text = this.#progress.get(progressKey(id));
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  }

  progressJob(id: number, progress: UploadProgress): CommitJob {
    return this.#progress.putJob(progressKey(id), JSON.stringify(progress));
  }

  /** Its row has everything: what lay beside it may go. */
  async dropProgress(id: number): Promise<void> {
    await this.#progress.remove(progressKey(id));
  }

  get(id: number): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new Error(`there is no upload ${id}`);
    return upload;
  }

  find(id: number): Upload | undefined {
    return this.#uploads.get(id);
  }

  /** Newest first. */
  list({ feed, before = Number.POSITIVE_INFINITY, limit }: UploadsQuery): readonly Upload[] {
    const found: Upload[] = [];
    for (let id = Math.min(before - 1, this.#stream.last()); id > 0 && found.length < limit; id--) {
      const upload = this.#uploads.get(id);
      if (upload && (feed === undefined || upload.feed === feed)) found.push(upload);
    }
    return found;
  }

  /** What has come of each feed, of all uploads that are kept. */
  totals(): ReadonlyMap<string, FeedTotals> {
    return this.#totals;
  }

  inState(...states: readonly UploadState[]): readonly Upload[] {
    return [...this.#uploads.values()].filter(({ state }) => states.includes(state));
  }

  /** The upload that brings or brought these bytes, if there is one. */
  sameFile(feed: string, sha256: string): Upload | undefined {
    return this.inState('waiting', 'running', 'done', 'cut_off').find(
      (upload) => upload.feed === feed && upload.sha256 === sha256,
    );
  }

  /** The upload of the file that lies there, with these bytes. */
  ofFile(path: string, sha256: string): Upload | undefined {
    return [...this.#uploads.values()].find((upload) => upload.path === path && upload.sha256 === sha256);
  }

  #hold(upload: Upload): void {
    const before = this.#uploads.get(upload.id);
    if (before !== undefined) this.#count(before, -1);
    this.#uploads.set(upload.id, upload);
    this.#count(upload, 1);
  }

  #drop(upload: Upload): void {
    this.#uploads.delete(upload.id);
    this.#count(upload, -1);
    if (this.#totals.get(upload.feed)?.uploads === 0) this.#totals.delete(upload.feed);
  }

  #count(upload: Upload, by: 1 | -1): void {
    this.#totals.set(upload.feed, withUpload(this.#totals.get(upload.feed) ?? NO_TOTALS, upload, by));
  }

  async #trim(): Promise<void> {
    if (this.#uploads.size <= MOST_KEPT) return;
    const [oldest] = this.#uploads.keys();
    if (oldest === undefined || !ENDED.has(this.get(oldest).state)) return;
    this.#drop(this.get(oldest));
    await this.#stream.trim(oldest);
  }
}

/** States that an upload does not leave any more. */
export const ENDED: ReadonlySet<UploadState> = new Set(['done', 'cut_off', 'duplicate', 'refused', 'interrupted']);

const FRESH = {
  state: 'receiving',
  path: null,
  bytes: 0,
  sha256: null,
  readBytes: 0,
  counts: NO_COUNTS,
  finishedAt: null,
  error: null,
  duplicateOf: null,
  notes: [],
} as const;

/** The totals with an upload more, or less. They say when the newest came: times of arrival grow with their ids. */
function withUpload(before: FeedTotals, { counts, state, receivedAt }: Upload, by: 1 | -1): FeedTotals {
  const known = before.lastReceivedAt;
  return {
    uploads: before.uploads + by,
    underWay: before.underWay + (ENDED.has(state) ? 0 : by),
    lastReceivedAt: known !== null && known > receivedAt ? known : receivedAt,
    rows: before.rows + by * counts.rows,
    accepted: before.accepted + by * counts.accepted,
    duplicates: before.duplicates + by * counts.duplicates,
    late: before.late + by * counts.late,
    quarantined: before.quarantined + by * counts.quarantined,
  };
}

function progressKey(id: number): string {
  return `feed:${id}`;
}

function encode(row: Omit<Upload, 'id'>): Uint8Array {
  return Buffer.from(JSON.stringify(row));
}
