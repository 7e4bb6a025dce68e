/** What a producer has done, for the metrics of the program that it is part of. All but the first two only rise. */
import type { Outcome } from './transport.ts';

export class ProducerCounters {
  /** Events in the queue or under way. */
  queued = 0;
  queuedBytes = 0;
  tracked = 0;
  accepted = 0;
  /** Sent before, and counted then: a retry whose first try had arrived. */
  duplicates = 0;
  late = 0;
  quarantined = 0;
  givenUp = 0;
  requests = 0;
  retries = 0;

  enter(bytes: number): void {
    this.tracked += 1;
    this.queued += 1;
    this.queuedBytes += bytes;
  }

  leave(bytes: number, outcome: Outcome['verdict'] | 'given up'): void {
    this.queued -= 1;
    this.queuedBytes -= bytes;
    if (outcome === 'accepted') this.accepted += 1;
    else if (outcome === 'duplicate') this.duplicates += 1;
    else if (outcome === 'late') this.late += 1;
    else if (outcome === 'quarantined') this.quarantined += 1;
    else if (outcome === 'given up') this.givenUp += 1;
  }

  noteRequest(): void {
    this.requests += 1;
  }

  noteRetry(): void {
    this.retries += 1;
  }
}
