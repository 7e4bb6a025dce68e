/** Where a log ends: what the next append needs to know. Written in every commit, so that it survives trimming. */
import assert from 'node:assert/strict';
import type { NewRecords, PartitionSlice } from './log.ts';

export interface LogHead {
  /** The sequence that the next batch gets. */
  readonly next: number;
  /** The arrival time of the newest batch; 0 before the first. */
  readonly arrivalMs: number;
  /** The next offset of each partition. */
  readonly offsets: readonly number[];
}

/** The head of a log without records. Batches are numbered from 1, offsets in each partition from 0. */
export function emptyHead(partitionCount: number): LogHead {
  return { next: 1, arrivalMs: 0, offsets: new Array<number>(partitionCount).fill(0) };
}

/** All numbers as doubles, one after another: exact up to 2^53, and read without any parsing. */
export function encodeHead(head: LogHead): Uint8Array {
  const numbers = Float64Array.of(head.next, head.arrivalMs, ...head.offsets);
  return new Uint8Array(numbers.buffer);
}

export function decodeHead(bytes: Uint8Array): LogHead {
  const [next = 1, arrivalMs = 0, ...offsets] = new Float64Array(new Uint8Array(bytes).buffer);
  return { next, arrivalMs, offsets };
}

/** Gives records their offsets: the slices of a batch, and the head behind it. */
export function numberRecords(
  head: LogHead,
  arrivalMs: number,
  records: readonly NewRecords[],
): { readonly slices: readonly PartitionSlice[]; readonly head: LogHead } {
  const offsets = [...head.offsets];
  const slices = records.map(({ partition, bytes, ends }): PartitionSlice => {
    const firstOffset = offsets[partition];
    assert(firstOffset !== undefined, `the log has no partition ${partition}`);
    offsets[partition] = firstOffset + ends.length;
    return { partition, firstOffset, bytes, ends };
  });
  return { slices, head: { next: head.next + 1, arrivalMs, offsets } };
}
