/**
 * Writes the rows of one view into files: changes as they come, and an hour's changes made one file once the hour is over.
 *
 * VW1. Files and the position in the feed change in one commit of the manifest. A row that is written twice has the same
 *      key, and the greater version counts.
 * VW2. An hour is settled when only its newest rows are left, in one file without versions. Its content, and so its name,
 *      follows from the rows alone.
 * VW3. When changes have been dropped from the feed before they were read, or the feed has begun anew, the hours that they
 *      may have been of are made from the view itself.
 */
import type { ViewChange } from '@millrace/engine/views/view-store.ts';
import { fileName, kindOf } from './file-name.ts';
import { HOUR_MS, hourOf } from './hour-partition.ts';
import type { Manifest, WarehouseFile } from './manifest.ts';
import { mergeFiles } from './merge-files.ts';
import type { FileWriter } from './parquet-file.ts';
import { RecordLines } from './record-lines.ts';
import { writeLines } from './staged-rows.ts';
import type { ViewSource } from './view-source.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

export interface ViewWriterParts {
  readonly writer: FileWriter;
  readonly manifest: Manifest;
  readonly source: ViewSource;
  readonly table: WarehouseTable;
  readonly intervalMs: number;
  /** How far back rows may have changed of which the feed no longer tells. */
  readonly reachMs: number;
  readonly now: () => number;
}

/** Far below the length of any feed: what a crash makes read again is still there. */
const MOST_PENDING = 5_000;
const CHANGES_PER_READ = 1_000;
/** An hour is over when the log is this far behind its end: then it is settled. */
const SETTLES_AFTER_MS = HOUR_MS;
/** Files of changes that an hour may have: while it is open, and of what comes after it was settled. */
const MOST_OPEN = 60;
const MOST_LATE = 8;

export class ViewWriter {
  readonly #parts: ViewWriterParts;
  readonly #lines = new RecordLines();
  /** Hours that have files of changes, and how many. */
  readonly #unsettled = new Map<number, number>();
  /** The number of the newest change that is in a file. */
  #written: number;
  /** The newest that has been read. */
  #read: number;
  #pendingSinceMs = 0;
  /** The log's time when hours were last looked through. */
  #settledMs = Number.NaN;
  /** Hours in which a row was taken out of the view. */
  readonly #removedFrom = new Set<number>();
  /** Rows before this moment are not taken any more: see resetViews. */
  readonly #notBeforeMs: number;
  /** Changes that were dropped from the feed before they were read, since the start. */
  missedChanges = 0;

  constructor(parts: ViewWriterParts) {
    this.#parts = parts;
    const { written = 0, notBeforeMs = Number.MIN_SAFE_INTEGER } = parts.manifest.position(parts.table.name) ?? {};
    this.#written = written;
    this.#read = written;
    this.#notBeforeMs = notBeforeMs;
    for (const file of parts.manifest.files(parts.table.name)) this.#noteFile(file);
  }

  /** Reads what the feed has got, and writes it when there is enough of it, or when it has waited long enough. */
  async step(settlesMs: number): Promise<boolean> {
    const moved = await this.#readFeed();
    const isDue =
      this.#lines.rows >= MOST_PENDING || this.#parts.now() >= this.#pendingSinceMs + this.#parts.intervalMs;
    if (this.#hasPending && isDue) await this.flush();
    if (settlesMs !== this.#settledMs) await this.settle(settlesMs);
    this.#settledMs = settlesMs;
    return moved;
  }

  /** Writes everything that has been read. */
  async flush(): Promise<void> {
    if (!this.#hasPending) return;
    const { writer, manifest, table, now } = this.#parts;
    const [first, last] = [this.#written + 1, this.#read];
    const added = await writeLines(writer, table, this.#lines, { first, last, name: fileName('changes', first, last) });
    manifest.commit({ added, positions: { [table.name]: this.#position(last) } }, now());
    this.#written = last;
    for (const file of added) this.#noteFile(file);
    for (const hourMs of this.#removedFrom) await this.#rebuildHour(hourMs);
    this.#removedFrom.clear();
  }

  /** Settles hours that are over by `logMs`, the log's time, and hours with many files. Infinity settles all. */
  async settle(logMs: number): Promise<void> {
    for (const [hourMs, files] of [...this.#unsettled].sort(([a], [b]) => a - b)) {
      const isOver = logMs >= hourMs + HOUR_MS + SETTLES_AFTER_MS;
      if (files >= MOST_OPEN || (isOver && this.#isDue(hourMs, files, logMs))) await this.#settleHour(hourMs);
    }
  }

  get #hasPending(): boolean {
    return this.#lines.rows > 0 || this.#removedFrom.size > 0 || this.#read > this.#written + MOST_PENDING;
  }

  /** An hour that has never been settled is, as soon as it is over; one that has been, when enough has come since. */
  #isDue(hourMs: number, changes: number, logMs: number): boolean {
    if (changes >= MOST_LATE || logMs === Number.POSITIVE_INFINITY) return true;
    const { manifest, table } = this.#parts;
    return manifest.files(table.name, hourMs).every((file) => kindOf(file) === 'changes');
  }

  async #readFeed(): Promise<boolean> {
    const { source } = this.#parts;
    if (source.lastChange() < this.#read) await this.#rebuild();
    let moved = false;
    while (this.#lines.rows < MOST_PENDING) {
      const changes = source.changes(this.#read, CHANGES_PER_READ);
      const [oldest] = changes;
      if (!oldest) return moved;
      if (oldest.number > this.#read + 1) {
        this.missedChanges += oldest.number - this.#read - 1;
        await this.#rebuild();
        return true;
      }
      for (const change of changes) this.#take(change);
      moved = true;
    }
    return moved;
  }

  #take({ number, row, final, deleted }: ViewChange): void {
    this.#read = number;
    // The present values of open windows are for pages; here only what stays counts.
    if (!final) return;
    const timeMs = this.#timeOf(row);
    if (timeMs < this.#notBeforeMs) return;
    if (!this.#hasPending) this.#pendingSinceMs = this.#parts.now();
    if (deleted) this.#removedFrom.add(hourOf(timeMs));
    else this.#lines.addRow({ ...row, version: number });
  }

  async #settleHour(hourMs: number): Promise<void> {
    const { writer, manifest, table, now } = this.#parts;
    const files = manifest.files(table.name, hourMs);
    const settled = await mergeFiles(writer, table, files);
    const retired = files.filter(({ name }) => name !== settled.name);
    // Should another process have changed them meanwhile, the next step sees it.
    if (manifest.commit({ added: [settled], retired }, now())) this.#unsettled.delete(hourMs);
  }

  /** From the view itself: everything that may have changed without being told of. */
  async #rebuild(): Promise<void> {
    const { source, table, manifest, now } = this.#parts;
    // Read first: what changes while hours are made is read from the feed after them, once more.
    const last = source.lastChange();
    this.#lines.clear();
    this.#removedFrom.clear();
    // Versions of a feed that has ended must not be compared with those of the one that has begun.
    await this.settle(Number.POSITIVE_INFINITY);
    const bounds = source.timeBounds();
    if (bounds) {
      for (let hourMs = this.#rebuiltFrom(bounds); hourMs <= bounds.newestMs; hourMs += HOUR_MS) {
        await this.#rebuildHour(hourMs);
      }
    }
    manifest.commit({ positions: { [table.name]: this.#position(last) } }, now());
    this.#written = last;
    this.#read = last;
  }

  /** The first of all when nothing has been written yet; else as far back as the view is sure to have whole hours. */
  #rebuiltFrom({ oldestMs, newestMs }: { readonly oldestMs: number; readonly newestMs: number }): number {
    const reachedMs = this.#written === 0 ? oldestMs : newestMs - this.#parts.reachMs;
    return hourOf(Math.max(oldestMs, reachedMs, this.#notBeforeMs));
  }

  async #rebuildHour(hourMs: number): Promise<void> {
    const { writer, manifest, source, table, now } = this.#parts;
    const lines = new RecordLines();
    for (const row of source.rowsBetween(hourMs, hourMs + HOUR_MS)) lines.addRow({ ...row, version: 0 });
    const [rebuilt] = await writeLines(writer, table, lines, { first: 0, last: 0 });
    const files = manifest.files(table.name, hourMs);
    const retired = files.filter(({ name }) => name !== rebuilt?.name);
    if (manifest.commit({ added: rebuilt ? [rebuilt] : [], retired }, now())) this.#unsettled.delete(hourMs);
  }

  #position(written: number): Record<string, number> {
    return { written, notBeforeMs: this.#notBeforeMs };
  }

  #noteFile(file: WarehouseFile): void {
    if (kindOf(file) !== 'changes') return;
    this.#unsettled.set(file.hourMs, (this.#unsettled.get(file.hourMs) ?? 0) + 1);
  }

  #timeOf(row: ViewChange['row']): number {
    const { columns, time } = this.#parts.table;
    const field = columns.find(({ name }) => name === time)?.from.replaceAll('"', '') ?? time;
    return Date.parse(String(row[field]));
  }
}
