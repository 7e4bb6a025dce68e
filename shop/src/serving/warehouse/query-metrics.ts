/** What is measured of queries, for Prometheus. */
import { Counter, Histogram } from 'prom-client';
import type { ServerMetrics } from '../../server/server-metrics.ts';
import type { QueryDesk } from './query-desk.ts';

const SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

export interface QueryMetrics {
  /** @param outcome `answered`, or the code of the failure. */
  note(outcome: string, durationMs: number): void;
}

export function queryMetrics(metrics: ServerMetrics, desk: QueryDesk): QueryMetrics {
  const registers = [metrics.registry];
  const queries = new Counter({
    name: 'millrace_queries_total',
    help: 'Queries over the warehouse, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'millrace_query_duration_seconds',
    help: 'From the request to the first rows.',
    buckets: SECONDS,
    registers,
  });
  metrics.gauge('millrace_queries_running', 'Queries that run at this moment.', () => desk.runningCount);
  metrics.gauge('millrace_queries_waiting', 'Queries that wait for their turn.', () => desk.waitingCount);
  return {
    note: (outcome, durationMs) => {
      queries.labels(outcome).inc();
      duration.observe(durationMs / 1000);
    },
  };
}
