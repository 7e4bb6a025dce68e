/** What a process that serves tells Prometheus beside what every server does. */

import type { FunctionMeasure } from '@millrace/shop/functions/function-measure.ts';
import { RECOMMEND_MEASURES } from '@millrace/shop/functions/recommend/recommend-questions.ts';
import type { ServerMetrics } from '@millrace/shop/server/server-metrics.ts';
import { Counter, Gauge } from 'prom-client';
import type { ReplicaStatus } from './stream-replica.ts';

export type Replicas = () => Readonly<Record<string, ReplicaStatus>>;

const GAUGES: readonly (readonly [name: string, help: string, read: (status: ReplicaStatus) => number])[] = [
  ['millrace_serve_lag_seconds', 'How old the oldest record is that has not been taken.', ({ lagMs }) => lagMs / 1_000],
  [
    'millrace_serve_checkpoint_age_seconds',
    'How old the last checkpoint is.',
    (status) => status.checkpointAgeMs / 1_000,
  ],
  ['millrace_serve_checkpoint_bytes', 'How large the last checkpoint was.', (status) => status.checkpointBytes],
];

const COUNTERS: typeof GAUGES = [
  ['millrace_serve_records_total', 'Records of the stream that were taken.', ({ records }) => records],
  ['millrace_serve_poison_total', 'Records that nothing could be made of.', ({ poison }) => poison],
];

export function addServingMetrics(
  { registry }: ServerMetrics,
  replicas: Replicas,
  measures: () => readonly FunctionMeasure[],
): void {
  const shared = { labelNames: ['stream'], registers: [registry] };
  for (const [name, help, read] of GAUGES) {
    new Gauge({
      ...{ name, help, ...shared },
      collect() {
        for (const [stream, status] of Object.entries(replicas())) this.set({ stream }, read(status));
      },
    });
  }
  for (const [name, help, read] of COUNTERS) {
    new Counter({
      ...{ name, help, ...shared },
      collect() {
        this.reset();
        for (const [stream, status] of Object.entries(replicas())) this.inc({ stream }, read(status));
      },
    });
  }
  for (const { name, help, labels } of RECOMMEND_MEASURES) {
    new Counter({
      ...{ name, help, labelNames: labels, registers: [registry] },
      collect() {
        this.reset();
        for (const measure of measures()) if (measure.name === name) this.inc(measure.labels, measure.value);
      },
    });
  }
}
