/**
 * `'connector' = 'timed'`: the rows of a file that arrive by the clock, for cases that ask the clock. Flink waits for the
 * machine's; here the clock is what the table says, so that every run, and every way to run, meets the same times.
 *
 * `'arrivals' = '0:6 s,300:11 s'`: row 300 and those after it arrive 11 seconds after `clock.start`. The table ends at
 * `end`. A script has one such table at most: two would not take turns as their times say.
 */
import assert from 'node:assert/strict';
import { BatchOutput, type SourceOutputs } from '../../src/connectors/batch-output.ts';
import { readFileFormat } from '../../src/connectors/file-format.ts';
import { FILE_START, type FileRows } from '../../src/connectors/file-rows.ts';
import type { ReadStatus, Source } from '../../src/connectors/source.ts';
import type { TableConnector } from '../../src/connectors/table-connector.ts';
import { tableOptions } from '../../src/connectors/table-options.ts';
import { DecodeFailure } from '../../src/formats/decode-failure.ts';
import type { OptionReader } from '../../src/formats/option-reader.ts';
import { parseDuration } from '../../src/row/parse-duration.ts';
import { Change, type Row } from '../../src/row/row.ts';
import type { StateValue } from '../../src/state/state-store.ts';

interface Arrival {
  readonly row: number;
  readonly ms: number;
}

interface Schedule {
  readonly arrivals: readonly Arrival[];
  readonly endMs: number;
}

export const timedConnector: TableConnector = {
  name: 'timed',
  createSource({ table, columns }, output, watermark) {
    const reader = tableOptions(table);
    const path = reader.requiredText('path');
    const format = readFileFormat(reader, table.schema);
    const schedule = readSchedule(reader);
    reader.finish();
    const open = () => format.opener(table.schema, columns)(path, FILE_START);
    return new TimedSource(open, schedule, { output, watermark });
  },
};

function readSchedule(reader: OptionReader): Schedule {
  const startMs = Date.parse(reader.requiredText('clock.start'));
  // Flink's side begins with a whole period of the machine's clock, so the clock here does, too.
  if (startMs % reader.duration('clock.period', 1) !== 0) reader.refuse('clock.start is no whole number of periods');
  const arrivals = reader
    .requiredText('arrivals')
    .split(',')
    .map((arrival) => arrival.split(':'))
    .map(([row = '', time = '']) => ({ row: Number(row), ms: startMs + milliseconds(reader, time) }));
  return { arrivals, endMs: startMs + milliseconds(reader, reader.requiredText('end')) };
}

function milliseconds(reader: OptionReader, text: string): number {
  return parseDuration(text) ?? reader.refuse(`'${text}' is not a duration`);
}

class TimedSource implements Source {
  readonly #open: () => FileRows;
  readonly #schedule: Schedule;
  readonly #output: BatchOutput;
  #rows: readonly Row[] | undefined;
  #next = 0;

  constructor(open: () => FileRows, schedule: Schedule, outputs: SourceOutputs) {
    this.#open = open;
    this.#schedule = schedule;
    this.#output = new BatchOutput(outputs);
  }

  /** A batch has rows of one arrival; the last one has none, and the time of the end. */
  async read(maxRows: number): Promise<ReadStatus> {
    this.#rows ??= await allRows(this.#open());
    const { arrivals, endMs } = this.#schedule;
    const isOver = this.#next >= this.#rows.length;
    const due = arrivals.findLast(({ row }) => row <= this.#next);
    const following = arrivals.find(({ row }) => row > this.#next);
    this.#output.begin(isOver || due === undefined ? endMs : due.ms);
    const batch = this.#rows.slice(this.#next, Math.min(this.#next + maxRows, following?.row ?? this.#rows.length));
    for (const row of batch) this.#output.row(row, Change.INSERT);
    this.#output.end();
    this.#next += batch.length;
    return isOver ? 'end' : 'more';
  }

  position(): StateValue {
    return this.#next;
  }

  seek(position: StateValue): void {
    this.#next = Number(position);
  }

  close(): void {}
}

async function allRows(file: FileRows): Promise<readonly Row[]> {
  const rows: Row[] = [];
  await file.read(Number.POSITIVE_INFINITY, (result, line) => {
    assert(!(result instanceof DecodeFailure), `line ${line} cannot be read`);
    rows.push(result);
  });
  file.close();
  return rows;
}
