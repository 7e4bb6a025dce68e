/**
 * Hands on what enrichment gives out: products to the catalogue, then to `insights` what decisions are made of (before
 * SQL can have measured it), then events to `enriched` and messages back to `events`, and last, for it alone cannot tell a
 * repeat, all events to the lake.
 */
import type { StreamOutput } from '../../state/bucket-function.ts';
import { withPosition } from '../../stream/enriched-event.ts';
import { DECISIONS, eventInsight } from '../../stream/insight-record.ts';
import { bucketLane, putInOrder, type RecordLane, type RecordPutter } from '../../stream/put-in-order.ts';
import { type LakePutter, putLake } from '../../stream/put-lake.ts';
import { messageText } from './bucket-message.ts';
import type { DeliveredCounts } from './delivered-tally.ts';
import type { EnrichOutput } from './enrich-output.ts';
import type { ToldProduct } from './shop-catalogue.ts';

export interface EnrichedTargets {
  readonly kinesis: RecordPutter;
  readonly streams: { readonly events: string; readonly enriched: string; readonly insights: string };
  readonly firehose: LakePutter;
  /** Undefined where there is no lake. */
  readonly deliveryStream: string | undefined;
  readonly catalogue: { tell(products: readonly ToldProduct[]): Promise<void> };
}

/** @param count adds up what has left. */
export function enrichedDelivery(targets: EnrichedTargets, count: (counts: DeliveredCounts) => void) {
  return async (outputs: readonly StreamOutput<EnrichOutput>[]): Promise<void> => {
    const sorted = new SortedOutputs(outputs);
    const { kinesis, streams, firehose, deliveryStream, catalogue } = targets;
    await catalogue.tell(sorted.products);
    await putInOrder(kinesis, streams.insights, insightLanes(sorted.decisive));
    await Promise.all([
      putInOrder(kinesis, streams.enriched, lanesOf(sorted.enriched)),
      putInOrder(kinesis, streams.events, lanesOf(sorted.messages)),
    ]);
    if (deliveryStream !== undefined) await putLake(firehose, deliveryStream, sorted.events);
    count(sorted.counts);
  };
}

class SortedOutputs {
  readonly products: ToldProduct[] = [];
  /** Texts by bucket. */
  readonly enriched = new Map<number, string[]>();
  readonly messages = new Map<number, string[]>();
  readonly decisive = new Map<number, string[]>();
  readonly events: string[] = [];
  readonly counts = { enriched: 0, messages: 0, duplicates: 0 };

  constructor(outputs: readonly StreamOutput<EnrichOutput>[]) {
    for (const output of outputs) this.#sort(output);
  }

  #sort({ id, bucket, value }: StreamOutput<EnrichOutput>): void {
    switch (value.kind) {
      case 'enriched': {
        const text = withPosition(value.text, id);
        addTo(this.enriched, Number(bucket), text);
        if (value.decides) addTo(this.decisive, Number(bucket), text);
        if (value.isEvent) this.events.push(text);
        this.counts.enriched += 1;
        return;
      }
      case 'message':
        addTo(this.messages, value.to, messageText({ from: Number(bucket), at: id, message: value.message }));
        this.counts.messages += 1;
        return;
      case 'product':
        this.products.push({ productId: value.productId, product: value.product, at: id });
        return;
      case 'duplicate':
        this.counts.duplicates += 1;
        return;
    }
  }
}

function addTo(lists: Map<number, string[]>, bucket: number, text: string): void {
  const list = lists.get(bucket);
  if (list === undefined) lists.set(bucket, [text]);
  else list.push(text);
}

function lanesOf(lists: ReadonlyMap<number, readonly string[]>): readonly RecordLane[] {
  return Array.from(lists, ([bucket, texts]) => bucketLane(bucket, texts));
}

/** All lie on one shard; of one bucket each goes when the one before is in. */
function insightLanes(lists: ReadonlyMap<number, readonly string[]>): readonly RecordLane[] {
  return Array.from(lists, ([bucket, texts]) => ({
    partitionKey: DECISIONS,
    records: texts.map((text) => Buffer.from(eventInsight(text, bucket))),
  }));
}
