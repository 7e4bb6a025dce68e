/** Ways through the shop: what the counts say is what going through each visit by hand says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { cellOf, FLOW_DAYS } from '../../../src/functions/visits/path-flows.ts';
import { MOST_STEPS, STAGES } from '../../../src/functions/visits/path-stages.ts';
import { DEVICE_CLASSES, hourOf } from '../../../src/functions/visits/visit.ts';
import { MINUTE_MS, START_MS, VisitWorld } from './visit-world.ts';

const ACTIONS = {
  page: { eventType: 'page_view' },
  product: { eventType: 'product_click', productId: 'tent' },
  search: { eventType: 'search', query: 'tents' },
  cart: { eventType: 'add_to_cart', productId: 'tent' },
  cart_removal: { eventType: 'remove_from_cart', productId: 'tent' },
  checkout: { eventType: 'checkout' },
  purchase: { eventType: 'purchase', productId: 'tent', priceTenThousandths: 10_000 },
} as const satisfies Record<(typeof STAGES)[number], Partial<ShopEvent>>;

const walks = fc.array(
  fc.record({
    visitor: fc.constantFrom('ann', 'ben', 'cleo'),
    stage: fc.constantFrom(...STAGES),
    pauseMinutes: fc.oneof(
      { weight: 8, arbitrary: fc.nat(5) },
      { weight: 1, arbitrary: fc.integer({ min: 31, max: 90 }) },
    ),
  }),
  { maxLength: 100 },
);

function expectedFlows(walk: readonly { visitor: string; stage: (typeof STAGES)[number]; minute: number }[]): number[] {
  const flows = new Array<number>(MOST_STEPS * (STAGES.length + 1) * STAGES.length).fill(0);
  const visits = new Map<string, { path: number[]; lastMinute: number }>();
  for (const { visitor, stage, minute } of walk) {
    const known = visits.get(visitor);
    const visit = known && minute - known.lastMinute <= 30 ? known : { path: [], lastMinute: minute };
    visit.lastMinute = minute;
    visits.set(visitor, visit);
    const number = STAGES.indexOf(stage);
    const { path } = visit;
    if (path.at(-1) === number || path.length === MOST_STEPS) continue;
    const cell = cellOf(path.length, path.at(-1), number);
    flows[cell] = (flows[cell] ?? 0) + 1;
    path.push(number);
  }
  return flows;
}

describe('ways through the shop', () => {
  it('are counted step by step, with state that goes through text on the way', () => {
    fc.assert(
      fc.property(walks, fc.nat(100), (steps, cut) => {
        const world = new VisitWorld();
        let minute = 0;
        const walk = steps.map(({ visitor, stage, pauseMinutes }, index) => {
          minute += pauseMinutes;
          if (index === cut) world.saveAndLoad();
          world.at(minute, { userId: visitor, deviceType: 'mobile', ...ACTIONS[stage] });
          return { visitor, stage, minute };
        });
        const hours = { fromHour: hourOf(START_MS), toHour: hourOf(START_MS + minute * MINUTE_MS) };
        const flows = world.ask('paths', { ...hours, devices: DEVICE_CLASSES });
        expect(flows).toEqual(expectedFlows(walk));
        expect(world.ask('paths', { ...hours, devices: ['tablet'] }).every((visits) => visits === 0)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('count under the hour in which the visit began', () => {
    const world = new VisitWorld();
    world.at(50, { userId: 'ann', ...ACTIONS.page });
    world.at(70, { userId: 'ann', ...ACTIONS.cart });
    const sumOf = (hour: number) =>
      world
        .ask('paths', { fromHour: hour, toHour: hour, devices: DEVICE_CLASSES })
        .reduce((sum, each) => sum + each, 0);
    expect(sumOf(hourOf(START_MS))).toBe(2);
    expect(sumOf(hourOf(START_MS) + 1)).toBe(0);
  });

  it('leave after five weeks, and what began before does not come back', () => {
    const world = new VisitWorld();
    const later = (FLOW_DAYS * 24 + 1) * 60;
    world.at(0, { userId: 'ann', ...ACTIONS.page });
    const first = hourOf(START_MS);
    const all = () => world.ask('paths', { fromHour: first, toHour: first, devices: DEVICE_CLASSES });
    expect(all()[cellOf(0, undefined, 0)]).toBe(1);
    world.at(later, { userId: 'ben', ...ACTIONS.page });
    world.at(later, { userId: 'cleo', timestampMs: START_MS, ...ACTIONS.page });
    expect(all().every((visits) => visits === 0)).toBe(true);
    expect(world.text).not.toContain(`"${first}"`);
  });
});
