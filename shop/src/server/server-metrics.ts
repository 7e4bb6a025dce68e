/** What the server measures of itself, for Prometheus. Each server has its own registry; others add theirs to it. */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Commit } from '../events/batch-commit.ts';
import { VERDICT_NAMES } from '../events/verdict.ts';
import { LatencyMetric } from '../operations/latency-metric.ts';
import type { VerdictCounts } from '../sources/http/collect-answer.ts';

const LATENCY_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export class ServerMetrics {
  readonly registry = new Registry();
  readonly #received = new Counter({
    name: 'millrace_events_received_total',
    help: 'Events by verdict.',
    labelNames: ['verdict'],
    registers: [this.registry],
  });
  /** By stage (operations/stages.ts), counted by events. */
  readonly latencies = new LatencyMetric({
    name: 'millrace_event_latency_seconds',
    help: 'From the arrival of events to a stage: acknowledged is when they are on disk and answered.',
    label: 'stage',
    registry: this.registry,
  });
  readonly pushes = new LatencyMetric({
    name: 'millrace_pipeline_push_duration_seconds',
    help: 'The first half of a step of a group of pipelines: reading rows and pushing them through the operators.',
    label: 'group',
    registry: this.registry,
  });
  readonly commits = new LatencyMetric({
    name: 'millrace_pipeline_commit_duration_seconds',
    help: 'The second half of a step: one commit of positions, state and results.',
    label: 'group',
    registry: this.registry,
  });
  readonly #append = new Histogram({
    name: 'millrace_log_append_duration_seconds',
    help: 'One commit of the log, with its disk sync.',
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });
  readonly #requests = new Counter({
    name: 'millrace_http_requests_total',
    help: 'Requests by status.',
    labelNames: ['status'],
    registers: [this.registry],
  });
  readonly #retentionFailures = new Counter({
    name: 'millrace_retention_failures_total',
    help: 'Hourly trims that failed; each is tried again an hour later.',
    registers: [this.registry],
  });
  readonly #byVerdict = VERDICT_NAMES.map((verdict) => [verdict, this.#received.labels(verdict)] as const);
  /** Events by verdict since the start, as plain numbers. */
  readonly totals: VerdictCounts = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };
  readonly #acknowledged = this.latencies.of('acknowledged');
  readonly #byStatus = new Map<number, { inc(): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  noteCollected(counts: VerdictCounts, durationMs: number): void {
    let events = 0;
    for (const [verdict, counter] of this.#byVerdict) {
      if (counts[verdict] === 0) continue;
      counter.inc(counts[verdict]);
      this.totals[verdict] += counts[verdict];
      events += counts[verdict];
    }
    this.#acknowledged.observe(durationMs / 1000, events);
  }

  noteCommit({ durationMs }: Commit): void {
    this.#append.observe(durationMs / 1000);
  }

  noteRetentionFailed(): void {
    this.#retentionFailures.inc();
  }

  /** Counts the answers of all routes that are registered after the call. */
  countRequests(app: FastifyInstance): void {
    app.addHook('onResponse', (_request, reply, done) => {
      let counter = this.#byStatus.get(reply.statusCode);
      if (counter === undefined) {
        counter = this.#requests.labels(String(reply.statusCode));
        this.#byStatus.set(reply.statusCode, counter);
      }
      counter.inc();
      done();
    });
  }

  /** Adds a gauge that is read when someone looks. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
