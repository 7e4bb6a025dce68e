/**
 * The source of the `log` connector: the durable log, batch by batch, endless.
 *
 * Time comes from the log alone: a batch's arrival time is the processing time of its rows, so a replay gives the same
 * answer as the first run. Heartbeats (batches without records) let time pass when no events come.
 */
import { MillraceError } from '../errors/millrace-error.ts';
import { DecodeFailure } from '../formats/decode-failure.ts';
import { type JsonFieldFilter, jsonFieldFilter } from '../formats/json-field-filter.ts';
import { readJsonOptions } from '../formats/json-options.ts';
import { compileJsonDecoder, type JsonDecoder } from '../formats/json-scanner.ts';
import type { LogBatch, LogReader, PartitionSlice } from '../log/log.ts';
import { Change, type Row, type Value } from '../row/row.ts';
import { rowClass, rowToValues, valuesToRow } from '../row/row-class.ts';
import type { ScanNode } from '../sql/plan/physical-plan.ts';
import type { StateValue } from '../state/state-store.ts';
import type { SourceOutputs } from './batch-output.ts';
import type { ReadStatus, Source } from './source.ts';
import { invalidTable, tableOptions } from './table-options.ts';

/** A record of the log that gave no row. */
export interface UndecodableRecord {
  readonly sequence: number;
  readonly partition: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

export interface LogSourceOptions extends SourceOutputs {
  readonly log: LogReader;
  readonly scan: ScanNode;
  /** Compiled from the table's options when absent. */
  readonly decoder?: JsonDecoder;
  /** Told of each record that cannot be decoded; such a record gives no row and stops nothing. */
  readonly onUndecodable?: (record: UndecodableRecord) => void;
  /** Told when batches were trimmed before they were read; without it that is an error LOG_GAP. */
  readonly onGap?: (missingBatches: number) => void;
}

/** What is read from the log at once. */
const READ_BYTES = 1024 * 1024;

/** @throws SqlError SQL_INVALID_TABLE for options or metadata that the connector does not know. */
export function createLogSource(options: LogSourceOptions): LogSource {
  return new LogSource(options);
}

export class LogSource implements Source {
  readonly #options: LogSourceOptions;
  readonly #toRow: RecordReader;
  /** Tells records that nobody asks for; undefined where all are asked for. */
  readonly #mayMatter: JsonFieldFilter | undefined;
  #next = 1;
  /** False until a position is known: a log whose beginning was trimmed is read from where it begins. */
  #started = false;
  /** Read from the log, not yet pushed. */
  #waiting: LogBatch[] = [];
  /** Records that gave no row. */
  undecodableRecords = 0;

  constructor(options: LogSourceOptions) {
    this.#options = options;
    this.#toRow = recordReader(options);
    const { only } = options.scan;
    this.#mayMatter = only && jsonFieldFilter(only.column, only.values);
  }

  /** Pushes whole batches until they have given `maxRows` records or the log's end is reached. */
  read(maxRows: number): ReadStatus {
    let records = 0;
    let pushed = false;
    while (records < maxRows) {
      const batch = this.#takeBatch();
      if (!batch) break;
      records += this.#push(batch);
      pushed = true;
    }
    return pushed ? 'more' : 'idle';
  }

  /** The sequence of the next batch. */
  position(): StateValue {
    return this.#next;
  }

  seek(position: StateValue): void {
    this.#next = Number(position);
    this.#started = true;
    this.#waiting = [];
  }

  close(): void {
    this.#waiting = [];
  }

  #takeBatch(): LogBatch | undefined {
    if (this.#waiting.length === 0) this.#waiting = [...this.#options.log.read(this.#next, READ_BYTES)].reverse();
    const batch = this.#waiting.pop();
    if (!batch) return undefined;
    if (this.#started && batch.sequence > this.#next) this.#reportGap(batch.sequence - this.#next);
    this.#started = true;
    this.#next = batch.sequence + 1;
    return batch;
  }

  #reportGap(missingBatches: number): void {
    if (this.#options.onGap) {
      this.#options.onGap(missingBatches);
      return;
    }
    throw new MillraceError(`${missingBatches} batches from ${this.#next} on were trimmed before they were read`, {
      code: 'LOG_GAP',
      domain: 'user',
      retry: 'never',
      hint: 'The log is kept too short for how far this pipeline was behind: lengthen its retention, then rebuild.',
    });
  }

  #push(batch: LogBatch): number {
    const { output, watermark } = this.#options;
    let records = 0;
    output.onProcessingTime(batch.arrivalMs);
    for (const slice of batch.slices) {
      watermark?.partition(slice.partition);
      this.#pushSlice(batch, slice);
      records += slice.ends.length;
    }
    // Had the watermark moved on half of an append, the partitions of the other half would be late.
    if (!batch.continues) watermark?.batchEnd(batch.arrivalMs);
    return records;
  }

  #pushSlice(batch: LogBatch, slice: PartitionSlice): void {
    const { output } = this.#options;
    const mayMatter = this.#mayMatter;
    let start = 0;
    for (let index = 0; index < slice.ends.length; index++) {
      const end = slice.ends[index] ?? start;
      if (mayMatter === undefined || mayMatter(slice.bytes, start)) {
        const row = this.#toRow(batch, slice, { index, start, end });
        if (row instanceof DecodeFailure) this.#undecodable(batch, slice, { index, start, end }, row);
        else output.onRow(row, Change.INSERT);
      }
      start = end;
    }
  }

  #undecodable(batch: LogBatch, slice: PartitionSlice, place: RecordPlace, failure: DecodeFailure): void {
    this.undecodableRecords++;
    this.#options.onUndecodable?.({
      sequence: batch.sequence,
      partition: slice.partition,
      offset: slice.firstOffset + place.index,
      bytes: slice.bytes.subarray(place.start, place.end),
      reason: failure.reason,
    });
  }
}

/** Where a record lies in its slice. */
interface RecordPlace {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

type RecordReader = (batch: LogBatch, slice: PartitionSlice, place: RecordPlace) => Row | DecodeFailure;

/** What the log knows of a record besides its bytes, by metadata key. */
const METADATA: Readonly<Record<string, (batch: LogBatch, slice: PartitionSlice, place: RecordPlace) => Value>> = {
  timestamp: ({ arrivalMs }) => arrivalMs,
  partition: (_batch, { partition }) => partition,
  offset: (_batch, { firstOffset }, { index }) => firstOffset + index,
};

function recordReader({ scan, decoder: given }: LogSourceOptions): RecordReader {
  const metadata = scan.schema.map(({ name }) => metadataOf(scan, name));
  const payload = scan.schema.filter((_, column) => metadata[column] === undefined);
  const decoder = given ?? compileJsonDecoder(payload, { ...readJsonOptions(tableOptions(scan.table)), trusted: true });
  if (payload.length === scan.schema.length) {
    return (_batch, slice, { start, end }) => decoder.decode(slice.bytes, start, end);
  }
  const Class = rowClass(scan.schema, scan.table.name);
  return (batch, slice, place) => {
    const decoded = decoder.decode(slice.bytes, place.start, place.end);
    if (decoded instanceof DecodeFailure) return decoded;
    const values = rowToValues(decoded)[Symbol.iterator]();
    return valuesToRow(
      Class,
      metadata.map((read) => (read ? read(batch, slice, place) : (values.next().value ?? null))),
    );
  };
}

function metadataOf({ table }: ScanNode, column: string) {
  const key = table.metadataKeys?.[column];
  if (key === undefined) return undefined;
  const known = Object.keys(METADATA).map((name) => `'${name}'`);
  return METADATA[key] ?? invalidTable(table, `the log has no metadata '${key}'`, `it is one of ${known.join(', ')}`);
}
