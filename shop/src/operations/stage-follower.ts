/** Batches on their way to one stage, from the log on: says how long they took when they are there. */
import type { CommittedBatch } from '../server/pipeline-handle.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/** A stage that is far behind does not fill the memory: neighbours then count as one, with the time of the older. */
const MOST_WAITING = 20_000;

export class StageFollower {
  readonly #latencies: LatencyHistogram;
  #waiting: CommittedBatch[] = [];

  constructor(latencies: LatencyHistogram) {
    this.#latencies = latencies;
  }

  add(batch: CommittedBatch): void {
    if (batch.records === 0) return;
    this.#waiting.push(batch);
    if (this.#waiting.length > MOST_WAITING) this.#waiting = inPairs(this.#waiting);
  }

  /** The stage has done all batches, from the oldest on, for which `isDone` holds. Returns those. */
  reached(isDone: (batch: CommittedBatch) => boolean, nowMs: number): readonly CommittedBatch[] {
    const left = this.#waiting.findIndex((batch) => !isDone(batch));
    const done = this.#waiting.splice(0, left < 0 ? this.#waiting.length : left);
    for (const { arrivalMs, records } of done) {
      this.#latencies.observe(Math.max(0, nowMs - arrivalMs) / 1000, records);
    }
    return done;
  }

  /** Nobody waits for these any longer. */
  forget(): void {
    this.#waiting = [];
  }

  get waitingEvents(): number {
    return this.#waiting.reduce((sum, { records }) => sum + records, 0);
  }
}

/** The newer one's sequence: both are there when it is. */
function inPairs(batches: readonly CommittedBatch[]): CommittedBatch[] {
  const pairs: CommittedBatch[] = [];
  for (let index = 0; index < batches.length; index += 2) {
    const [older, newer] = batches.slice(index, index + 2);
    if (older === undefined) break;
    pairs.push(newer === undefined ? older : { ...newer, ...sumOf(older, newer) });
  }
  return pairs;
}

function sumOf(older: CommittedBatch, newer: CommittedBatch): Pick<CommittedBatch, 'arrivalMs' | 'records'> {
  return { arrivalMs: older.arrivalMs, records: older.records + newer.records };
}
