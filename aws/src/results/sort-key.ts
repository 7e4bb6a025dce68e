/** The key of a view's row as text that sorts as the key does: times before later times, numbers before greater ones. */
import type { KeyPart, ViewKey, ViewRow } from '@millrace/engine/views/view-store.ts';

const DIGITS = 16;

/** @param key times as ISO 8601 text of one length, as rows have them. */
export function sortKey(key: ViewKey): string {
  return key.map(partText).join('#');
}

/** @param columns of the key. */
export function sortKeyOfRow(row: ViewRow, columns: readonly string[]): string {
  return sortKey(columns.map((name) => keyPart(row[name])));
}

/** Whole numbers of a key are places, ranks and numbers in a row, and never negative. */
function partText(part: KeyPart): string {
  if (typeof part === 'number') return String(part).padStart(DIGITS, '0');
  return part === null ? '' : String(part).replaceAll('%', '%25').replaceAll('#', '%23');
}

function keyPart(value: ViewRow[string] | undefined): KeyPart {
  return value === undefined || typeof value === 'object' ? null : value;
}
