/** Cuts a large batch into pieces, so that no block of the log is much larger than a page run that is easy to find. */
import assert from 'node:assert/strict';
import type { NewRecords } from './log.ts';

/** Records of one piece take at most this many bytes, unless a single record is larger. */
export const MAX_BLOCK_BYTES = 256 * 1024;

/** The pieces of a batch, in order: at least one, even of a batch without records. Slices without records vanish. */
export function splitBatch(records: readonly NewRecords[]): readonly (readonly NewRecords[])[] {
  const pieces: NewRecords[][] = [];
  let piece: NewRecords[] = [];
  let room = MAX_BLOCK_BYTES;
  for (const slice of inPartitionOrder(records)) {
    let first = 0;
    while (first < slice.ends.length) {
      const count = fittingRecords(slice, first, room);
      if (count === 0 && piece.length > 0) {
        pieces.push(piece);
        piece = [];
        room = MAX_BLOCK_BYTES;
        continue;
      }
      const part = cut(slice, first, Math.max(1, count));
      piece.push(part);
      room -= part.bytes.length;
      first += part.ends.length;
    }
  }
  if (piece.length > 0 || pieces.length === 0) pieces.push(piece);
  return pieces;
}

function inPartitionOrder(records: readonly NewRecords[]): readonly NewRecords[] {
  const ordered = records.filter(({ ends }) => ends.length > 0).sort((a, b) => a.partition - b.partition);
  ordered.forEach(({ partition }, index) => {
    assert(partition !== ordered[index - 1]?.partition, `a batch names partition ${partition} twice`);
  });
  return ordered;
}

/** How many records from `first` on fit into `room` bytes. */
function fittingRecords({ ends }: NewRecords, first: number, room: number): number {
  const limit = startOf(ends, first) + room;
  if ((ends.at(-1) ?? 0) <= limit) return ends.length - first;
  let count = 0;
  while ((ends[first + count] ?? Number.POSITIVE_INFINITY) <= limit) count++;
  return count;
}

function cut(slice: NewRecords, first: number, count: number): NewRecords {
  const { partition, bytes, ends } = slice;
  if (count === ends.length) return { partition, bytes: bytes.subarray(0, startOf(ends, count)), ends };
  const start = startOf(ends, first);
  return {
    partition,
    bytes: bytes.subarray(start, startOf(ends, first + count)),
    ends: ends.slice(first, first + count).map((end) => end - start),
  };
}

/** Where record `index` begins; for the index behind the last record, where that one ends. */
function startOf(ends: Uint32Array, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] ?? 0);
}
