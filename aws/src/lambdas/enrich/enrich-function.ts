/**
 * Enrichment over the stream `events`, bucket by bucket: what the runner is given. See `bucket-enricher.ts` for what happens
 * in a bucket.
 */
import { enrich, enrichMemory } from '@millrace/shop/functions/enrich/enrich.ts';
import type { Locate } from '@millrace/shop/functions/enrich/place.ts';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import type { BucketFunction, StreamOutput } from '../../state/bucket-function.ts';
import { eventsOf } from '../../stream/event-array.ts';
import { eventRecordOf, shopEventOf } from '../../stream/event-record.ts';
import type { StreamRecord } from '../../stream/stream-record.ts';
import { BucketEnricher, type EnrichInput } from './bucket-enricher.ts';
import { isMessage } from './bucket-message.ts';
import type { EnrichOutput } from './enrich-output.ts';
import type { KnownProducts } from './enrich-tables.ts';
import { SEEN_TABLE } from './seen-events.ts';

/** The catalogue of the whole shop, outside of buckets: what of it was fetched is at hand. */
export interface SharedProducts extends KnownProducts {
  fetch(productIds: ReadonlySet<string>): Promise<void>;
}

export interface EnrichFunctionOptions {
  readonly locate: Locate;
  readonly products: SharedProducts;
  /** How long an event's id is remembered; 48 at most. */
  readonly dedupHours: number;
  deliver(outputs: readonly StreamOutput<EnrichOutput>[]): Promise<void>;
}

/** Raise it when what lies beside the fold's own state changes. */
const LAYOUT = 1;

export function enrichFunction(options: EnrichFunctionOptions): BucketFunction<EnrichInput, EnrichOutput> {
  const { locate, products, dedupHours, deliver } = options;
  const memory = enrichMemory(locate);
  return {
    name: 'enrich',
    stateVersion: `${enrich(NOWHERE).stateVersion}.${LAYOUT}`,
    passingTables: new Map([[SEEN_TABLE, dedupHours * 3_600]]),
    decode: enrichInputs,
    prepare: (inputs) => products.fetch(productsIn(inputs)),
    open: (tables, emit) => new BucketEnricher({ tables, emit, dedupHours, memory, products }),
    deliver,
  };
}

/** @throws TypeError for what is no event, no message, or whose times cannot be read. */
export function enrichInputs({ partitionKey, data, arrivedMs }: StreamRecord): readonly EnrichInput[] {
  const bucket = Number(partitionKey);
  if (!Number.isInteger(bucket)) throw new TypeError(`'${partitionKey}' is no bucket`);
  return eventsOf(data).map((element) => {
    if (isMessage(element)) return { bucket, kind: 'message', sent: element };
    const record = eventRecordOf(element);
    return { bucket, kind: 'event', record, event: shopEventOf(record), arrivedMs };
  });
}

function productsIn(inputs: readonly EnrichInput[]): ReadonlySet<string> {
  const productIds = new Set<string>();
  for (const input of inputs) {
    const productId = input.kind === 'event' ? input.event.productId : forwardedProduct(input);
    if (productId != null) productIds.add(productId);
  }
  return productIds;
}

function forwardedProduct({ sent: { message } }: Extract<EnrichInput, { kind: 'message' }>): string | undefined {
  return message.kind === 'forward' ? message.event.productId : undefined;
}
