/** What is decided about the units of the SQL, minute by minute. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideUnits, QUIET_MINUTES, type UnitLoad, type UnitView } from '../../src/scaling/unit-decision.ts';

const SETTINGS = { least: 6, most: 20, lagSeconds: 60 };
const CALM: UnitLoad = { behindMs: 200, processors: 45 };
const IDLE: UnitLoad = { behindMs: 200, processors: 20 };

function decide(view: Partial<UnitView>) {
  return decideUnits({ units: 6, unchangedMinutes: 1_000, loads: [CALM, CALM, CALM], ...view }, SETTINGS);
}

function behind(...seconds: readonly number[]): readonly UnitLoad[] {
  return seconds.map((each) => ({ behindMs: each * 1_000, processors: 40 }));
}

const sixHours = (load: UnitLoad) => new Array<UnitLoad>(QUIET_MINUTES).fill(load);

describe('more units', () => {
  it('come when records have waited too long three minutes in a row', () => {
    expect(decide({ loads: behind(0, 70, 100, 130) })).toMatchObject({ units: 12, blocked: false });
    expect(decide({ loads: behind(0, 70, 70, 70) }).units).toBe(12);
    expect(decide({ loads: behind(0, 0, 70, 130) }).units).toBe(6);
    expect(decide({ loads: behind(70, 130) }).units).toBe(6);
  });

  it('do not come for what is caught up with in a quarter of an hour anyway', () => {
    expect(decide({ loads: behind(400, 350, 300) }).units).toBe(6);
    expect(decide({ loads: behind(4_000, 3_995, 3_990) }).units).toBe(12);
  });

  it('come when processors have been busy for a quarter of an hour', () => {
    const busy = { behindMs: 0, processors: 80 };
    expect(decide({ loads: new Array(15).fill(busy) }).units).toBe(12);
    expect(decide({ loads: [CALM, ...new Array(14).fill(busy)] }).units).toBe(6);
  });

  it('wait until the last step can have caught up', () => {
    expect(decide({ loads: behind(100, 130, 160), unchangedMinutes: 9 }).units).toBe(6);
    expect(decide({ loads: behind(100, 130, 160), unchangedMinutes: 10 }).units).toBe(12);
  });

  it('end at the most, and somebody is told', () => {
    expect(decide({ units: 12, loads: behind(100, 130, 160) })).toMatchObject({ units: 20, blocked: false });
    const decision = decide({ units: 20, loads: behind(100, 130, 160) });
    expect(decision).toEqual({ units: 20, blocked: true, reason: 'records wait too long, but 20 units are the most' });
  });
});

describe('fewer units', () => {
  it('do after six hours in which half of them would have been enough', () => {
    expect(decide({ units: 20, loads: sixHours(IDLE) })).toMatchObject({ units: 10, blocked: false });
    expect(decide({ units: 10, loads: sixHours(IDLE) }).units).toBe(6);
    expect(decide({ units: 6, loads: sixHours(IDLE) }).units).toBe(6);
  });

  it('do not do when one minute was hot or late, or too little is known', () => {
    const all = sixHours(IDLE);
    expect(decide({ units: 20, loads: all.with(100, { behindMs: 0, processors: 31 }) }).units).toBe(20);
    expect(decide({ units: 20, loads: all.with(100, { behindMs: 61_000, processors: 5 }) }).units).toBe(20);
    expect(decide({ units: 20, loads: all.slice(100) }).units).toBe(20);
    expect(decide({ units: 20, loads: all.with(100, {}) }).units).toBe(10);
  });

  it('do not do for what twice as many had, which were idle', () => {
    const busier = { behindMs: 200, processors: 28 };
    const loads = [...sixHours(busier).slice(20), ...new Array<UnitLoad>(20).fill(IDLE)];
    expect(decide({ units: 20, loads }).units).toBe(10);
    expect(decide({ units: 14, loads, unchangedMinutes: 20 }).units).toBe(14);
    expect(decide({ units: 14, loads, unchangedMinutes: QUIET_MINUTES - 1 }).units).toBe(14);
    expect(decide({ units: 14, loads, unchangedMinutes: QUIET_MINUTES }).units).toBe(7);
  });
});

it('does nothing where nothing is told', () => {
  for (const loads of [[], sixHours({})]) expect(decide({ units: 12, loads }).units).toBe(12);
});

it('keeps to the bounds, whatever is told', () => {
  const load = fc.record({
    behindMs: fc.option(fc.integer({ min: 0, max: 400_000 }), { nil: undefined }),
    processors: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  });
  const view = fc.record({
    units: fc.integer({ min: 6, max: 20 }),
    unchangedMinutes: fc.integer({ min: 0, max: 1_000 }),
    loads: fc.oneof(fc.array(load, { maxLength: 20 }), load.map(sixHours)),
  });
  fc.assert(
    fc.property(view, (each) => {
      const { units, blocked } = decideUnits(each, SETTINGS);
      expect(units).toBeGreaterThanOrEqual(Math.max(SETTINGS.least, Math.ceil(each.units / 2)));
      expect(units).toBeLessThanOrEqual(Math.min(SETTINGS.most, each.units * 2));
      if (blocked) expect(units).toBe(SETTINGS.most);
    }),
  );
});
