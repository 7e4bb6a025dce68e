/** What the functions measure of themselves, for Prometheus. */
import { Gauge, type Registry } from 'prom-client';
import type { FunctionHost } from './function-host.ts';

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
  cacheGauge(metrics, host, 'entries', 'States held in memory.');
}

function cacheGauge(metrics: Metrics, host: FunctionHost, figure: 'hits' | 'misses' | 'entries', help: string): void {
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
