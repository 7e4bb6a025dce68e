/**
 * Whatever goes wrong, wherever it happens: in the end the states are those of one straight fold, and so is what a receiver
 * has taken, bucket by bucket in order.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { type CountedInput, type CountedOutput, countingFunction, Receiver, straightRun } from './counting-function.ts';
import { type Fault, Faults } from './faults.ts';
import { savedStates } from './saved-states.ts';
import { type Container, StateWorld, type ValkeySnapshot } from './state-world.ts';

const RUNS = Number(process.env.MILLRACE_FAULT_RUNS ?? 10);
const RECORDS = 200;
const BUCKETS = 3;
const USERS = 30;
const SETTLE_SECONDS = 60;

let world: StateWorld;
let records: readonly StreamRecord[];
let number = 0;

beforeAll(async () => {
  world = await StateWorld.start();
  await world.put(Array.from({ length: RECORDS }, (_, n) => [(n * 7) % BUCKETS, textOf(n)] as const));
  records = await world.records();
});
afterAll(() => world.close());

function textOf(n: number): string {
  if (n % 61 === 60) return '{"no": "array"';
  return JSON.stringify(Array.from({ length: (n % 3) + 1 }, (_, place) => inputOf(n * 10 + place)));
}

function inputOf(n: number): CountedInput {
  return { user: `u${(n * 7919) % USERS}`, n, does: n % 83 === 1 ? 'fail' : n % 13 === 0 ? 'leave' : 'count' };
}

type CallFault = 'lost' | 'unanswered' | 'crash' | 'crashAfter' | 'hang';
type CacheFault = 'flush' | 'snapshot' | 'failOver';

interface Step {
  readonly size: number;
  readonly pauseMs: number;
  readonly calls: readonly { readonly at: number; readonly fault: CallFault }[];
  readonly cache: readonly { readonly at: number; readonly fault: CacheFault }[];
  readonly release: boolean;
  readonly halfDelivery: boolean;
  readonly settlingMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  size: fc.integer({ min: 1, max: 30 }),
  pauseMs: fc.constantFrom(0, 1_000, 20_000, 50_000),
  calls: fc.array(
    fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 80 })),
      fault: fc.constantFrom<CallFault>('lost', 'unanswered', 'crash', 'crashAfter', 'hang'),
    }),
    { maxLength: 1 },
  ),
  cache: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      fault: fc.constantFrom<CacheFault>('flush', 'snapshot', 'snapshot', 'failOver'),
    }),
    { maxLength: 1 },
  ),
  release: fc.boolean(),
  halfDelivery: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  settlingMs: fc.constantFrom(0, 1_000),
});

it('comes to what one straight fold comes to', { timeout: 60_000 + RUNS * 20_000 }, async () => {
  const straight = straightRun(records);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const run = new FaultyRun(`faulty${number++}`);
      for (const each of steps) await run.step(each);
      await run.finish();
      const buckets = Object.keys(straight.states);
      expect(await savedStates(world, run.name, buckets)).toEqual(straight.states);
      expect(run.receiver.taken).toEqual(straight.outputs);
      expect([...run.rejected].sort()).toEqual([...new Set(straight.poison)].sort());
      await world.valkey.client.flushall();
      await run.finish();
      expect(await savedStates(world, run.name, buckets)).toEqual(straight.states);
      expect(run.receiver.taken).toEqual(straight.outputs);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

/** A function that is given batches as the event source of Lambda does, and everything that befalls it. */
class FaultyRun {
  readonly name: string;
  readonly receiver = new Receiver();
  readonly rejected = new Set<string>();
  readonly #late: { readonly faults: Faults; readonly ended: Promise<unknown> }[] = [];
  #container: Container<CountedInput, CountedOutput>;
  #cursor = 0;
  #halfDelivery = false;
  #snapshot: ValkeySnapshot = [];

  constructor(name: string) {
    this.name = name;
    this.#container = this.#newContainer(1_000);
  }

  async step({ size, pauseMs, calls, cache, release, halfDelivery, settlingMs }: Step): Promise<void> {
    this.#halfDelivery = halfDelivery;
    if (settlingMs === 0) this.#container = this.#newContainer(settlingMs);
    const plan = new Map<number, Fault>(cache.map(({ at, fault }) => [at, { before: () => this.#befall(fault) }]));
    for (const { at, fault } of calls) plan.set(at, fault);
    await this.#invoke(size, new Faults(plan));
    world.nowMs += pauseMs;
    if (release) await this.#releaseOne();
  }

  /** What is left, without faults; whoever still hangs goes on at last. */
  async finish(): Promise<void> {
    this.#halfDelivery = false;
    while (this.#late.length > 0) await this.#releaseOne();
    this.#container = this.#newContainer(1_000);
    // From the start: after a failover the source itself would not come back to what was lost.
    this.#cursor = 0;
    for (let tries = 0; this.#cursor < records.length; tries++) {
      if (tries > 5) throw new Error(`stuck at ${this.#cursor}`);
      await this.#invoke(records.length, new Faults());
    }
  }

  async #invoke(size: number, faults: Faults): Promise<void> {
    const container = this.#container;
    container.faults = faults;
    const batch = records.slice(this.#cursor, this.#cursor + size);
    if (batch.length === 0) return;
    const running = container.runner.run(batch);
    const report = await Promise.race([running, faults.hanging]);
    if (report === undefined) this.#late.push({ faults, ended: running });
    if (report === undefined || faults.crashed) {
      this.#container = this.#newContainer(1_000);
      return;
    }
    const failed = report.failures.map(({ sequence }) => records.findIndex((record) => record.sequence === sequence));
    this.#cursor = Math.min(this.#cursor + batch.length, ...failed);
  }

  async #releaseOne(): Promise<void> {
    const late = this.#late.shift();
    late?.faults.release();
    await late?.ended;
  }

  async #befall(fault: CacheFault): Promise<void> {
    if (fault === 'flush') await world.valkey.client.flushall();
    if (fault === 'snapshot') this.#snapshot = await world.snapshot();
    if (fault === 'failOver') await world.failOver(this.#snapshot);
  }

  #newContainer(settlingMs: number): Container<CountedInput, CountedOutput> {
    return world.container({
      bucketFunction: countingFunction(this.name, async (outputs) => {
        const half = this.#halfDelivery;
        this.receiver.take(half ? outputs.slice(0, outputs.length / 2) : outputs);
        if (half) throw new Error('only half of it has arrived');
      }),
      reject: async (poison) => {
        for (const { record, input } of poison)
          this.rejected.add(record.sequence + (input === undefined ? '' : `/${input}`));
      },
      settleSeconds: SETTLE_SECONDS,
      settlingMs,
    });
  }
}
