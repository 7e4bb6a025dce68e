/**
 * Ids of changes: the same change has the same id whenever it is told. They have the form of UUIDs, which deduplication takes
 * as they are, where any other text costs a hash.
 */
import { hash } from 'node:crypto';

const HALF = 2 ** 32;

/** Several changes that are one row of the stream: a changed key is a row that goes and one that comes. */
export const IdKind = { only: 0, gone: 1, come: 2, truncated: 3 } as const;

/**
 * Of the changes of a transaction: the source's name hashed to 32 bits, the commit's place, then kind and number.
 * @returns the id of a change by its number within the transaction, which is below 2^28.
 */
export function transactionIds(source: string, finalLsn: number): (row: number, kind?: number) => string {
  const tag = hash('sha256', `cdc ${source}`).slice(0, 8);
  const place = hex(Math.floor(finalLsn / HALF)) + hex(finalLsn % HALF);
  const [a, b, c, d] = [place.slice(0, 4), place.slice(4, 8), place.slice(8, 12), place.slice(12)];
  const prefix = `${tag}-${a}-${b}-${c}-${d}`;
  return (row, kind = IdKind.only) => prefix + hex(row + (kind & 0xf) * 2 ** 28);
}

/** Of the rows of a snapshot: source, generation and table hashed to 64 bits, then the row's number. */
export function snapshotIds(source: string, generation: number, table: string): (row: number) => string {
  const tag = hash('sha256', JSON.stringify(['cdc', source, generation, table])).slice(0, 16);
  const prefix = `${tag.slice(0, 8)}-${tag.slice(8, 12)}-${tag.slice(12)}`;
  return (row) => {
    const number = hex(Math.floor(row / HALF)) + hex(row % HALF);
    return `${prefix}-${number.slice(0, 4)}-${number.slice(4)}`;
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
