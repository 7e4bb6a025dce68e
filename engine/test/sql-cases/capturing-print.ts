/** The connector `print` for tests: rows come as changes, with the primary key apart, instead of as text. */
import { CHANGE_SIGNS } from '../../src/connectors/print-sink.ts';
import { printer } from '../../src/connectors/print-text.ts';
import type { Sink } from '../../src/connectors/sink.ts';
import type { TableConnector } from '../../src/connectors/table-connector.ts';
import type { Change, Row } from '../../src/row/row.ts';
import type { SinkNode } from '../../src/sql/plan/physical-plan.ts';
import type { PrintedChange } from './folded-rows.ts';

/** `name` is the connector that it stands in for: `print`, or `view`, which replaces rows by their key. */
export function capturingPrint(
  captured: (change: PrintedChange) => void,
  name: 'print' | 'view' = 'print',
): TableConnector {
  return { name, createSink: (node) => new CapturingSink(node, captured) };
}

/** As every sink, it hands on at a commit what has come since the last one. */
class CapturingSink implements Sink {
  readonly #describe: (row: Row, change: Change) => PrintedChange;
  readonly #captured: (change: PrintedChange) => void;
  #changes: PrintedChange[] = [];

  constructor({ table, schema }: SinkNode, captured: (change: PrintedChange) => void) {
    // The table of a bare SELECT has a name that no script can give, and none in the record.
    const name = table.options['print-identifier'] ?? (table.name === 'select' ? '' : table.name);
    const print = printer(schema);
    const printKey = keyPrinter(table.primaryKey, schema);
    this.#describe = (row, change) => ({
      table: name,
      kind: CHANGE_SIGNS[change],
      row: print(row),
      key: printKey(row),
    });
    this.#captured = captured;
  }

  onRow(row: Row, change: Change): void {
    this.#changes.push(this.#describe(row, change));
  }

  commit(): void {
    this.#changes.forEach(this.#captured);
    this.#changes = [];
  }

  finish(): void {}

  position(): null {
    return null;
  }

  seek(): void {
    this.#changes = [];
  }
}

function keyPrinter(primaryKey: readonly string[], schema: SinkNode['schema']): (row: Row) => string | null {
  if (primaryKey.length === 0) return () => null;
  const columns = primaryKey.map((name) => schema.findIndex((column) => column.name === name));
  const print = printer(columns.flatMap((index) => schema[index] ?? []));
  return (row) => print(Object.fromEntries(columns.map((from, to) => [`c${to}`, row[`c${from}`] ?? null])));
}
