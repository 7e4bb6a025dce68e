/** The same functions in one process over one log, for comparison. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { enrich } from '@millrace/shop/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { Locate } from '@millrace/shop/functions/enrich/place.ts';
import { featuresFold } from '@millrace/shop/functions/features/features-fold.ts';
import { type EventRecord, shopEventOf } from '../../src/stream/event-record.ts';
import { comparable } from './comparable-state.ts';
import { places } from './stream-world.ts';

export class OneProcess {
  readonly #tables = new JsonTables();
  readonly completed: EnrichedEvent[] = [];
  readonly #enrichment;

  constructor(locate: Locate = places) {
    const features = featuresFold.open(this.#tables, () => undefined);
    this.#enrichment = enrich(locate).open(this.#tables, (enriched) => {
      this.completed.push(structuredClone(enriched));
      features.apply(enriched);
    });
  }

  apply(record: EventRecord): void {
    if (record.eventType !== 'heartbeat') this.#enrichment.apply(shopEventOf(record));
  }

  states(table: string): ReadonlyMap<string, unknown> {
    return new Map(Object.entries(comparable(this.#tables.save())[table] ?? {}));
  }
}
