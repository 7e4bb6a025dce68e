/** The rows of a file, each changed on its way out. */
import { DecodeFailure } from '../formats/decode-failure.ts';
import type { Row } from '../row/row.ts';
import type { FileRows } from './file-rows.ts';

/** Failures and places pass through unchanged. */
export function mapRows(rows: FileRows, change: (row: Row) => Row): FileRows {
  return {
    read: (maxRows, onResult) =>
      rows.read(maxRows, (result, line, kind) => {
        onResult(result instanceof DecodeFailure ? result : change(result), line, kind);
      }),
    position: () => rows.position(),
    close: () => rows.close(),
  };
}
