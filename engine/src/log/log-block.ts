/**
 * A batch as one block of bytes, with a checksum over all of it. Little-endian:
 *
 *     0   u32 CRC-32 of everything behind it
 *     4   u16 format version, u16 number of slices; its highest bit says that more of the same append follows
 *     8   f64 arrivalMs
 *     16  per slice: u32 partition, u32 number of records, f64 first offset
 *         then the record ends of each slice (u32), then the record bytes of each slice
 */
import { crc32 } from 'node:zlib';
import { MillraceError } from '../errors/millrace-error.ts';
import type { LogBatch, PartitionSlice } from './log.ts';

const VERSION = 1;
const HEADER_BYTES = 16;
const SLICE_HEADER_BYTES = 16;
const CONTINUES = 0x8000;

/** The block of a batch that will get its sequence as its key. `continues`: see LogBatch. */
export function encodeBlock(arrivalMs: number, slices: readonly PartitionSlice[], continues = false): Uint8Array {
  const block = new Uint8Array(blockBytes(slices));
  const view = new DataView(block.buffer);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, slices.length | (continues ? CONTINUES : 0), true);
  view.setFloat64(8, arrivalMs, true);
  let header = HEADER_BYTES;
  let ends = HEADER_BYTES + slices.length * SLICE_HEADER_BYTES;
  for (const slice of slices) {
    view.setUint32(header, slice.partition, true);
    view.setUint32(header + 4, slice.ends.length, true);
    view.setFloat64(header + 8, slice.firstOffset, true);
    header += SLICE_HEADER_BYTES;
    for (const end of slice.ends) {
      view.setUint32(ends, end, true);
      ends += 4;
    }
  }
  let at = ends;
  for (const { bytes } of slices) {
    block.set(bytes, at);
    at += bytes.length;
  }
  view.setUint32(0, crc32(block.subarray(4)), true);
  return block;
}

/**
 * The batch of a block. Its records' bytes lie in the block's own memory.
 * @throws MillraceError LOG_CORRUPT when the block is not what was written.
 */
export function decodeBlock(sequence: number, block: Uint8Array): LogBatch {
  const view = checkedView(sequence, block);
  const counted = view.getUint16(6, true);
  const sliceCount = counted & ~CONTINUES;
  const headers = Array.from({ length: sliceCount }, (_, index) => HEADER_BYTES + index * SLICE_HEADER_BYTES);
  let at = HEADER_BYTES + sliceCount * SLICE_HEADER_BYTES;
  const allEnds = headers.map((header) => {
    const ends = readEnds(view, at, view.getUint32(header + 4, true));
    at += ends.length * 4;
    return ends;
  });
  const slices = headers.map((header, index): PartitionSlice => {
    const ends = allEnds[index] ?? [];
    const bytes = block.subarray(at, at + (ends.at(-1) ?? 0));
    at += bytes.length;
    return { partition: view.getUint32(header, true), firstOffset: view.getFloat64(header + 8, true), bytes, ends };
  });
  return { sequence, arrivalMs: view.getFloat64(8, true), slices, ...(counted >= CONTINUES && { continues: true }) };
}

/** The arrival time of a block, without looking at its records. */
export function arrivalOfBlock(sequence: number, block: Uint8Array): number {
  return checkedView(sequence, block).getFloat64(8, true);
}

function checkedView(sequence: number, block: Uint8Array): DataView {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block.length < HEADER_BYTES) throw corrupt(sequence, `it has only ${block.length} bytes`);
  if (view.getUint32(0, true) !== crc32(block.subarray(4))) throw corrupt(sequence, 'its checksum does not hold');
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw corrupt(sequence, `its format ${version} is not known to this version of Millrace`);
  return view;
}

/** A plain array: a slice of a live log has some ten records, and a typed array of its own took longer than all of them. */
function readEnds(view: DataView, at: number, count: number): readonly number[] {
  const ends: number[] = [];
  for (let index = 0; index < count; index++) ends.push(view.getUint32(at + 4 * index, true));
  return ends;
}

function blockBytes(slices: readonly PartitionSlice[]): number {
  let bytes = HEADER_BYTES;
  for (const slice of slices) bytes += SLICE_HEADER_BYTES + 4 * slice.ends.length + slice.bytes.length;
  return bytes;
}

function corrupt(sequence: number, reason: string): MillraceError {
  return new MillraceError(`the log's batch ${sequence} is damaged: ${reason}`, {
    code: 'LOG_CORRUPT',
    domain: 'external',
    retry: 'never',
    hint: 'The disk did not keep what it was given. Check it, and restore the data folder from a backup.',
  });
}
