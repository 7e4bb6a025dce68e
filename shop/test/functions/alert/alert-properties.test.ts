/** Whatever happens in whatever order: the alerts stay pure, and what they tell adds up. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ALERT_SETTINGS } from '../../../src/functions/alert/alert-settings.ts';
import { Alerts } from '../../../src/functions/alert/alerts.ts';
import { fingerprintOf } from '../../../src/functions/alert/fingerprint.ts';
import {
  AlertRun,
  acknowledgeEvent,
  decision,
  MINUTE,
  named,
  SECOND,
  START,
  sample,
  silenceEvent,
  stockRow,
  type Told,
} from './alert-run.ts';

type Step = (alerts: Alerts, atMs: number) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 20 })).map(
    ([product, onHand]): Step =>
      (alerts, atMs) =>
        alerts.onRow('stock_standings', stockRow(atMs, `p${product}`, onHand)),
  ),
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 60, max: 100 })).map(
    ([order, score]): Step =>
      (alerts, atMs) =>
        alerts.onDecision(decision(atMs, `o${order}`, score)),
  ),
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('ann', null), fc.integer({ min: 0, max: 400 })).map(
    ([product, by, agoSeconds]): Step =>
      (alerts, atMs) => {
        const fingerprint = fingerprintOf({ alertname: 'StockLow', severity: 'warning', productId: `p${product}` });
        alerts.onEvent(acknowledgeEvent(atMs, { fingerprint, startsMs: atMs - agoSeconds * SECOND, by }));
      },
  ),
  fc.record({ running: fc.boolean(), lagMs: fc.constantFrom(0, 60_000), lateShare: fc.constantFrom(0, 0.5) }).map(
    (more): Step =>
      (alerts, atMs) =>
        alerts.onSample(sample(atMs, more)),
  ),
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('StockLow', 'FraudSuspected'), fc.integer({ min: 0, max: 30 }))
    .map(
      ([id, name, minutes]): Step =>
        (alerts, atMs) =>
          alerts.onEvent(silenceEvent(atMs, { id, matchers: [named(name)], endsMs: atMs + minutes * MINUTE })),
    ),
);

/** What happens, and how many seconds pass before it. */
const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), step), { maxLength: 40 });

/** Plays it, and then lets everything come to an end. */
function play(
  run: AlertRun,
  steps: readonly (readonly [number, Step])[],
  afterEach: () => void = () => undefined,
): number {
  let atMs = START;
  for (const [seconds, each] of steps) {
    run.pass(atMs + SECOND, atMs + seconds * SECOND);
    atMs += seconds * SECOND;
    each(run.alerts, atMs);
    afterEach();
  }
  return atMs;
}

function endAll(run: AlertRun, atMs: number): void {
  for (let product = 0; product <= 4; product++) run.alerts.onRow('stock_standings', stockRow(atMs, `p${product}`, 99));
  run.alerts.onSample(sample(atMs));
  for (const id of ['a', 'b']) {
    run.alerts.onEvent(silenceEvent(atMs, { id, matchers: [named('x')], endsMs: atMs }));
  }
  run.pass(atMs, atMs + 40 * MINUTE);
}

describe('the alerts as a fold', () => {
  it('go on from saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const straight = new AlertRun();
        const resumed = new AlertRun();
        endAll(straight, play(straight, steps));
        endAll(
          resumed,
          play(resumed, steps, () => resumed.reload()),
        );
        expect(resumed.outputs).toEqual(straight.outputs);
        expect(resumed.tables.save()).toEqual(straight.tables.save());
      }),
      { numRuns: 60 },
    );
  });

  it('read everything before they write anything, and change nothing that they have read', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const tables = new StrictTables();
        const alerts = new Alerts(tables, () => undefined, DEFAULT_ALERT_SETTINGS);
        let atMs = START;
        for (const [seconds, each] of steps) {
          atMs += seconds * SECOND;
          tables.beginInput();
          alerts.onTime(atMs);
          tables.beginInput();
          each(alerts, atMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is told', () => {
  it('is numbered without gaps, in order of time, each under a key of its own', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const run = new AlertRun();
        endAll(run, play(run, steps));
        const { told } = run;
        expect(told.map(({ number }) => number)).toEqual(told.map((_each, index) => index + 1));
        expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
        for (const [index, { atMs }] of told.entries()) expect(atMs).toBeGreaterThanOrEqual(told[index - 1]?.atMs ?? 0);
      }),
      { numRuns: 60 },
    );
  });

  it('says of everything that it told to fire that it is resolved, once it is', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const run = new AlertRun();
        endAll(run, play(run, steps));
        for (const status of lastStatuses(run.told).values()) expect(status).toBe('resolved');
        expect(run.shown.filter(([, status]) => status !== 'resolved')).toEqual([]);
        expect(run.tables.save()['alert-groups']).toEqual({});
      }),
      { numRuns: 60 },
    );
  });

  it('is never the same twice in a row before the repeat interval, nor sooner than the group interval', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const run = new AlertRun();
        endAll(run, play(run, steps));
        for (const group of Map.groupBy(run.told, ({ groupKey }) => groupKey).values()) {
          for (const [index, told] of group.entries()) {
            const before = group[index - 1];
            if (before === undefined || before.status === 'resolved') continue;
            const sinceMs = told.atMs - before.atMs;
            expect(sinceMs).toBeGreaterThanOrEqual(DEFAULT_ALERT_SETTINGS.groupIntervalMs);
            if (firing(told) === firing(before) && told.alerts.every(({ status }) => status === 'firing')) {
              expect(sinceMs).toBeGreaterThanOrEqual(DEFAULT_ALERT_SETTINGS.repeatIntervalMs);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** By fingerprint: a later beginning takes an earlier one's place. */
function lastStatuses(told: readonly Told[]): ReadonlyMap<string, string> {
  return new Map(told.flatMap(({ alerts }) => alerts.map(({ fingerprint, status }) => [fingerprint, status] as const)));
}

function firing({ alerts }: Told): string {
  const ids = alerts.flatMap(({ status, fingerprint, startsAt }) =>
    status === 'firing' ? fingerprint + startsAt : [],
  );
  return ids.sort().join();
}

/** Refuses to read after the first write of an input; what it hands out cannot be changed. */
class StrictTables implements FoldTables {
  readonly #tables = new JsonTables();
  #written = false;

  beginInput(): void {
    this.#written = false;
  }

  table<State>(name: string): FoldTable<State> {
    const table = this.#tables.table<State>(name);
    return {
      get: (key) => {
        if (this.#written) throw new Error(`reads ${name} after a write`);
        return frozen(table.get(key));
      },
      put: (key, state) => {
        this.#written = true;
        table.put(key, state);
      },
      remove: (key) => {
        this.#written = true;
        table.remove(key);
      },
    };
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
