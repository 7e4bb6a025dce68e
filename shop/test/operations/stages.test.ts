/** When batches count as having come to a stage. */
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { LatencyHistogram, quantilesMs } from '../../src/operations/latency-histogram.ts';
import { LatencyMetric } from '../../src/operations/latency-metric.ts';
import { StageFollower } from '../../src/operations/stage-follower.ts';
import { STAGES, type Stage, type StageProgress, Stages } from '../../src/operations/stages.ts';

let progress: StageProgress;
let stages: Stages;

beforeEach(() => {
  progress = { groups: { decisions: 1, analytics: 1 }, functions: 1, warehouseArrivalMs: 0 };
  const options = { name: 'latency_seconds', help: 'Latency.', label: 'stage', registry: new Registry() };
  stages = new Stages(new LatencyMetric(options), () => progress);
});

function eventsAt(): Readonly<Partial<Record<Stage, number>>> {
  return Object.fromEntries(
    STAGES.flatMap((stage) => (stages.latencies(stage).events > 0 ? [[stage, stages.latencies(stage).events]] : [])),
  );
}

describe('the stages', () => {
  it('count a batch where it has come to, and with the results when the slowest has it', () => {
    stages.onBatch({ sequence: 1, arrivalMs: 1_000, records: 10 }, 1_002);
    stages.onBatch({ sequence: 2, arrivalMs: 1_010, records: 5 }, 1_012);
    progress = { ...progress, groups: { decisions: 3, analytics: 2 }, functions: 2 };
    stages.advance(1_020);
    expect(eventsAt()).toEqual({ log: 15, decisions: 15, analytics: 10, functions: 10, results: 10 });
    expect(stages.waiting('results')).toBe(5);
    progress = { ...progress, groups: { decisions: 3, analytics: 3 }, functions: 3 };
    stages.advance(1_110);
    expect(eventsAt()).toMatchObject({ analytics: 15, functions: 15, results: 15 });
    expect(quantilesMs(stages.latencies('results').counts)?.p99).toBeGreaterThan(90);
    expect(quantilesMs(stages.latencies('decisions').counts)?.p99).toBeLessThan(25);
  });

  it('leave out heartbeats', () => {
    stages.onBatch({ sequence: 1, arrivalMs: 1_000, records: 0 }, 1_001);
    progress = { groups: { decisions: 2, analytics: 2 }, functions: 2, warehouseArrivalMs: 5_000 };
    stages.advance(1_010);
    stages.onWarehouse(2_000);
    expect(eventsAt()).toEqual({});
  });

  it('count what is sent only while someone looks on', () => {
    const pass = (sequence: number, atMs: number) => {
      stages.onBatch({ sequence, arrivalMs: atMs, records: 1 }, atMs);
      const next = sequence + 1;
      progress = { ...progress, groups: { decisions: next, analytics: next }, functions: next };
      stages.advance(atMs + 10);
    };
    pass(1, 1_000);
    stages.onPushed(1_020);
    expect(eventsAt().live).toBeUndefined();
    pass(2, 1_100);
    stages.onPushed(1_130);
    expect(eventsAt().live).toBe(1);
    pass(3, 60_000);
    pass(4, 60_100);
    stages.onPushed(60_200);
    expect(eventsAt().live).toBe(1);
  });

  it('count in the warehouse what is in its files', () => {
    for (const sequence of [1, 2, 3]) stages.onBatch({ sequence, arrivalMs: sequence * 1_000, records: 4 }, 3_000);
    progress = { ...progress, warehouseArrivalMs: 2_000 };
    stages.onWarehouse(32_000);
    expect(eventsAt().warehouse).toBe(8);
    expect(quantilesMs(stages.latencies('warehouse').counts)?.p50).toBeGreaterThan(25_000);
  });
});

describe('a stage that is far behind', () => {
  it('loses no event, and takes bounded memory', () => {
    const latencies = new LatencyHistogram();
    const follower = new StageFollower(latencies);
    for (let sequence = 1; sequence <= 100_000; sequence += 1)
      follower.add({ sequence, arrivalMs: sequence, records: 2 });
    expect(follower.waitingEvents).toBe(200_000);
    const done = follower.reached(({ sequence }) => sequence <= 50_000, 100_000);
    expect(done.length).toBeLessThan(20_000);
    expect(latencies.events + follower.waitingEvents).toBe(200_000);
    follower.reached(() => true, 200_000);
    expect(latencies.events).toBe(200_000);
  });
});
