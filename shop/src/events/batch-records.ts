/**
 * Gathers records by partition, in the form in which the log takes them. Its memory is used again from batch to batch:
 * fresh memory for each commit would cost more than everything else that is done to a record here.
 */
import assert from 'node:assert/strict';
import type { NewRecords } from '@millrace/engine/log/log.ts';
import { PARTITION_COUNT } from './partition-of.ts';

const FIRST_BYTES = 16 * 1024;
/** What a partition may keep for the next batch. */
const MOST_KEPT_BYTES = 4 * 1024 * 1024;
/** UTF-8 has at most three bytes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

interface PartitionRecords {
  bytes: Buffer;
  length: number;
  ends: number[];
}

export class BatchRecords {
  readonly #partitions: PartitionRecords[] = Array.from({ length: PARTITION_COUNT }, () => ({
    bytes: Buffer.alloc(0),
    length: 0,
    ends: [],
  }));
  #count = 0;
  #sizeBytes = 0;

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  push(partition: number, record: string): void {
    const target = this.#partitions[partition];
    assert(target !== undefined, `there is no partition ${partition}`);
    if (target.length + record.length * MOST_BYTES_A_UNIT > target.bytes.length) grow(target, record.length);
    const written = target.bytes.write(record, target.length);
    target.length += written;
    target.ends.push(target.length);
    this.#count++;
    this.#sizeBytes += written;
  }

  /** Everything pushed, ascending by partition. The bytes stay valid until `clear`. */
  records(): NewRecords[] {
    return this.#partitions.flatMap(({ bytes, length, ends }, partition) =>
      length === 0 ? [] : [{ partition, bytes: bytes.subarray(0, length), ends: Uint32Array.from(ends) }],
    );
  }

  /** Empties it for another batch; only when the log has copied or written what it was given. */
  clear(): void {
    for (const target of this.#partitions) {
      if (target.bytes.length > MOST_KEPT_BYTES) target.bytes = Buffer.alloc(0);
      target.length = 0;
      target.ends = [];
    }
    this.#count = 0;
    this.#sizeBytes = 0;
  }
}

function grow(target: PartitionRecords, units: number): void {
  const needed = target.length + units * MOST_BYTES_A_UNIT;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, target.bytes.length * 2, FIRST_BYTES));
  larger.set(target.bytes.subarray(0, target.length));
  target.bytes = larger;
}
