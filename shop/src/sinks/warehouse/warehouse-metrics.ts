/** What the warehouse measures of itself, for Prometheus. */
import { Gauge, type Registry } from 'prom-client';
import type { WarehouseHost } from './warehouse-host.ts';
import type { TableFigures } from './warehouse-messages.ts';

/** Anything that holds a registry: the server's metrics. */
interface Metrics {
  readonly registry: Registry;
  gauge(name: string, help: string, read: () => number): void;
}

export function addWarehouseMetrics(metrics: Metrics, host: WarehouseHost): void {
  const gauge = (name: string, help: string, read: () => number) =>
    metrics.gauge(`millrace_warehouse_${name}`, help, read);
  gauge('running', '1 while the process that writes the warehouse runs.', () => (host.running ? 1 : 0));
  gauge(
    'lag_seconds',
    'Age of the newest event that is in a file; up to the interval and a second when all is well.',
    () => {
      const arrivalMs = host.progress?.arrivalMs ?? 0;
      return arrivalMs === 0 ? 0 : Math.max(0, Date.now() - arrivalMs) / 1000;
    },
  );
  gauge('write_seconds', 'Time spent writing, since its process started.', () => host.progress?.writeSeconds ?? 0);
  gauge('memory_bytes', 'Resident memory of its process.', () => host.progress?.memoryBytes ?? 0);
  gauge(
    'missed_changes',
    'Changes of views that had left their feeds before they were read; their hours were made anew.',
    () => {
      return host.progress?.missedChanges ?? 0;
    },
  );
  gauge(
    'missed_sequences',
    'Batches that the log had dropped before they were written, as after a time without warehouse.',
    () => {
      return host.progress?.missedSequences ?? 0;
    },
  );
  tableGauge(metrics, host, 'files', 'Files that count.');
  tableGauge(metrics, host, 'rows', 'Rows in them.');
  tableGauge(metrics, host, 'bytes', 'Their bytes.');
}

function tableGauge(metrics: Metrics, host: WarehouseHost, figure: keyof TableFigures, help: string): void {
  new Gauge({
    name: `millrace_warehouse_${figure}`,
    help,
    labelNames: ['table'],
    registers: [metrics.registry],
    collect() {
      for (const [table, figures] of Object.entries(host.progress?.tables ?? {})) this.set({ table }, figures[figure]);
    },
  });
}
