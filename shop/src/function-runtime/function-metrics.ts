/** What the functions measure of themselves, for Prometheus. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { FUNCTION_MEASURES } from '../functions/event-functions.ts';
import type { FunctionMeasure, MeasureDefinition } from '../functions/function-measure.ts';
import type { FunctionHost } from './function-host.ts';

const ENRICHMENT_TABLES = 'enrich-';

/** Anything that holds a registry: the server's metrics. */
interface Metrics {
  readonly registry: Registry;
  gauge(name: string, help: string, read: () => number): void;
}

export function addFunctionMetrics(metrics: Metrics, host: FunctionHost): void {
  metrics.gauge('millrace_functions_running', '1 while the functions run.', () => (host.running ? 1 : 0));
  metrics.gauge(
    'millrace_functions_missed_rows',
    'Rows of pipelines that were dropped from their feeds before the functions read them, since the start.',
    () => host.stats.missedRows,
  );
  cacheGauge(metrics, host, 'hits', 'Look-ups of state that was in memory, since the start.');
  cacheGauge(metrics, host, 'misses', 'Look-ups of state that was not in memory, since the start.');
  metrics.gauge(
    'millrace_function_cache_keys',
    'Users, products and others whose state is in memory.',
    () => host.stats.cachedKeys,
  );
  for (const measure of FUNCTION_MEASURES) addMeasure(metrics, host, measure);
}

/** The worker keeps the figures; here they are copied when someone looks. */
function addMeasure(metrics: Metrics, host: FunctionHost, { name, help, labels }: MeasureDefinition): void {
  const figures = () => [...host.stats.measures, ...enrichmentCaches(host)].filter((measure) => measure.name === name);
  const shared = { name, help, labelNames: labels, registers: [metrics.registry] };
  if (!name.endsWith('_total')) {
    new Gauge({
      ...shared,
      collect() {
        for (const figure of figures()) this.set(figure.labels, figure.value);
      },
    });
    return;
  }
  new Counter({
    ...shared,
    collect() {
      this.reset();
      for (const figure of figures()) this.inc(figure.labels, figure.value);
    },
  });
}

/** The tables of enrichment are state like others; how well their memory works is told beside its other caches. */
function enrichmentCaches({ stats }: FunctionHost): readonly FunctionMeasure[] {
  const tables = Object.entries(stats.caches).filter(([table]) => table.startsWith(ENRICHMENT_TABLES));
  return tables.flatMap(([table, { hits, misses }]) => {
    const labels = { table: table.slice(ENRICHMENT_TABLES.length) };
    return [
      { name: 'millrace_enrichment_cache_hits_total', labels, value: hits },
      { name: 'millrace_enrichment_cache_misses_total', labels, value: misses },
    ];
  });
}

function cacheGauge(metrics: Metrics, host: FunctionHost, figure: 'hits' | 'misses', help: string): void {
  new Gauge({
    name: `millrace_function_cache_${figure}`,
    help,
    labelNames: ['table'],
    registers: [metrics.registry],
    collect() {
      for (const [table, counts] of Object.entries(host.stats.caches)) this.set({ table }, counts[figure]);
    },
  });
}
