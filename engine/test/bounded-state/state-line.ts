/** Runs joins in time, windows, sessions and OVER over a simulated day, and notes hour by hour what they remember. */
import { openPipeline } from '../../src/runtime/open-pipeline.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';
import { encodePlainValue } from '../../src/storage/plain-value.ts';
import { storedSlots } from '../operators/stored-slots.ts';
import { type SimulatedDay, simulatedDay } from './simulated-day.ts';

const TABLES = `
CREATE TABLE events (
  id INT, shopper INT, kind STRING, amount INT, ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts - INTERVAL '5' MINUTE
) WITH ('connector' = 'simulated');
CREATE TABLE rates (
  id INT, shopper INT, kind STRING, amount INT, ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts - INTERVAL '5' MINUTE, PRIMARY KEY (amount) NOT ENFORCED
) WITH ('connector' = 'simulated');
CREATE VIEW orders AS SELECT * FROM events WHERE kind = 'order';
CREATE VIEW payments AS SELECT * FROM events WHERE kind = 'payment';
CREATE VIEW ordered AS SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' MINUTE));
CREATE VIEW paid AS SELECT * FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '10' MINUTE));
`;

/** The windows are at most half an hour long and rows come up to five minutes late: after an hour nothing is new. */
const BOUNDED = `
CREATE TABLE pairs (o INT, p INT) WITH ('connector' = 'blackhole');
CREATE TABLE together (o INT, p INT) WITH ('connector' = 'blackhole');
CREATE TABLE priced (o INT, r INT) WITH ('connector' = 'blackhole');
CREATE TABLE totals (id INT, total BIGINT) WITH ('connector' = 'blackhole');
CREATE TABLE sessions (shopper INT, n BIGINT) WITH ('connector' = 'blackhole');

INSERT INTO pairs
SELECT o.id, p.id FROM orders AS o FULL JOIN payments AS p
  ON o.shopper = p.shopper AND p.ts BETWEEN o.ts - INTERVAL '5' MINUTE AND o.ts + INTERVAL '30' MINUTE;
INSERT INTO together
SELECT o.id, p.id FROM ordered AS o LEFT JOIN paid AS p
  ON o.shopper = p.shopper AND o.window_start = p.window_start AND o.window_end = p.window_end;
INSERT INTO priced
SELECT o.id, r.id FROM orders AS o LEFT JOIN rates FOR SYSTEM_TIME AS OF o.ts AS r ON o.amount = r.amount;
INSERT INTO totals
SELECT id, SUM(amount) OVER (PARTITION BY shopper ORDER BY ts RANGE BETWEEN INTERVAL '30' MINUTE PRECEDING AND CURRENT ROW)
FROM events;
INSERT INTO sessions
SELECT shopper, COUNT(*) FROM TABLE(SESSION(TABLE events PARTITION BY shopper, DESCRIPTOR(ts), INTERVAL '10' MINUTE))
GROUP BY shopper, window_start, window_end;
`;

/** A join that nothing bounds: its line must rise, or the measurement is worth nothing. */
const UNBOUNDED = `
CREATE TABLE pairs (o INT, p INT) WITH ('connector' = 'blackhole');
INSERT INTO pairs SELECT o.id, p.id FROM orders AS o JOIN payments AS p ON o.shopper = p.shopper;
`;

export type Queries = 'bounded' | 'unbounded';

/** What is remembered after so many hours of the day. */
export interface StateSample {
  readonly hour: number;
  /** Entries of state on disk, by operator. */
  readonly entries: Readonly<Record<string, number>>;
  /** All of them, as they are written. */
  readonly bytes: number;
  /** Missing where the collector cannot be called. */
  readonly heapBytes: number | undefined;
}

/** One sample at the end of each hour but the last, which ends with an empty state. */
export async function stateLine(
  day: SimulatedDay,
  queries: Queries,
  onSample: (sample: StateSample) => void,
): Promise<void> {
  const store = new MemoryStateStore();
  const pipeline = openPipeline({
    scripts: [{ file: 'bounded-state.sql', text: TABLES + (queries === 'bounded' ? BOUNDED : UNBOUNDED) }],
    store,
    connectors: [simulatedDay(day)],
  });
  const operators = pipeline.dataflow.operators.map(({ id }) => id);
  const rowsAnHour = 3600 * day.rowsPerSecond;
  for (let hour = 1; hour <= day.hours; hour += 1) {
    for (let rows = 0; rows < rowsAnHour; rows += rowsAnHour / 60) await pipeline.step(rowsAnHour / 60);
    if (hour < day.hours) onSample(sampleOf(store, operators, hour));
  }
  await pipeline.close();
}

function sampleOf(store: MemoryStateStore, operators: readonly string[], hour: number): StateSample {
  const entries: Record<string, number> = {};
  let bytes = 0;
  for (const operator of operators) {
    let count = 0;
    for (const [, value] of store.table(operator).entries()) {
      count += storedSlots(value);
      bytes += encodePlainValue(value).length;
    }
    if (count > 1) entries[operator] = count;
  }
  globalThis.gc?.();
  return { hour, entries, bytes, heapBytes: globalThis.gc === undefined ? undefined : process.memoryUsage().heapUsed };
}

/** How much more the last third of the samples holds than the first, on average: 1 is a flat line. */
export function growth(samples: readonly StateSample[], of: (sample: StateSample) => number): number {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const mean = (part: readonly StateSample[]): number =>
    part.reduce((sum, sample) => sum + of(sample), 0) / part.length;
  return mean(samples.slice(-third)) / mean(samples.slice(0, third));
}

/** All entries of state. */
export function entriesOf({ entries }: StateSample): number {
  return Object.values(entries).reduce((sum, count) => sum + count, 0);
}
