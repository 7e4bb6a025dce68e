/**
 * Recommendations over the stream `enriched`: the shop's own fold, given what all buckets' enrichment has completed.
 *
 * R1. Places rise along a bucket, so that of an element that comes twice the second is left out.
 * R2. What an anonymous visitor did goes on under the user's name with the user's `identify`, as in one process, and again
 *     with the claim, behind which the visitor's bucket has no other event of the visitor.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { PRODUCTS_VIEW, productOutput } from '@millrace/shop/functions/enrich/products-view.ts';
import type { FunctionSet } from '@millrace/shop/functions/event-functions.ts';
import { STATS_VIEW } from '@millrace/shop/functions/recommend/list-credits.ts';
import { PLACEMENT_VIEWS } from '@millrace/shop/functions/recommend/placement-credits.ts';
import { type Recommendations, recommend } from '@millrace/shop/functions/recommend/recommend.ts';
import { recommendMeasures } from '@millrace/shop/functions/recommend/recommend-questions.ts';
import type {
  RecommendationList,
  RecommendationQuestion,
} from '@millrace/shop/functions/recommend/recommendation-list.ts';
import { propertiesOf } from '@millrace/shop/functions/shop-event.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import { enrichedEventOf, isEnriched } from '../stream/enriched-event.ts';
import { eventsOf } from '../stream/event-array.ts';
import { type EventRecord, eventRecordOf, isObject, shopEventOf } from '../stream/event-record.ts';
import { type ClaimRecord, isClaim, isForget, isHandOver } from '../stream/hand-over.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import { StreamStock } from './stream-stock.ts';

/** Raise it when what lies beside the fold's own state changes. */
const LAYOUT = 1;

export const RECOMMENDATION_SET: Pick<FunctionSet, 'views' | 'stateVersions'> = {
  views: [PRODUCTS_VIEW, STATS_VIEW, PLACEMENT_VIEWS.hours, PLACEMENT_VIEWS.days],
  stateVersions: `recommend:${recommend().stateVersion} serve:${LAYOUT}`,
};

interface PlacedRecord {
  readonly at: string;
  readonly record: EventRecord;
  /** Undefined for words to functions, and heartbeats. */
  readonly enriched: EnrichedEvent | undefined;
}

export class StreamRecommendations {
  readonly #fold: Recommendations;
  readonly #stock: StreamStock;
  /** Events that have been taken, since the start. */
  events = 0;
  /** By bucket, the place of the last element. */
  readonly #heard: FoldTable<string>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.#fold = recommend().open(tables, emit);
    this.#stock = new StreamStock(tables, (productId, product) => emit(productOutput(productId, product)));
    this.#heard = tables.table('serve-heard');
  }

  /** @throws SyntaxError, TypeError for a record that enrichment did not write; nothing of it is taken in then. */
  apply({ partitionKey: bucket, data }: StreamRecord): void {
    const elements = eventsOf(data).map(placedRecord);
    const last = this.#heard.get(bucket) ?? '';
    let newest = last;
    for (const element of elements) {
      // Hand-overs are numbered by those who send them, and say nothing here.
      if (isHandOver(element.record) || element.at <= newest) continue;
      this.#take(element);
      newest = element.at;
    }
    if (newest !== last) this.#heard.put(bucket, newest);
  }

  recommend(question: RecommendationQuestion): RecommendationList {
    return this.#fold.recommend(question);
  }

  measures() {
    return recommendMeasures(this.#fold);
  }

  #take({ record, enriched }: PlacedRecord): void {
    if (enriched) this.#event(enriched);
    else if (isClaim(record)) this.#claim(record);
    // Behind the visitor's last event of a bucket: whatever came after the user's own word on it goes, too.
    else if (isForget(record)) for (const name of record.forget) this.#fold.forget(name, record.eventId);
  }

  #event(enriched: EnrichedEvent): void {
    const { event } = enriched;
    this.events++;
    if (event.eventType !== 'user_forget') {
      this.#fold.apply(this.#stock.complete(enriched));
      return;
    }
    const { names } = propertiesOf(event);
    if (!Array.isArray(names)) return;
    for (const [name, pseudonym] of names) this.#fold.forget(String(name), String(pseudonym));
  }

  #claim(record: ClaimRecord): void {
    const { anonymousId, userId } = record.claim;
    const event = { ...shopEventOf(record), eventType: 'identify' as const, anonymousId, userId };
    this.#fold.apply(enrichedEventOf({ ...record, enrichment: { deviceClass: 'unknown', visitor: userId } }, event));
  }
}

function placedRecord(element: unknown): PlacedRecord {
  if (!isObject(element) || typeof element.at !== 'string') throw new TypeError('an element has no place `at`');
  const record = eventRecordOf(element);
  return { at: element.at, record, enriched: isEnriched(record) ? enrichedEventOf(record) : undefined };
}
