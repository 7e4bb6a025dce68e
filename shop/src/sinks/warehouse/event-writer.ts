/**
 * Writes the events of the log into files, segment by segment, and merges the files of hours that have closed.
 *
 * EW1. A segment's files and the position behind it are one commit of the manifest. After a crash the same segment is
 *      cut again, and gives the same files under the same names.
 * EW2. What a segment makes due is merged before the next segment is committed, also after a crash in between. So the
 *      files that count are a function of the log up to a position, whatever happened on the way.
 */
import type { LogReader } from '@millrace/engine/log/log.ts';
import { dueMerges, hoursClosed } from './due-merges.ts';
import { fileName } from './file-name.ts';
import type { Manifest, WarehouseFile } from './manifest.ts';
import { mergeFiles } from './merge-files.ts';
import type { FileWriter } from './parquet-file.ts';
import { type Segment, type SegmentBounds, SegmentCutter } from './segment-cutter.ts';
import { writeLines } from './staged-rows.ts';
import { WAREHOUSE_TABLES } from './warehouse-tables.ts';

const POSITION = 'events';
const TABLE = WAREHOUSE_TABLES.events;
/** The first merge of a table that another process has changed meanwhile is tried again. */
const MOST_TRIES = 3;

export interface EventWriterParts {
  readonly writer: FileWriter;
  readonly manifest: Manifest;
  readonly log: LogReader;
  readonly bounds: SegmentBounds;
  /** Epoch milliseconds, for when files were retired. */
  readonly now: () => number;
}

export class EventWriter {
  readonly #parts: EventWriterParts;
  readonly #cutter: SegmentCutter;
  #next: number;
  #arrivalMs: number;
  /** How far the log had come when the hours that it closed were last looked through. */
  #mergedMs: number;
  /** The sequence from which on nothing is missing, and when it arrived; 0 until its segment is written. */
  #from: number;
  #fromMs: number;
  /** Hours that the newest segment has added files to. */
  #touched: readonly number[];
  /** Sequences that the log no longer had when they were to be written. */
  readonly missedSequences: number;

  constructor(parts: EventWriterParts) {
    this.#parts = parts;
    const { first } = parts.log.bounds();
    const {
      next = first,
      arrivalMs = 0,
      mergedMs = 0,
      from = first,
      fromMs = 0,
    } = parts.manifest.position(POSITION) ?? {};
    this.missedSequences = Math.max(0, first - next);
    this.#next = Math.max(first, next);
    this.#arrivalMs = arrivalMs;
    this.#mergedMs = mergedMs;
    this.#from = next < first ? first : from;
    this.#fromMs = next < first ? 0 : fromMs;
    this.#touched = touchedBy(parts.manifest, next);
    this.#cutter = new SegmentCutter(parts.log, this.#next, parts.bounds);
  }

  /** The first log sequence that is not written yet. */
  get next(): number {
    return this.#next;
  }

  /** When the newest batch that is written arrived; 0 before the first. */
  get arrivalMs(): number {
    return this.#arrivalMs;
  }

  /** Writes one segment, and merges what it makes due. False when the log has no complete segment yet. */
  async step(): Promise<boolean> {
    await this.#mergeDue();
    const segment = this.#cutter.next();
    if (!segment) return false;
    await this.#write(segment);
    await this.#mergeDue();
    return true;
  }

  async #write(segment: Segment): Promise<void> {
    const { first, last, arrivalMs, lines } = segment;
    const { writer, manifest, now } = this.#parts;
    const added = await writeLines(writer, TABLE, lines, { first, last, name: fileName('segment', first, last) });
    // The first segment of all closes no hour but those that it has files of.
    if (this.#mergedMs === 0) this.#mergedMs = arrivalMs;
    if (this.#fromMs === 0) this.#fromMs = segment.beganMs;
    const { droppedMs = 0 } = manifest.position(POSITION) ?? {};
    const position = {
      next: last + 1,
      arrivalMs,
      mergedMs: this.#mergedMs,
      from: this.#from,
      fromMs: this.#fromMs,
      droppedMs,
    };
    manifest.commit({ added, positions: { [POSITION]: position } }, now());
    this.#next = last + 1;
    this.#arrivalMs = arrivalMs;
    this.#touched = added.map(({ hourMs }) => hourMs);
  }

  async #mergeDue(): Promise<void> {
    const hours = new Set([...this.#touched, ...hoursClosed(this.#mergedMs, this.#arrivalMs)]);
    for (const hourMs of [...hours].sort((a, b) => a - b)) await this.#mergeHour(hourMs);
    this.#touched = [];
    this.#mergedMs = this.#arrivalMs;
  }

  async #mergeHour(hourMs: number): Promise<void> {
    const { writer, manifest, now } = this.#parts;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const due = dueMerges(manifest.files(TABLE.name, hourMs), this.#arrivalMs);
      if (due.length === 0) return;
      for (const files of due) {
        const merged = await mergeFiles(writer, TABLE, files);
        if (!manifest.commit({ added: [merged], retired: files }, now())) break;
      }
    }
  }
}

/** Hours with files of the segment before `next`: after a crash they are looked through once more. */
function touchedBy(manifest: Manifest, next: number): readonly number[] {
  return manifest.files(TABLE.name).flatMap(({ last, hourMs }: WarehouseFile) => (last === next - 1 ? [hourMs] : []));
}
