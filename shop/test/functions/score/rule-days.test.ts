/** Hits of rules by day: whatever comes in whatever order, they are what the decisions and labels say. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderLabel, Outcome } from '../../../src/functions/score/decision.ts';
import { isFraudLabel } from '../../../src/functions/score/risk-profile.ts';
import { type Counted, DAY_MS, dayOf, MOST_DAYS, RuleDays } from '../../../src/functions/score/rule-days.ts';
import { START_MS } from '../make-event.ts';
import { control, logSteps, purchase, rowOf, runSteps } from './made-shop.ts';

const outcome = fc.constantFrom<Outcome>('approve', 'review', 'decline');
const codes = fc.uniqueArray(fc.constantFrom('A', 'B', 'C'));
const change = fc.record({
  order: fc.nat(4),
  outcome,
  codes,
  label: fc.constantFrom<OrderLabel | null>(null, 'chargeback', 'confirmed_good'),
});

describe('hits of rules by day', () => {
  it('add up to what stands of each order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const days = new RuleDays(new JsonTables());
        const standing = new Map<number, Counted>();
        for (const { order, ...made } of changes) {
          const now = { receivedMs: order * DAY_MS, ...made };
          days.change(standing.get(order) ?? null, now);
          standing.set(order, now);
        }
        for (const [day, { outcome: decided, codes: hit = [], label }] of standing) {
          const [found] = days.since(day);
          const frauds = Number(isFraudLabel(label));
          const goods = Number(label !== null) - frauds;
          expect(found).toMatchObject({ day, orders: 1, [String(decided)]: 1, frauds, goods });
          for (const code of ['A', 'B', 'C']) {
            const counts = found?.rules[code] ?? [0, 0, 0];
            expect(counts).toEqual(hit.includes(code) ? [1, frauds, goods] : [0, 0, 0]);
          }
        }
      }),
    );
  });

  it('are kept for ninety days, and what is known of older orders changes nothing', () => {
    const days = new RuleDays(new JsonTables());
    const order = (day: number): Counted => ({
      receivedMs: day * DAY_MS,
      outcome: 'review',
      codes: ['A'],
      label: null,
    });
    for (let day = 0; day < MOST_DAYS + 10; day++) days.change(null, order(day));
    expect(days.since(0)).toHaveLength(MOST_DAYS);
    days.change(order(3), { ...order(3), label: 'chargeback' });
    expect(days.since(0).map(({ day }) => day)).not.toContain(3);
  });

  it('follow the stream: decisions, decisions that get worse, and labels', () => {
    const [one, two] = [purchase('o1', 0), purchase('o1', 10)];
    const log = logSteps([
      { arrivalMs: START_MS, events: [one] },
      { arrivalMs: START_MS + 10, events: [two] },
      { arrivalMs: START_MS + 20, events: [] },
    ]);
    const steps = [...log, rowOf(one), rowOf(two, { ipOrders5m: 6, ipUsers5m: 3 })];
    const label = {
      kind: 'event',
      event: control('order_label', 30, { orderId: 'o1', status: 'chargeback' }),
    } as const;
    const [day] = runSteps([...steps, label]).score.known.rulesSince(dayOf(START_MS));
    expect(day).toMatchObject({ orders: 1, approve: 0, review: 1, frauds: 1 });
    expect(day?.rules).toEqual({ IP_BURST: [1, 1, 0], IP_SHARED: [1, 1, 0] });
  });
});
