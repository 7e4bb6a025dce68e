/** Enrichment over tables in memory, with what it has handed on. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { type Enrichment, enrich } from '../../../src/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '../../../src/functions/enrich/enriched-event.ts';
import type { Locate } from '../../../src/functions/enrich/place.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { makeEvent } from '../make-event.ts';

export interface OpenedEnrichment {
  readonly enrichment: Enrichment;
  readonly tables: JsonTables;
  /** Applies an event, and gives what became of it. */
  send(event: Partial<ShopEvent>): EnrichedEvent;
}

export function openEnrichment(locate: Locate = () => null, tables = new JsonTables()): OpenedEnrichment {
  let last: EnrichedEvent | undefined;
  const enrichment = enrich(locate).open(tables, (event) => {
    last = event;
  });
  return {
    enrichment,
    tables,
    send(event) {
      enrichment.apply(makeEvent(event));
      if (last === undefined) throw new Error('nothing was handed on');
      return last;
    },
  };
}
