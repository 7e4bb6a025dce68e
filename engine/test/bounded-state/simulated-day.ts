/**
 * A table of made-up shop events in simulated time, at full disorder: each row lags behind the newest by anything up to
 * the watermark's delay, and shoppers come and go, so that no key lives long.
 */
import { BatchOutput, type SourceOutputs } from '../../src/connectors/batch-output.ts';
import type { ReadStatus, Source } from '../../src/connectors/source.ts';
import type { TableConnector } from '../../src/connectors/table-connector.ts';
import { Change, type Value } from '../../src/row/row.ts';
import { type RowClass, rowClass, valuesToRow } from '../../src/row/row-class.ts';
import type { StateValue } from '../../src/state/state-store.ts';

export interface SimulatedDay {
  readonly hours: number;
  readonly rowsPerSecond: number;
  readonly seed: number;
}

const START_MS = Date.UTC(2026, 0, 15);
const DELAY_MS = 5 * 60_000;
/** Shoppers who are about at one time, and after how many rows the longest there leaves and a new one comes. */
const SHOPPERS = 200;
const ROWS_A_SHOPPER = 40;
const KINDS = ['view', 'order', 'payment', 'rate'];

/** The connector `simulated`. Its table has the columns id, shopper, kind, amount and ts. */
export function simulatedDay(day: SimulatedDay): TableConnector {
  return {
    name: 'simulated',
    createSource: (scan, output, watermark) =>
      new SimulatedSource(day, { Class: rowClass(scan.schema), columns: scan.columns }, { output, watermark }),
  };
}

interface RowShape {
  readonly Class: RowClass;
  readonly columns: readonly number[];
}

class SimulatedSource implements Source {
  readonly #day: SimulatedDay;
  readonly #shape: RowShape;
  readonly #output: BatchOutput;
  #next = 0;

  constructor(day: SimulatedDay, shape: RowShape, outputs: SourceOutputs) {
    this.#day = day;
    this.#shape = shape;
    this.#output = new BatchOutput(outputs);
  }

  read(maxRows: number): ReadStatus {
    const { hours, rowsPerSecond, seed } = this.#day;
    const { Class, columns } = this.#shape;
    const end = Math.min(hours * 3600 * rowsPerSecond, this.#next + maxRows);
    this.#output.begin(START_MS + (this.#next * 1000) / rowsPerSecond);
    for (; this.#next < end; this.#next += 1) {
      const values = eventOf(this.#next, seed, rowsPerSecond);
      this.#output.row(
        valuesToRow(
          Class,
          columns.map((column) => values[column] ?? null),
        ),
        Change.INSERT,
      );
    }
    this.#output.end();
    return end === hours * 3600 * rowsPerSecond ? 'end' : 'more';
  }

  position(): StateValue {
    return this.#next;
  }

  seek(position: StateValue): void {
    this.#next = Number(position);
  }

  close(): void {}
}

function eventOf(index: number, seed: number, rowsPerSecond: number): readonly Value[] {
  const random = (salt: number): number => hash(index * 8 + salt, seed) / 0x1_0000_0000;
  const shopper = Math.floor(index / ROWS_A_SHOPPER) + Math.floor(random(0) * SHOPPERS);
  const kind = KINDS[Math.floor(random(1) * KINDS.length)] ?? 'view';
  const time = START_MS + Math.floor((index * 1000) / rowsPerSecond) - Math.floor(random(2) * DELAY_MS);
  return [index, shopper, kind, Math.floor(random(3) * 100), time];
}

/** 32 bits that look random, from two numbers. */
function hash(index: number, seed: number): number {
  let bits = Math.imul(index ^ (index >>> 15) ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
