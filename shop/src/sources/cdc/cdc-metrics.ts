/** What sources measure of themselves, for Prometheus: read from their status when someone looks. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { SourceList, SourceStatus } from './source-list.ts';

type Figure = (status: SourceStatus) => number | null;

const GAUGES: readonly (readonly [name: string, help: string, read: Figure])[] = [
  ['lag_bytes', "Bytes of the database's log that are not read yet.", ({ lagBytes }) => lagBytes],
  ['lag_seconds', 'From the commit of the newest change until it was on disk here.', ({ lagSeconds }) => lagSeconds],
  ['slot_retained_bytes', 'Bytes of its log that the database keeps for us.', ({ retainedBytes }) => retainedBytes],
  ['changes_per_second', 'Over the last ten seconds.', ({ changesPerSecond }) => changesPerSecond],
  ['snapshot_rows', 'Rows read by the present snapshot.', ({ snapshot }) => sum(snapshot.map(({ rows }) => rows))],
  ['snapshot_progress_ratio', 'How much of the snapshot is done, from 0 to 1.', snapshotRatio],
  ['up', '1 while it reads.', ({ state }) => (state === 'streaming' || state === 'snapshot' ? 1 : 0)],
];

const COUNTERS: readonly (readonly [name: string, help: string, read: (status: SourceStatus) => number])[] = [
  ['changes_total', 'Changes and rows of snapshots that are on disk.', ({ changes }) => changes],
  ['quarantined_total', 'Of them, those that could not be mapped.', ({ quarantined }) => quarantined],
  ['reconnects_total', 'Connections that failed or ended.', ({ reconnects }) => reconnects],
];

export function addCdcMetrics({ registry }: { readonly registry: Registry }, list: SourceList): void {
  const shared = { labelNames: ['source'] as const, registers: [registry] };
  for (const [name, help, read] of GAUGES) {
    new Gauge({
      ...shared,
      name: `millrace_cdc_${name}`,
      help,
      collect() {
        for (const status of list.statuses()) this.set({ source: status.name }, read(status) ?? Number.NaN);
      },
    });
  }
  for (const [name, help, read] of COUNTERS) {
    new Counter({
      ...shared,
      name: `millrace_cdc_${name}`,
      help,
      collect() {
        this.reset();
        for (const status of list.statuses()) this.inc({ source: status.name }, read(status));
      },
    });
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function snapshotRatio({ snapshot }: SourceStatus): number {
  const whole = sum(snapshot.map(({ estimatedRows }) => estimatedRows));
  if (snapshot.length > 0 && snapshot.every(({ done }) => done)) return 1;
  return whole === 0 ? 0 : Math.min(1, sum(snapshot.map(({ rows }) => rows)) / whole);
}
