import { expect, test } from 'vitest';
import { PendingChanges } from '../../src/connectors/pending-changes.ts';
import { type Schema, STRING } from '../../src/row/data-type.ts';
import { Change } from '../../src/row/row.ts';
import { rowClass, rowToValues } from '../../src/row/row-class.ts';

const schema: Schema = [
  { name: 'at', type: { kind: 'TIMESTAMP', precision: 3, nullable: false } },
  { name: 'name', type: STRING },
];
const Row = rowClass(schema, 'pending');
const definition = { name: 'view', schema, primaryKey: ['at'], feedLength: 10 };
const SECONDS = 50_000;
const KEPT_SECONDS = 60;

function add(changes: PendingChanges, second: number, name: string): void {
  changes.add(new Row(second * 1000, name), Change.INSERT);
}

test('of one key the last change stays, in the order of the last changes', () => {
  const changes = new PendingChanges(definition, undefined);
  add(changes, 1, 'first');
  add(changes, 2, 'second');
  add(changes, 1, 'third');
  expect(changes.take().map(({ row }) => rowToValues(row)[1])).toEqual(['second', 'third']);
  expect(changes.take()).toEqual([]);
});

test('what the retention would drop at once is never handed out, however the rows come', () => {
  const changes = new PendingChanges(definition, KEPT_SECONDS * 1000);
  for (let second = 0; second < SECONDS; second += 1) add(changes, (second * 7) % SECONDS, 'row');
  const times = changes.take().map(({ row }) => Number(rowToValues(row)[0]) / 1000);
  const kept = Array.from({ length: KEPT_SECONDS + 1 }, (_, index) => SECONDS - 1 - KEPT_SECONDS + index);
  expect(times.filter((time) => time >= SECONDS - 1 - KEPT_SECONDS).sort((a, b) => a - b)).toEqual(kept);
  expect(times.length).toBeLessThan(20_000);
});

test('without a retention everything is handed out', () => {
  const changes = new PendingChanges(definition, undefined);
  for (let second = 0; second < SECONDS; second += 1) add(changes, second, 'row');
  expect(changes.take()).toHaveLength(SECONDS);
});
