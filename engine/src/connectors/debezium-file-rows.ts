/**
 * Files of changes as Debezium writes them, one on each line: `{"before": …, "after": …, "op": "u"}`. A row that was
 * created or read comes, an updated one goes and comes, a deleted one goes.
 */
import { DecodeFailure } from '../formats/decode-failure.ts';
import type { JsonDecoder } from '../formats/json-scanner.ts';
import type { DataType, Schema } from '../row/data-type.ts';
import { Change, type Row, type Value } from '../row/row.ts';
import { type RowClass, rowClass, valuesToRow } from '../row/row-class.ts';
import type { FilePosition, FileRows } from './file-rows.ts';
import { openJsonRows } from './json-file-rows.ts';

/** The columns of a line around rows of `fields`; `wrapped`: Debezium wrote its schema, and the change below `payload`. */
export function debeziumSchema(fields: Schema, wrapped: boolean): Schema {
  const row: DataType = { kind: 'ROW', fields: [...fields], nullable: true };
  const change: Schema = [
    { name: 'before', type: row },
    { name: 'after', type: row },
    { name: 'op', type: { kind: 'VARCHAR', length: 2 ** 31 - 1, nullable: true } },
  ];
  return wrapped ? [{ name: 'payload', type: { kind: 'ROW', fields: [...change], nullable: true } }] : change;
}

export interface DebeziumLines {
  /** Reads lines of `debeziumSchema(fields, wrapped)`. */
  readonly decoder: JsonDecoder;
  readonly fields: Schema;
  readonly wrapped: boolean;
}

/** Opens a file; its results say which change they are. */
export function openDebeziumRows(lines: DebeziumLines, path: string, position: FilePosition): FileRows {
  const rows = openJsonRows(lines.decoder, path, position);
  const Class = rowClass(lines.fields, 'debezium');
  return {
    read: (maxRows, onResult) =>
      rows.read(maxRows, (result, line) => {
        if (result instanceof DecodeFailure) onResult(result, line);
        else giveChange(changeOf(result, lines.wrapped), Class, (row, change) => onResult(row, line, change));
      }),
    position: () => rows.position(),
    close: () => rows.close(),
  };
}

type Parts = readonly [before: Value, after: Value, op: Value];

function changeOf(line: Row, wrapped: boolean): Parts {
  const [before = null, after = null, op = null] = wrapped ? ((line.c0 ?? []) as Value[]) : Object.values(line);
  return [before, after, op];
}

type OnChange = (result: Row | DecodeFailure, change?: Change) => void;

function giveChange([before, after, op]: Parts, Class: RowClass, onChange: OnChange): void {
  const failure = failureOf(before, after, op);
  if (failure !== undefined) {
    onChange(failure);
    return;
  }
  const isUpdate = op === 'u';
  if (Array.isArray(before) && (isUpdate || op === 'd')) {
    onChange(valuesToRow(Class, before), isUpdate ? Change.UPDATE_BEFORE : Change.DELETE);
  }
  if (Array.isArray(after) && op !== 'd') {
    onChange(valuesToRow(Class, after), isUpdate ? Change.UPDATE_AFTER : Change.INSERT);
  }
}

function failureOf(before: Value, after: Value, op: Value): DecodeFailure | undefined {
  switch (op) {
    case 'c':
    case 'r':
      return after === null ? new DecodeFailure(`the change '${op}' has nothing in "after"`) : undefined;
    case 'u':
      return before === null || after === null ? incomplete(op) : undefined;
    case 'd':
      return before === null ? incomplete(op) : undefined;
    default:
      return new DecodeFailure(`"op" is ${op === null ? 'missing' : `'${op}'`}; it is one of c, r, u, d`);
  }
}

/** Without what was there before, nothing can be taken back. */
function incomplete(op: string): DecodeFailure {
  const advice = 'in Postgres, ALTER TABLE … REPLICA IDENTITY FULL makes it complete';
  return new DecodeFailure(`the change '${op}' does not say what the row was before or is after; ${advice}`);
}
