/**
 * The files of a spool: `00000001.spool` holds entries one behind the other, `00000001.done` the numbers of those that have
 * been sent since. An entry is 16 bytes (length, bucket, events, CRC-32 of these and of the payload) and its payload.
 *
 * What a crash cut off in the middle of an entry was never answered for: reading ends there.
 */
import { crc32 } from 'node:zlib';

const HEADER_BYTES = 16;
const CRC_AT = 12;
const NUMBER_BYTES = 4;

export interface SegmentEntry {
  readonly bucket: number;
  /** How many events the payload has. */
  readonly events: number;
  readonly payload: Buffer;
}

export interface ReadSegment {
  readonly entries: readonly SegmentEntry[];
  /** Where the last whole entry ends. */
  readonly goodBytes: number;
}

export function entryBytes(payloadBytes: number): number {
  return HEADER_BYTES + payloadBytes;
}

export function encodeEntry({ bucket, events, payload }: SegmentEntry): readonly Buffer[] {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(bucket, 4);
  header.writeUInt32LE(events, 8);
  header.writeUInt32LE(checksum(header, payload), CRC_AT);
  return [header, payload];
}

/** The whole entries at the beginning of a file. */
export function decodeSegment(bytes: Buffer): ReadSegment {
  const entries: SegmentEntry[] = [];
  let at = 0;
  for (let entry = entryAt(bytes, at); entry !== undefined; entry = entryAt(bytes, at)) {
    entries.push(entry);
    at += entryBytes(entry.payload.length);
  }
  return { entries, goodBytes: at };
}

function entryAt(bytes: Buffer, at: number): SegmentEntry | undefined {
  if (at + HEADER_BYTES > bytes.length) return undefined;
  const header = bytes.subarray(at, at + HEADER_BYTES);
  const end = at + entryBytes(header.readUInt32LE(0));
  if (end > bytes.length) return undefined;
  const payload = bytes.subarray(at + HEADER_BYTES, end);
  if (header.readUInt32LE(CRC_AT) !== checksum(header, payload)) return undefined;
  return { bucket: header.readUInt32LE(4), events: header.readUInt32LE(8), payload };
}

function checksum(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, CRC_AT)));
}

export function encodeNumbers(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * NUMBER_BYTES);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * NUMBER_BYTES);
  return bytes;
}

/** A number that was cut off is left out: its entry is sent again. */
export function decodeNumbers(bytes: Buffer): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (let at = 0; at + NUMBER_BYTES <= bytes.length; at += NUMBER_BYTES) numbers.add(bytes.readUInt32LE(at));
  return numbers;
}
