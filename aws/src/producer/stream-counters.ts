/** What a producer has done, beyond what the client's producer counts. All but `queued` and `queuedBytes` only rise. */
import { ProducerCounters } from '@millrace/client/producer-counters.ts';

export class StreamCounters extends ProducerCounters {
  /** Records that were taken, and their bytes. */
  records = 0;
  recordBytes = 0;
  /** Records that came back because their shard was at its limit, and for other reasons. */
  throttledRecords = 0;
  failedRecords = 0;
  /** Calls of which nothing is known. */
  failedCalls = 0;
  /** Events that went to disk because the stream was away, and those that have left from there since. */
  spooled = 0;
  drained = 0;

  noteRecord(bytes: number): void {
    this.records += 1;
    this.recordBytes += bytes;
  }

  noteReturned(isThrottled: boolean): void {
    this.noteRetry();
    if (isThrottled) this.throttledRecords += 1;
    else this.failedRecords += 1;
  }

  noteFailedCall(): void {
    this.noteRetry();
    this.failedCalls += 1;
  }
}
