/**
 * Changes records that lie in the log already: for data that must be taken out of it. Positions stay as they are.
 *
 * RR1. Only the log's one writer writes (`replaceBlock`): who goes through the log hands it changed blocks. Doing it again
 *      does no harm.
 */
import type { LogBatch, LogReader, PartitionSlice } from './log.ts';
import { encodeBlock } from './log-block.ts';

export interface RecordRewrite {
  /** Looks at many records at once: false when none of them can be meant. */
  mayHold(bytes: Uint8Array): boolean;
  /** The record in its new form; undefined when it stays as it is. */
  change(record: string): string | undefined;
  /** Hands a changed block to the writer; absent when it is only counted. */
  write?(sequence: number, block: Uint8Array): void;
  readonly onProgress?: (share: number) => void;
}

const READ_BYTES = 4 * 1024 * 1024;

/** Goes through the log as it is now. @returns how many records were changed, or would be. */
export function rewriteRecords(log: LogReader, rewrite: RecordRewrite): number {
  const { first, next } = log.bounds();
  let changed = 0;
  for (let sequence = first; sequence < next; ) {
    const batches = log.read(sequence, READ_BYTES);
    if (batches.length === 0) break;
    for (const batch of batches) changed += rewriteBatch(batch, rewrite);
    sequence = (batches.at(-1)?.sequence ?? next) + 1;
    rewrite.onProgress?.((sequence - first) / (next - first));
  }
  return changed;
}

function rewriteBatch(batch: LogBatch, rewrite: RecordRewrite): number {
  if (!batch.slices.some(({ bytes }) => rewrite.mayHold(bytes))) return 0;
  let changed = 0;
  const slices = batch.slices.map((slice) => {
    if (!rewrite.mayHold(slice.bytes)) return slice;
    const records = recordsOf(slice);
    const written = records.map((record) => rewrite.change(record));
    changed += written.filter((record) => record !== undefined).length;
    return sliceOf(
      slice,
      records.map((record, index) => written[index] ?? record),
    );
  });
  if (changed > 0) rewrite.write?.(batch.sequence, encodeBlock(batch.arrivalMs, slices, batch.continues === true));
  return changed;
}

function recordsOf({ bytes, ends }: PartitionSlice): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(ends, (end, index) => buffer.toString('utf8', ends[index - 1] ?? 0, end));
}

function sliceOf({ partition, firstOffset }: PartitionSlice, records: readonly string[]): PartitionSlice {
  const parts = records.map((record) => Buffer.from(record));
  let at = 0;
  const ends = Uint32Array.from(parts, (part) => (at += part.length));
  return { partition, firstOffset, bytes: Buffer.concat(parts), ends };
}
