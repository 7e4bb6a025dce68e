/** Quantiles out of buckets, against the same of all values. */
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { BOUNDS, LatencyHistogram, quantilesMs, TOLD_BOUNDS } from '../../src/operations/latency-histogram.ts';
import { LatencyMetric } from '../../src/operations/latency-metric.ts';
import { RecentLatencies } from '../../src/operations/recent-latencies.ts';

const WIDEST = 1.18;
const latency = fc.record({
  seconds: fc.double({ min: 0.001, max: 1_800, noNaN: true }),
  events: fc.integer({ min: 1, max: 200 }),
});

function exactQuantile(values: readonly { seconds: number; events: number }[], share: number): number {
  const sorted = values.toSorted((a, b) => a.seconds - b.seconds);
  const target = share * sorted.reduce((sum, { events }) => sum + events, 0);
  let passed = 0;
  for (const { seconds, events } of sorted) {
    passed += events;
    if (passed >= target) return seconds;
  }
  return 0;
}

describe('a histogram of latencies', () => {
  it('has the bounds of Prometheus among its own, rising, none much wider than where it begins', () => {
    expect(TOLD_BOUNDS.every((bound) => BOUNDS.includes(bound))).toBe(true);
    expect(BOUNDS.toSorted((a, b) => a - b)).toEqual(BOUNDS);
    const above = BOUNDS.filter((bound) => bound > TOLD_BOUNDS[0]);
    expect(above.every((bound, index) => bound / (above[index - 1] ?? TOLD_BOUNDS[0]) <= WIDEST)).toBe(true);
  });

  it('gives quantiles as near as its buckets, weighted by events', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 60 }), (values) => {
        const histogram = new LatencyHistogram();
        for (const { seconds, events } of values) histogram.observe(seconds, events);
        const quantiles = quantilesMs(histogram.counts);
        for (const [share, ms] of [
          [0.5, quantiles?.p50],
          [0.95, quantiles?.p95],
          [0.99, quantiles?.p99],
        ] as const) {
          const exactMs = 1_000 * exactQuantile(values, share);
          expect(ms).toBeGreaterThan(exactMs / WIDEST - 0.001);
          expect(ms).toBeLessThan(exactMs * WIDEST + 0.001);
        }
      }),
    );
  });

  it('tells what came between two looks', () => {
    const histogram = new LatencyHistogram();
    histogram.observe(0.004, 1_000);
    const recent = new RecentLatencies(histogram);
    recent.look(0);
    recent.look(1_000);
    expect(recent.figures(10_000)).toEqual({ perSecond: 0, latencyMs: null, busyShare: 0 });
    histogram.observe(0.2, 3);
    recent.look(3_000);
    const { perSecond, latencyMs, busyShare } = recent.figures(10_000);
    expect([perSecond, busyShare]).toEqual([1, expect.closeTo(0.2)]);
    expect(latencyMs?.p50).toBeGreaterThan(150);
  });
});

it('is told to Prometheus from the same counts', async () => {
  const registry = new Registry();
  const metric = new LatencyMetric({ name: 'took_seconds', help: 'What it took.', label: 'stage', registry });
  metric.of('a').observe(0.0015, 10);
  metric.of('a').observe(0.02, 5);
  metric.of('a').observe(5_000, 1);
  metric.of('b').observe(0.3);
  const text = await registry.metrics();
  expect(text).toContain('# TYPE took_seconds histogram');
  expect(text).toContain('took_seconds_bucket{stage="a",le="0.001"} 0');
  expect(text).toContain('took_seconds_bucket{stage="a",le="0.002"} 10');
  expect(text).toContain('took_seconds_bucket{stage="a",le="0.02"} 15');
  expect(text).toContain('took_seconds_bucket{stage="a",le="1800"} 15');
  expect(text).toContain('took_seconds_bucket{stage="a",le="+Inf"} 16');
  expect(text).toContain('took_seconds_count{stage="a"} 16');
  expect(text).toMatch(/took_seconds_sum\{stage="a"\} 5000\.1/);
  expect(text).toContain('took_seconds_count{stage="b"} 1');
});
