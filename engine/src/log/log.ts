/**
 * The contract of the durable log: batches in one order, each with records for some of its partitions.
 *
 * L1. Appended batches get sequences 1, 2, 3 …; a reader that goes by sequence sees every record once, in the one order
 *     in which everyone sees them. Replaying is reading again from an earlier sequence.
 * L2. Within a partition records keep the order in which they were appended, and have offsets 0, 1, 2 …
 * L3. `append` resolves when the batch is on disk (fsync); appends that wait together share one commit.
 * L4. `arrivalMs` never decreases from batch to batch.
 * L5. A batch without records is a heartbeat: it only says that time has passed.
 */

/** One partition's share of a batch. Records lie in `bytes` back to back; record i is [ends[i − 1] or 0, ends[i]). */
export interface PartitionSlice {
  readonly partition: number;
  readonly firstOffset: number;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array | readonly number[];
}

export interface LogBatch {
  readonly sequence: number;
  /** When the batch was accepted, in epoch milliseconds. */
  readonly arrivalMs: number;
  /** Ascending by partition. Empty for a heartbeat. */
  readonly slices: readonly PartitionSlice[];
  /** The next batch came in the same append, which was too large for one block: no time has passed in between. */
  readonly continues?: boolean;
}

/** What a writer hands in: the records of each partition, in order, not yet numbered. */
export interface NewRecords {
  readonly partition: number;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

export interface LogReader {
  readonly partitionCount: number;
  /** Batches from `fromSequence` (inclusive) on, up to about `maxBytes` of records; at least one if there is one. */
  read(fromSequence: number, maxBytes: number): readonly LogBatch[];
  /** The first sequence whose arrivalMs is at or after `timeMs`; the end of the log when there is none. */
  sequenceAt(timeMs: number): number;
  /** The oldest sequence still kept, and the one that the next append will get. */
  bounds(): { readonly first: number; readonly next: number };
}

export interface LogWriter extends LogReader {
  /**
   * Appends and resolves with the batch's sequence when it is on disk.
   * @throws MillraceError STORAGE_FULL (retry: backoff) when the disk or the map is full; nothing was appended.
   */
  append(arrivalMs: number, records: readonly NewRecords[]): Promise<number>;
  /** Drops whole batches with arrivalMs < `timeMs`; their space is used again. Returns how many were dropped. */
  trim(timeMs: number): number;
  close(): Promise<void>;
}
