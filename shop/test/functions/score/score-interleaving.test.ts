/** Log and pipeline meet in any interleaving, and state goes through JSON at any time: the decisions are the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { START_MS } from '../make-event.ts';
import { type Batch, control, logSteps, purchase, rowOf, runSteps, type Step } from './made-shop.ts';

type Happening =
  | {
      readonly kind: 'line';
      readonly order: number;
      readonly user: number;
      readonly orders: number;
      readonly lost: boolean;
    }
  | { readonly kind: 'label'; readonly order: number; readonly status: string }
  | { readonly kind: 'list'; readonly user: number; readonly list: string; readonly action: string }
  | { readonly kind: 'case'; readonly order: number; readonly action: string };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('line' as const),
      order: fc.nat(6),
      user: fc.nat(3),
      orders: fc.nat(9),
      lost: fc.boolean().map((lost) => lost),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('label' as const),
      order: fc.nat(6),
      status: fc.constantFrom('chargeback', 'confirmed_good', 'confirmed_fraud'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      user: fc.nat(3),
      list: fc.constantFrom('allow', 'block'),
      action: fc.constantFrom('add', 'remove'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('case' as const),
      order: fc.nat(6),
      action: fc.constantFrom('assign', 'release', 'note', 'close', 'reopen'),
    }),
  },
);

/** Arrivals within a batch come in no order across partitions, as in the log; batches come one after another. */
const stream = fc.array(fc.array(fc.tuple(fc.nat(9), happening), { maxLength: 5 }), { minLength: 1, maxLength: 10 });

interface Made {
  readonly batches: readonly Batch[];
  readonly rows: readonly Step[];
}

function make(batches: readonly (readonly (readonly [number, Happening])[])[]): Made {
  const rows: { readonly atMs: number; readonly step: Step }[] = [];
  const made = batches.map((happenings, index) => {
    const events = happenings.map(([offset, each]) => {
      const afterMs = index * 20_000 + offset;
      const event = eventOf(each, afterMs);
      if (each.kind === 'line' && !each.lost) {
        rows.push({ atMs: afterMs, step: rowOf(event, { ipOrders5m: each.orders, userOrders5m: each.orders }) });
      }
      return event;
    });
    return { arrivalMs: START_MS + index * 20_000 + 10, events };
  });
  const end = { arrivalMs: START_MS + 1e9, events: [purchase('end', 1e9 - 1)] };
  rows.push({ atMs: 1e9 - 1, step: rowOf(end.events[0] as ShopEvent) });
  const ordered = rows.sort((a, b) => a.atMs - b.atMs).map(({ step }) => step);
  return { batches: [...made, end], rows: ordered };
}

function eventOf(each: Happening, afterMs: number): ShopEvent {
  switch (each.kind) {
    case 'line': {
      const properties = JSON.stringify({ deviceId: `d${each.user % 2}`, cardFingerprint: 'c' });
      return purchase(`o${each.order}`, afterMs, { userId: `u${each.user}`, properties });
    }
    case 'label':
      return control('order_label', afterMs, { orderId: `o${each.order}`, status: each.status });
    case 'list': {
      const { list, action, user } = each;
      return control('list_entry', afterMs, { list, kind: 'user', value: `u${user}`, action });
    }
    case 'case': {
      const about = { caseId: `case-o${each.order}`, action: each.action };
      return control('case_update', afterMs, { ...about, assignee: 'kim', note: 'seen', verdict: 'fraud' });
    }
  }
}

/** Takes from the log or from the rows as `choices` say, and the rest at the end. */
function interleave(log: readonly Step[], rows: readonly Step[], choices: readonly boolean[]): readonly Step[] {
  const [left, right] = [[...log], [...rows]];
  const mixed: Step[] = [];
  for (const fromLog of choices) {
    const step = fromLog ? left.shift() : right.shift();
    if (step) mixed.push(step);
  }
  return [...mixed, ...left, ...right];
}

describe('decisions', () => {
  it('do not depend on how log and pipeline interleave', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.boolean(), { maxLength: 60 }), (batches, choices) => {
        const { batches: log, rows } = make(batches);
        const steps = logSteps(log);
        const one = runSteps([...steps, ...rows]).outputs;
        expect(one.length).toBeGreaterThan(0);
        expect(runSteps(interleave(steps, rows, choices)).outputs).toEqual(one);
        expect(runSteps([...rows, ...steps]).outputs).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on when their state is saved and loaded as JSON', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        (batches, choices, every) => {
          const { batches: log, rows } = make(batches);
          const steps = interleave(logSteps(log), rows, choices);
          const [straight, saved] = [runSteps(steps), runSteps(steps, every)];
          expect(saved.outputs).toEqual(straight.outputs);
          expect(JSON.parse(JSON.stringify(saved.tables.save()))).toEqual(
            JSON.parse(JSON.stringify(straight.tables.save())),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leave nothing waiting once everything has come', () => {
    fc.assert(
      fc.property(stream, (batches) => {
        const { batches: log, rows } = make(batches);
        const steps = [...logSteps(log), ...rows, { kind: 'time' as const, arrivalMs: START_MS + 2e9 }];
        const saved = runSteps(steps).tables.save();
        expect([saved['score.inbox'], saved['score.inbox-orders'], saved['score.held-rows']]).toEqual([{}, {}, {}]);
      }),
    );
  });
});
