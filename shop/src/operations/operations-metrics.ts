/** What operations add to Prometheus, beside the histograms: queries, state and disk. */
import { Gauge, type Registry } from 'prom-client';
import type { Operations } from './operations.ts';
import type { OperationsStatus } from './operations-status.ts';

/** A gauge that is read from one status when somebody looks. */
interface LabelledGauge {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly read: (status: OperationsStatus) => readonly (readonly [label: string, value: number | null])[];
}

const GAUGES: readonly LabelledGauge[] = [
  {
    name: 'millrace_query_watermark_delay_seconds',
    help: 'By how much the watermark of a query is behind the clock.',
    label: 'query',
    read: ({ queries }) => queries.map(({ name, delayMs }) => [name, delayMs === null ? null : delayMs / 1000]),
  },
  {
    name: 'millrace_query_rows',
    help: 'Rows that a query has written since its thread started.',
    label: 'query',
    read: ({ queries }) => queries.map(({ name, rows }) => [name, rows]),
  },
  {
    name: 'millrace_query_late_rows',
    help: 'Rows that came too late for a query since its thread started.',
    label: 'query',
    read: ({ queries }) => queries.map(({ name, lateRows }) => [name, lateRows]),
  },
  {
    name: 'millrace_pipeline_state_entries',
    help: 'What the operators of a group of pipelines remember, in entries.',
    label: 'group',
    read: ({ groups }) => groups.map(({ name, stateEntries }) => [name, stateEntries]),
  },
  {
    name: 'millrace_pipeline_checkpoint_age_seconds',
    help: 'Since the last commit of a group of pipelines.',
    label: 'group',
    read: ({ groups }) => groups.map(({ name, checkpointAgeMs: age }) => [name, age === null ? null : age / 1000]),
  },
  {
    name: 'millrace_data_folder_bytes',
    help: 'What a part of the data folder takes on the disk.',
    label: 'part',
    read: ({ disk }) => (disk?.parts ?? []).map(({ name, bytes }) => [name, bytes]),
  },
];

export function addOperationsMetrics(registry: Registry, operations: Operations): void {
  const status = onceAScrape(() => operations.status());
  for (const { name, help, label, read } of GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, figure] of read(status())) if (figure !== null) this.set({ [label]: value }, figure);
      },
    });
  }
}

/** The registry asks all gauges in one go: what several of them read is put together once. */
function onceAScrape<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    if (made === undefined) queueMicrotask(() => (made = undefined));
    made ??= { value: make() };
    return made.value;
  };
}
