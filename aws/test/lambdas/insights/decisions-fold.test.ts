/** The decisions and alerts of the stream are those of one process, input by input. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { enrich } from '@millrace/shop/functions/enrich/enrich.ts';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import { openEventFunctions } from '@millrace/shop/functions/event-functions.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent, START_MS } from '../../../../shop/test/functions/make-event.ts';
import { control, enriched, purchase, rowOf } from '../../../../shop/test/functions/score/made-shop.ts';
import { type Step, simulateLog, stepsOfLog, withPipelines } from '../../../../shop/test/functions/simulated-steps.ts';
import type { DecisionOutput } from '../../../src/lambdas/insights/decision-output.ts';
import { type DecisionInput, DecisionsFold } from '../../../src/lambdas/insights/decisions-fold.ts';
import {
  decided,
  decisionRows,
  eventInput,
  ForgetfulTables,
  rowInput,
  runDecisions,
  viewOutputs,
} from './decision-run.ts';

const EVENTS = 8_000;
/** Of the events that go to `insights`, those that there are here. */
const INPUT_TYPES = /^(purchase|order_label|list_entry|case_update|heartbeat)$/;
const OWN_VIEWS = /^(decisions|order_labels|fraud_|alert)/;

let dataFolder: string;
let steps: readonly Step[];
let inputs: readonly DecisionInput[];

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-decisions-'));
  await simulateLog(dataFolder, EVENTS);
  const shop = withControls(withPipelines(await stepsOfLog(dataFolder)));
  // The shop closes; time goes on.
  const closed = [2, 4, 20, 40].map((minutes) =>
    makeEvent({ eventType: 'heartbeat', receivedMs: START_MS + minutes * 60_000 }),
  );
  steps = [...shop, ...closed.map((event): Step => ({ kind: 'event', event }))];
  inputs = inputsOf(steps);
});
afterAll(() => rm(dataFolder, { recursive: true }));

/** People look into orders now and then and change a list; now and then a product runs low, and is there again. */
function withControls(all: readonly Step[]): readonly Step[] {
  let orders = 0;
  return all.flatMap((step): readonly Step[] => {
    if (step.kind !== 'event' || step.event.eventType !== 'purchase') return [step];
    orders++;
    const { orderId, userId, receivedMs } = step.event;
    const told = (eventType: ShopEvent['eventType'], given: object): Step => ({
      kind: 'event',
      event: control(eventType, receivedMs - START_MS, given),
    });
    if (orders % 5 === 0) return [step, standing(step.event, orders % 10 === 0 ? 2 : 9)];
    if (orders % 7 === 0) return [step, told('order_label', { orderId, status: 'chargeback' })];
    if (orders % 11 === 0) return [step, told('list_entry', { list: 'block', kind: 'user', value: userId ?? 'x' })];
    if (orders % 13 === 0)
      return [step, told('case_update', { caseId: `case-${orderId}`, action: 'note', note: 'seen' })];
    return [step];
  });
}

function standing({ eventId, productId, receivedMs }: ShopEvent, onHand: number): Step {
  const changedAt = new Date(receivedMs).toISOString();
  const row = { changedAt, productId, eventId, onHand, threshold: 5, daysOfCover: '1.50', reorder: 10 };
  return { kind: 'row', view: 'stock_standings', row };
}

/** What goes to `insights`: purchases and control events, completed, and rows of Flink. */
function inputsOf(all: readonly Step[]): readonly DecisionInput[] {
  const made: DecisionInput[] = [];
  let arrivedMs = START_MS;
  const enrichment = enrich(NOWHERE).open(new JsonTables(), (event) => {
    if (INPUT_TYPES.test(event.event.eventType)) made.push(eventInput(structuredClone(event)));
  });
  for (const step of all) {
    if (step.kind === 'event') {
      arrivedMs = step.event.receivedMs;
      enrichment.apply(step.event);
    } else if (step.kind === 'row') made.push({ kind: 'row', view: step.view, row: step.row, arrivedMs });
  }
  return made;
}

/** One process, with time passing as it did on the stream. @param times after each input. */
function oneProcess(all: readonly Step[], times: readonly number[]): readonly ViewOutput[] {
  const outputs: ViewOutput[] = [];
  const functions = openEventFunctions(new JsonTables(), (output) => outputs.push(structuredClone(output)));
  let at = 0;
  let timeMs = 0;
  const pass = () => {
    const toMs = times[at++] ?? 0;
    if (toMs > timeMs) functions.onTime(toMs);
    timeMs = Math.max(timeMs, toMs);
  };
  for (const step of all) {
    if (step.kind === 'event') functions.onEvent(step.event);
    if (step.kind === 'row') functions.onRow(step.view, step.row, false);
    if (step.kind === 'row' || (step.kind === 'event' && INPUT_TYPES.test(step.event.eventType))) pass();
  }
  return outputs.filter(({ view }) => OWN_VIEWS.test(view));
}

describe('decisions on the stream', () => {
  it('are those of one process that is given the same, with all views, cases and alerts', () => {
    const run = runDecisions(inputs);
    const told = oneProcess(steps, run.times);
    const outcomes = new Set(told.map(({ view, row }) => (view === 'decisions' ? row?.outcome : view)));
    expect(outcomes).toContain('decline');
    expect(outcomes).toContain('review');
    expect(outcomes).toContain('alert_notifications');
    expect(viewOutputs(run)).toEqual(told);
  });

  it('are the same when state goes through JSON text between batches', () => {
    expect(runDecisions(inputs, 37).outputs).toEqual(runDecisions(inputs).outputs);
  });

  it('are the same when states are missing in the middle of an input, and it begins anew', () => {
    const some = inputs.slice(0, 400);
    const tables = new ForgetfulTables(new JsonTables());
    const outputs: DecisionOutput[] = [];
    const fold = new DecisionsFold(tables, (output) => outputs.push(structuredClone(output)));
    for (const input of some) {
      tables.forget();
      for (let begun = false; !begun; ) {
        try {
          fold.apply(input);
          begun = true;
        } catch (error) {
          expect((error as Error).message).toBe('the state is not at hand');
        }
      }
    }
    expect(tables.missed).toBeGreaterThan(some.length);
    expect(outputs).toEqual(runDecisions(some).outputs);
  });

  it('tell what is remembered of a buyer as it is after each decision', () => {
    const { outputs, tables } = runDecisions(inputs);
    const told = new Map<string, unknown>();
    for (const output of outputs) if (output.kind === 'profile') told.set(output.visitor, output.profile);
    expect(told.size).toBeGreaterThan(10);
    expect(Object.fromEntries(told)).toEqual(tables.save()['score.profiles']);
  });

  it('forget a buyer, and say so', () => {
    const forgotten = makeEvent({
      eventType: 'user_forget',
      properties: JSON.stringify({ names: [['ann', 'nobody']], orderIds: ['o1'] }),
      receivedMs: START_MS + 60_000,
    });
    const { outputs } = runDecisions([...withRow(purchase('o1', 0)), eventInput(enriched(forgotten))]);
    expect(outputs).toContainEqual({ kind: 'profile', visitor: 'ann', profile: null });
    const audits = outputs.filter(({ kind }) => kind === 'audit');
    expect(audits).toMatchObject([{ entry: { kind: 'user_forgotten', details: { eventId: forgotten.eventId } } }]);
    expect(JSON.stringify(audits)).not.toContain('ann');
  });
});

/** An order and the measurement of it. */
function withRow(event: ShopEvent): readonly DecisionInput[] {
  return [eventInput(enriched(event)), rowInput(rowOf(event).row)];
}

describe('time on the stream', () => {
  it('comes to an order with its measurement: the order is decided at once', () => {
    const { outputs } = runDecisions(withRow(purchase('o1', 0)));
    expect(decided({ outputs })).toEqual(['o1']);
  });

  it('comes to an order behind later ones when nothing is measured, and not without them', () => {
    const lines = [purchase('o1', 0), purchase('o2', 4_000)].map((event) => eventInput(enriched(event)));
    const { times } = runDecisions(lines);
    expect(times).toEqual([START_MS - 5_000, START_MS - 1_000]);
  });

  it('goes on with what Flink says of visits, though nobody buys: an alert is told', () => {
    const traffic = (afterMs: number): DecisionInput => {
      const iso = (ms: number) => new Date(START_MS + ms).toISOString();
      const [windowStart, windowEnd] = [iso(afterMs - 300_000), iso(afterMs)];
      const row = { windowStart, windowEnd, events: 9, visitors: 3, viewers: 3, carts: 1, checkouts: 0, buyers: 0 };
      return { kind: 'row', view: 'traffic', row, arrivedMs: START_MS + afterMs };
    };
    const low = { changedAt: new Date(START_MS).toISOString(), productId: 'p', eventId: 'e', onHand: 1, threshold: 5 };
    const run = runDecisions([
      { kind: 'row', view: 'stock_standings', row: { ...low, daysOfCover: null, reorder: 10 }, arrivedMs: START_MS },
      traffic(0),
      traffic(300_000),
    ]);
    expect(run.times).toEqual([START_MS - 5_000, START_MS - 5_000, START_MS + 295_000]);
    expect(viewOutputs(run).filter(({ view }) => view === 'alert_notifications')).toHaveLength(1);
  });

  it('does not run ahead with the clock of a collector', () => {
    const fast = purchase('o1', 3_600_000);
    const { times } = runDecisions([{ ...eventInput(enriched(fast)), arrivedMs: START_MS }]);
    expect(times).toEqual([START_MS - 5_000]);
  });

  it('decides an order whose measurement came first with that measurement, all of its lines together', () => {
    const lines = [purchase('o1', 0), purchase('o1', 0, { quantity: 2 })];
    const rows = lines.map((event) => rowInput(rowOf(event, { orderValue: 30 }).row));
    const late = runDecisions([...rows, ...lines.map((event) => eventInput(enriched(event)))]);
    const punctual = runDecisions([...lines.map((event) => eventInput(enriched(event))), ...rows]);
    expect(decided(late)).toEqual(['o1']);
    expect(decisionRows(late)).toEqual(decisionRows(punctual));
  });
});

describe('events and measurements that come by two ways', () => {
  const order = fc.record({ user: fc.nat(2), card: fc.nat(1), burst: fc.nat(12), label: fc.boolean() });

  /** Takes from the events or from the rows as `choices` say, and the rest at the end. */
  function interleaved(events: readonly DecisionInput[], rows: readonly DecisionInput[], choices: readonly boolean[]) {
    const [left, right] = [[...events], [...rows]];
    const mixed = choices.flatMap((fromEvents) => (fromEvents ? left.shift() : right.shift()) ?? []);
    return [...mixed, ...left, ...right];
  }

  it('are decided alike, however the two interleave', () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 12 }), fc.array(fc.boolean(), { maxLength: 40 }), (orders, choices) => {
        const placed = orders.map(({ user, card, burst }, place) => {
          const properties = JSON.stringify({ cardFingerprint: `c${card}`, deviceId: `d${user}` });
          const event = purchase(`o${place}`, place * 700, { userId: `u${user}`, properties });
          return { event, row: rowInput(rowOf(event, { ipOrders5m: burst, ipUsers1h: burst }).row) };
        });
        const events = placed.flatMap(({ event }, place) => {
          const { orderId, receivedMs } = event;
          const told = control('order_label', receivedMs - START_MS, { orderId, status: 'chargeback' });
          return [event, ...(orders[place]?.label ? [told] : [])].map((each) => eventInput(enriched(each)));
        });
        const rows = placed.map(({ row }) => row);
        const punctual = decisionRows(runDecisions([...events, ...rows]));
        expect(punctual).toHaveLength(orders.length);
        expect(decisionRows(runDecisions(interleaved(events, rows, choices)))).toEqual(punctual);
      }),
    );
  });
});

describe('events that come again', () => {
  it('count once, by where they stand in their bucket', () => {
    const [order, row] = withRow(purchase('o1', 0));
    const note = control('case_update', 10, { caseId: 'case-o1', action: 'note', note: 'seen' });
    const noted = { ...eventInput(enriched(note)), bucket: 3, at: '7.000001' };
    const bought = { ...order, bucket: 3, at: '7.000000' } as DecisionInput;
    const once = [bought, row, noted] as readonly DecisionInput[];
    const again = [bought, row, bought, noted, bought, noted] as readonly DecisionInput[];
    expect(runDecisions(again).outputs).toEqual(runDecisions(once).outputs);
    expect(runDecisions(once).outputs.filter(({ kind }) => kind === 'audit')).toHaveLength(1);
  });
});

describe('rows that Flink writes again', () => {
  const standing = (changedAt: string, onHand: number, eventId: string): DecisionInput => ({
    kind: 'row',
    view: 'stock_standings',
    row: { changedAt, productId: 'p', eventId, onHand, threshold: 5, daysOfCover: null, reorder: 10 },
    arrivedMs: START_MS,
  });
  const low = standing('2026-11-26T10:00:00.000Z', 3, 'e1');
  const well = standing('2026-11-26T10:00:01.000Z', 9, 'e2');

  it('open no alert that is over', () => {
    const after = runDecisions([low, well, low]);
    expect(after.outputs).toEqual(runDecisions([low, well]).outputs);
    expect(viewOutputs(after).at(-1)).toMatchObject({ view: 'alerts', row: { status: 'resolved' } });
  });

  it('decide no order again', () => {
    const order = withRow(purchase('o1', 0));
    const again = order[1] as DecisionInput;
    expect(runDecisions([...order, again, again]).outputs).toEqual(runDecisions(order).outputs);
  });
});
