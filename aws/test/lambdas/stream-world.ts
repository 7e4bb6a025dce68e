/**
 * The functions over their streams in this process: buckets with states that go through JSON text between batches, ids as
 * the runner gives them, records delivered in the order of each bucket. What is delivered can be delivered again.
 */
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import { messageText } from '../../src/lambdas/enrich/bucket-message.ts';
import { enrichFunction } from '../../src/lambdas/enrich/enrich-function.ts';
import type { EnrichOutput } from '../../src/lambdas/enrich/enrich-output.ts';
import type { FeatureOutput } from '../../src/lambdas/features/bucket-features.ts';
import { featuresFunction, handOverText } from '../../src/lambdas/features/features-function.ts';
import type { BucketFunction, StreamOutput } from '../../src/state/bucket-function.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import { type EnrichedRecord, enrichedEventOf, withPosition } from '../../src/stream/enriched-event.ts';
import { eventArray } from '../../src/stream/event-array.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import { type StreamRecord, sortableSequence } from '../../src/stream/stream-record.ts';
import { comparable } from './comparable-state.ts';

export const places = (ip: string) => (ip.startsWith('1') ? { country: 'US', region: 'Ohio' } : null);

/** Going through text each time would be most of the time. */
const TEXT_EVERY = 16;

/** A function, with a state for each bucket. */
export class MemoryRunner<Input, Output> {
  readonly #function: BucketFunction<Input, Output>;
  readonly #states = new Map<string, SavedTables>();
  #runs = 0;

  constructor(bucketFunction: BucketFunction<Input, Output>) {
    this.#function = bucketFunction;
  }

  async run(records: readonly StreamRecord[]): Promise<void> {
    for (const record of records) await this.#runOne(record);
  }

  async #runOne(record: StreamRecord): Promise<void> {
    const bucket = record.partitionKey;
    const inputs = this.#function.decode(record);
    await this.#function.prepare?.(inputs);
    this.#tryOut(bucket, inputs);
    const tables = JsonTables.load(this.#states.get(bucket) ?? {});
    const outputs: StreamOutput<Output>[] = [];
    const fold = this.#function.open(tables, (value) => {
      const id = `${sortableSequence(record.sequence)}.${String(outputs.length).padStart(6, '0')}`;
      outputs.push({ id, bucket, value: structuredClone(value) });
    });
    for (const input of inputs) fold.apply(input);
    this.#runs += 1;
    const saved = tables.save();
    this.#states.set(bucket, this.#runs % TEXT_EVERY === 0 ? JSON.parse(JSON.stringify(saved)) : saved);
    await this.#function.deliver(outputs);
  }

  /** The runner, too, applies inputs on states that are not all there before it applies them for good. */
  #tryOut(bucket: string, inputs: readonly Input[]): void {
    const states = Object.entries(this.#states.get(bucket) ?? {}).filter(() => this.#runs % 2 === 0);
    const fold = this.#function.open(JsonTables.load(structuredClone(Object.fromEntries(states))), () => undefined);
    for (const input of inputs) fold.apply(input);
  }

  /** All states of a table, whatever their bucket, with the bucket of each. */
  states(table: string): ReadonlyMap<string, { readonly state: unknown; readonly bucket: string }> {
    const all = Array.from(this.#states).flatMap(([bucket, tables]) =>
      Object.entries(tables[table] ?? {}).map(([key, state]) => [key, { state: comparable(state), bucket }] as const),
    );
    return new Map(all);
  }
}

class MemoryStream {
  #waiting: StreamRecord[] = [];
  #sequence = 0n;

  put(bucket: number, texts: readonly string[]): void {
    this.#sequence += 1n;
    this.#waiting.push({
      shardId: 'shardId-000000000000',
      sequence: String(this.#sequence),
      partitionKey: String(bucket),
      data: eventArray(texts),
      arrivedMs: 0,
    });
  }

  take(): readonly StreamRecord[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}

/** How often what leaves a function arrives in its stream. */
export type Repeats = () => number;

export class StreamWorld {
  readonly events = new MemoryStream();
  readonly enriched = new MemoryStream();
  readonly #catalogue = new Map<string, StoredProduct>();
  readonly enrich: MemoryRunner<unknown, EnrichOutput>;
  readonly features: MemoryRunner<unknown, FeatureOutput>;
  /** Elements of `enriched` that are events, in the order in which they left. */
  readonly completed: EnrichedRecord[] = [];
  duplicates = 0;
  /** Messages between buckets by kind. */
  readonly messages = new Map<string, number>();
  handOvers = 0;
  readonly #repeats: Repeats;

  constructor(repeats: Repeats = () => 1, dedupHours = 24) {
    this.#repeats = repeats;
    const products = { get: (id: string) => this.#catalogue.get(id), fetch: async () => undefined };
    const deliver = async (outputs: readonly StreamOutput<EnrichOutput>[]) => this.#deliverEnriched(outputs);
    this.enrich = new MemoryRunner(enrichFunction({ locate: places, products, dedupHours, deliver }));
    this.features = new MemoryRunner(
      featuresFunction({ deliver: async (outputs) => this.#repeat(outputs, (each) => this.#handOver(each)) }),
    );
  }

  /** Records as the collector puts them: an array for each bucket. */
  put(records: readonly EventRecord[]): void {
    const buckets = Map.groupBy(records, (record) =>
      bucketOf(record.userId ?? record.anonymousId ?? record.productId ?? record.eventId),
    );
    for (const [bucket, all] of buckets)
      this.events.put(
        bucket,
        all.map((record) => JSON.stringify(record)),
      );
  }

  /** Until nothing is under way. */
  async settle(): Promise<void> {
    for (let moved = true; moved; ) {
      const [events, enriched] = [this.events.take(), this.enriched.take()];
      await this.enrich.run(events);
      await this.features.run(enriched);
      moved = events.length + enriched.length > 0;
    }
  }

  #repeat<Output>(outputs: readonly StreamOutput<Output>[], deliver: (output: StreamOutput<Output>) => void): void {
    for (let times = this.#repeats(); times > 0; times--) outputs.forEach(deliver);
  }

  #deliverEnriched(outputs: readonly StreamOutput<EnrichOutput>[]): void {
    for (const { value } of outputs) {
      if (value.kind === 'enriched' && value.isEvent) this.completed.push(JSON.parse(value.text));
      if (value.kind === 'duplicate') this.duplicates += 1;
      if (value.kind === 'message') {
        const { kind } = value.message;
        this.messages.set(kind, (this.messages.get(kind) ?? 0) + 1);
      }
    }
    this.#repeat(outputs, (output) => this.#deliverOne(output));
  }

  #deliverOne({ id, bucket, value }: StreamOutput<EnrichOutput>): void {
    if (value.kind === 'enriched') this.enriched.put(Number(bucket), [withPosition(value.text, id)]);
    if (value.kind === 'product') this.#catalogue.set(value.productId, value.product);
    if (value.kind === 'message') {
      this.events.put(value.to, [messageText({ from: Number(bucket), at: id, message: value.message })]);
    }
  }

  #handOver(output: StreamOutput<FeatureOutput>): void {
    this.handOvers += 1;
    this.enriched.put(output.value.to, [handOverText(output)]);
  }

  /** What was completed, as the functions take it. */
  completedEvents() {
    return this.completed.map((record) => enrichedEventOf(record));
  }
}
