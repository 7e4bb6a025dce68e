/** Gathers records by partition, in the form in which the log takes them. */
import type { NewRecords } from '@millrace/engine/log/log.ts';
import { PARTITION_COUNT } from './partition-of.ts';

const FIRST_BYTES = 4096;
/** UTF-8 has at most three bytes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

interface PartitionRecords {
  bytes: Buffer;
  length: number;
  readonly ends: number[];
}

export class BatchRecords {
  readonly #partitions: (PartitionRecords | undefined)[] = new Array(PARTITION_COUNT).fill(undefined);
  #count = 0;
  #sizeBytes = 0;

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  push(partition: number, record: string): void {
    let target = this.#partitions[partition];
    if (target === undefined) {
      target = { bytes: Buffer.allocUnsafeSlow(FIRST_BYTES), length: 0, ends: [] };
      this.#partitions[partition] = target;
    }
    if (target.length + record.length * MOST_BYTES_A_UNIT > target.bytes.length) grow(target, record.length);
    const written = target.bytes.write(record, target.length);
    target.length += written;
    target.ends.push(target.length);
    this.#count++;
    this.#sizeBytes += written;
  }

  /** Everything pushed, ascending by partition. The bytes belong to whoever takes them; push no more. */
  take(): NewRecords[] {
    return this.#partitions.flatMap((records, partition) =>
      records === undefined
        ? []
        : [{ partition, bytes: records.bytes.subarray(0, records.length), ends: Uint32Array.from(records.ends) }],
    );
  }
}

function grow(target: PartitionRecords, units: number): void {
  const needed = target.length + units * MOST_BYTES_A_UNIT;
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, target.bytes.length * 2));
  larger.set(target.bytes.subarray(0, target.length));
  target.bytes = larger;
}
