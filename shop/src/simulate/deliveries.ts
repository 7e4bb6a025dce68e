/** What is on its way to the server: events by the moment at which they are sent, in buckets of a few milliseconds. */

export interface Delivery {
  /** Milliseconds since the start of the simulation. */
  readonly atMs: number;
  /** The event as it goes over the wire: JSON, for the most part. */
  readonly text: string;
}

const BUCKET_MS = 10;

export class Deliveries {
  readonly #buckets = new Map<number, Delivery[]>();
  /** The first bucket that has not been taken out yet. */
  #next = 0;

  add(delivery: Delivery): void {
    const bucket = Math.max(this.#next, Math.floor(delivery.atMs / BUCKET_MS));
    const list = this.#buckets.get(bucket);
    if (list) list.push(delivery);
    else this.#buckets.set(bucket, [delivery]);
  }

  /** Takes out everything whose bucket is over at `nowMs`, in order. */
  *due(nowMs: number): Generator<Delivery> {
    const end = Math.floor(nowMs / BUCKET_MS);
    for (; this.#next < end; this.#next += 1) {
      const list = this.#buckets.get(this.#next);
      if (!list) continue;
      this.#buckets.delete(this.#next);
      yield* list;
    }
  }
}
