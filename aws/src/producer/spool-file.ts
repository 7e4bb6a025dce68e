/** One segment of a spool: written while it is the newest, then sealed, read once, noted off, removed. */
import { type FileHandle, open, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeNumbers,
  decodeSegment,
  encodeEntry,
  encodeNumbers,
  entryBytes,
  type SegmentEntry,
} from './spool-segment.ts';

/** An entry as it is read back, by which it is noted off. */
export interface SpooledEntry extends SegmentEntry {
  readonly file: SpoolFile;
  readonly number: number;
}

export class SpoolFile {
  readonly #spoolPath: string;
  readonly #donePath: string;
  #writing: FileHandle | undefined;
  #noting: FileHandle | undefined;
  #sizeBytes = 0;
  #entries = 0;
  /** Entries that have not been noted off. */
  #left = 0;
  #isRead = false;

  constructor(folder: string, number: number) {
    const name = String(number).padStart(8, '0');
    this.#spoolPath = join(folder, `${name}.spool`);
    this.#donePath = join(folder, `${name}.done`);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get left(): number {
    return this.#left;
  }

  get isFinished(): boolean {
    return this.#isRead && this.#left === 0;
  }

  async create(): Promise<void> {
    this.#writing = await open(this.#spoolPath, 'wx');
  }

  /**
   * Resolves when the entries are on disk. After a failure nothing more may be written to this segment: what may lie
   * behind its last good entry is cut off, and never read.
   */
  async write(entries: readonly SegmentEntry[]): Promise<void> {
    if (this.#writing === undefined) throw new Error('the segment is sealed');
    const buffers = entries.flatMap(encodeEntry);
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await this.#writing.writev(buffers);
    if (bytesWritten !== bytes) throw new Error(`${bytesWritten} of ${bytes} bytes were written`);
    await this.#writing.datasync();
    this.#sizeBytes += bytes;
    this.#entries += entries.length;
    this.#left += entries.length;
  }

  async seal(): Promise<void> {
    const handle = this.#writing;
    this.#writing = undefined;
    await handle?.close();
  }

  /** Seals after a failed write. */
  async abandon(): Promise<void> {
    await truncate(this.#spoolPath, this.#sizeBytes).catch(() => undefined);
    await this.seal().catch(() => undefined);
  }

  /** Of a process that is gone: what is left of it, and how many bytes at its end are no whole entry. */
  async recover(): Promise<{ readonly left: readonly SegmentEntry[]; readonly tornBytes: number }> {
    const bytes = await readFile(this.#spoolPath);
    const { entries, goodBytes } = decodeSegment(bytes);
    const done = await this.#doneNumbers();
    const left = entries.filter((_, number) => !done.has(number));
    this.#sizeBytes = bytes.length;
    this.#entries = entries.length;
    this.#left = left.length;
    return { left, tornBytes: bytes.length - goodBytes };
  }

  /** What is left to send, in order. Once. */
  async read(): Promise<readonly SpooledEntry[]> {
    const { entries } = decodeSegment(await readFile(this.#spoolPath));
    const done = await this.#doneNumbers();
    this.#isRead = true;
    return entries
      .slice(0, this.#entries)
      .map((entry, number) => ({ ...entry, file: this, number }))
      .filter(({ number }) => !done.has(number));
  }

  /** Notes entries off. Not synced: a power cut may undo it, and then they are sent a second time. */
  async done(numbers: readonly number[]): Promise<void> {
    this.#left -= numbers.length;
    this.#noting ??= await open(this.#donePath, 'a');
    await this.#noting.write(encodeNumbers(numbers));
  }

  /** The entries first: were the notes gone before them, all would be sent again after a crash. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.#spoolPath, { force: true });
    await rm(this.#donePath, { force: true });
  }

  async close(): Promise<void> {
    await this.seal();
    const handle = this.#noting;
    this.#noting = undefined;
    await handle?.close();
  }

  /** A number that was cut off at the end is taken away, so that the next one begins where it should. */
  async #doneNumbers(): Promise<ReadonlySet<number>> {
    const bytes = await readFile(this.#donePath).catch(() => Buffer.alloc(0));
    if (bytes.length % 4 !== 0) await truncate(this.#donePath, bytes.length - (bytes.length % 4));
    return decodeNumbers(bytes);
  }
}

/** How much room an entry takes. */
export function spooledBytes(payloadBytes: number): number {
  return entryBytes(payloadBytes);
}
