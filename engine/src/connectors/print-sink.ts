/**
 * `'connector' = 'print'`: each row on a line, as Flink prints it: `+I[a, 12.50, 2024-01-15T10:30]`, and behind
 * `print-identifier` and `> ` when that is given.
 */
import { Change, type Row } from '../row/row.ts';
import type { SinkNode } from '../sql/plan/physical-plan.ts';
import { printer } from './print-text.ts';
import type { Sink } from './sink.ts';
import type { TableConnector } from './table-connector.ts';
import { tableOptions } from './table-options.ts';

export const CHANGE_SIGNS: Readonly<Record<Change, string>> = {
  [Change.INSERT]: '+I',
  [Change.UPDATE_BEFORE]: '-U',
  [Change.UPDATE_AFTER]: '+U',
  [Change.DELETE]: '-D',
  // Flink has no early results. They are updates that will be updated again.
  [Change.EARLY]: '+U',
};

/** Where printed lines go; `text` ends with a line end. */
export interface PrintTargets {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const PROCESS_TARGETS: PrintTargets = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
};

/** The connector that prints to `targets`: standard output and, with `standard-error`, standard error. */
export function printConnector(targets: PrintTargets = PROCESS_TARGETS): TableConnector {
  return {
    name: 'print',
    createSink(node) {
      const reader = tableOptions(node.table);
      const identifier = reader.text('print-identifier');
      const write = reader.boolean('standard-error', false) ? targets.error : targets.out;
      reader.finish();
      return new PrintSink(node, identifier === undefined ? '' : `${identifier}> `, write);
    },
  };
}

/** Prints at each commit what has come since the last one; nothing is held over a restart. */
class PrintSink implements Sink {
  readonly #print: (row: Row) => string;
  readonly #prefix: string;
  readonly #write: (text: string) => void;
  #lines: string[] = [];

  constructor(node: SinkNode, prefix: string, write: (text: string) => void) {
    this.#print = printer(node.schema);
    this.#prefix = prefix;
    this.#write = write;
  }

  onRow(row: Row, change: Change): void {
    this.#lines.push(`${this.#prefix}${CHANGE_SIGNS[change]}${this.#print(row)}\n`);
  }

  commit(): void {
    if (this.#lines.length > 0) this.#write(this.#lines.join(''));
    this.#lines = [];
  }

  finish(): void {}

  position(): null {
    return null;
  }

  seek(): void {
    this.#lines = [];
  }
}
