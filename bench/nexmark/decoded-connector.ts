/**
 * `'connector' = 'decoded'`: the rows of a file, decoded before the query starts and kept, so that a benchmark sees the
 * engine without the decoder. Every column is there, as it is when rows come from another program.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { BatchOutput, type SourceOutputs } from '../../engine/src/connectors/batch-output.ts';
import { readFileFormat } from '../../engine/src/connectors/file-format.ts';
import type { ReadStatus, Source } from '../../engine/src/connectors/source.ts';
import type { TableConnector } from '../../engine/src/connectors/table-connector.ts';
import { tableOptions } from '../../engine/src/connectors/table-options.ts';
import { DecodeFailure } from '../../engine/src/formats/decode-failure.ts';
import { Change, type Row } from '../../engine/src/row/row.ts';
import type { TableDefinition } from '../../engine/src/sql/plan/physical-plan.ts';
import type { StateValue } from '../../engine/src/state/state-store.ts';

const files = new Map<string, readonly Row[]>();

export const decodedConnector: TableConnector = {
  name: 'decoded',
  createSource(scan, output, watermark) {
    assert.deepEqual(scan.columns, [...scan.table.schema.keys()], 'a benchmark reads all columns of its table');
    return new DecodedSource(rowsOf(scan.table), { output, watermark });
  },
};

function rowsOf(table: TableDefinition): readonly Row[] {
  const reader = tableOptions(table);
  const path = reader.requiredText('path');
  const format = readFileFormat(reader, table.schema);
  reader.finish();
  const known = files.get(path);
  if (known !== undefined) return known;
  const rows: Row[] = [];
  format.reader(table.schema)(readFileSync(path), (row) => {
    assert(!(row instanceof DecodeFailure), `${path} has a row that cannot be read`);
    rows.push(row);
  });
  files.set(path, rows);
  return rows;
}

class DecodedSource implements Source {
  readonly #rows: readonly Row[];
  readonly #output: BatchOutput;
  #next = 0;

  constructor(rows: readonly Row[], outputs: SourceOutputs) {
    this.#rows = rows;
    this.#output = new BatchOutput(outputs);
  }

  read(maxRows: number): ReadStatus {
    const end = Math.min(this.#rows.length, this.#next + maxRows);
    this.#output.begin(Date.now());
    for (; this.#next < end; this.#next++) this.#output.row(this.#rows[this.#next] as Row, Change.INSERT);
    this.#output.end();
    return end === this.#rows.length ? 'end' : 'more';
  }

  position(): StateValue {
    return this.#next;
  }

  seek(position: StateValue): void {
    this.#next = Number(position);
  }

  close(): void {}
}
