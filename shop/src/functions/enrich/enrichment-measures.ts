/** What enrichment has met with, as figures for the metrics. */
import type { FunctionMeasure, MeasureDefinition } from '../function-measure.ts';
import type { EnrichmentCounts } from './enrichment-counts.ts';

const MISSING = 'millrace_enrichment_missing_total';
const BOTS = 'millrace_enrichment_bot_events_total';
const PRICES = 'millrace_enrichment_price_differences_total';
const HITS = 'millrace_enrichment_cache_hits_total';
const MISSES = 'millrace_enrichment_cache_misses_total';

export const ENRICHMENT_MEASURES: readonly MeasureDefinition[] = [
  { name: MISSING, help: 'Events that could not be completed, by what was missing.', labels: ['what'] },
  { name: BOTS, help: 'Events of machines: declared by their user agent, or found by their rate.', labels: ['kind'] },
  { name: PRICES, help: "Events whose price was not the catalogue's.", labels: [] },
  { name: HITS, help: 'Look-ups for enrichment that were answered from memory, by table.', labels: ['table'] },
  { name: MISSES, help: 'Look-ups for enrichment that memory could not answer, by table.', labels: ['table'] },
];

export function enrichmentMeasures({
  missing,
  bots,
  priceDifferences,
  places,
}: EnrichmentCounts): readonly FunctionMeasure[] {
  return [
    ...Object.entries(missing).map(([what, value]) => ({ name: MISSING, labels: { what }, value })),
    ...Object.entries(bots).map(([kind, value]) => ({ name: BOTS, labels: { kind }, value })),
    { name: PRICES, labels: {}, value: priceDifferences },
    { name: HITS, labels: { table: 'places' }, value: places.hits },
    { name: MISSES, labels: { table: 'places' }, value: places.misses },
  ];
}
