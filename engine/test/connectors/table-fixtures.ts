/** Tables, scans and outputs for connector tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Source } from '../../src/connectors/source.ts';
import type { Output } from '../../src/operators/operator.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import type { Row, Value } from '../../src/row/row.ts';
import { rowToValues } from '../../src/row/row-class.ts';
import type { ScanNode, SinkNode, TableDefinition } from '../../src/sql/plan/physical-plan.ts';

export const INT: DataType = { kind: 'INT', nullable: true };
export const ID_AND_NAME: Schema = [
  { name: 'id', type: INT },
  { name: 'name', type: STRING },
];

const span = { file: 'test.sql', line: 3, column: 1, start: 20, end: 30 };

export function table(options: Record<string, string>, more: Partial<TableDefinition> = {}): TableDefinition {
  return { name: 'things', schema: ID_AND_NAME, primaryKey: [], partitionKeys: [], options, span, ...more };
}

/** A scan of all columns, or of those with these indices. */
export function scanOf(
  definition: TableDefinition,
  columns: readonly number[] = [...definition.schema.keys()],
): ScanNode {
  const schema = columns.flatMap((column) => definition.schema[column] ?? []);
  return { kind: 'scan', id: 'things/scan', table: definition, columns, schema, span };
}

export function sinkOf(definition: TableDefinition): SinkNode {
  const input = scanOf(definition);
  return { kind: 'sink', id: '2-sink', table: definition, schema: definition.schema, input, span };
}

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Keeps the rows that it gets, and says in which order times came. */
export class CollectedOutput implements Output {
  readonly rows: (readonly Value[])[] = [];
  readonly processingTimes: number[] = [];

  onRow(row: Row): void {
    this.rows.push(rowToValues(row));
  }

  onWatermark(): void {}

  onProcessingTime(ms: number): void {
    this.processingTimes.push(ms);
  }

  onBatchEnd(): void {}
}

/** Reads until the source ends. */
export async function readAll(source: Source, maxRows = 1000): Promise<void> {
  for (let reads = 0; reads < 100_000; reads++) {
    if ((await source.read(maxRows)) === 'end') return source.close();
  }
  throw new Error('the source does not end');
}
