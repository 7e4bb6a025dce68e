/** Decisions: one for each order, the same whatever the interleaving of log and pipeline, and what they leave behind. */
import { describe, expect, it } from 'vitest';
import { ROW_PATIENCE_MS } from '../../../src/functions/score/score-inbox.ts';
import { START_MS } from '../make-event.ts';
import { type Batch, control, logSteps, purchase, rowOf, rowsOf, runSteps, type Step } from './made-shop.ts';

const SECOND = 1_000;
const DAY = 24 * 3_600_000;

function batch(atMs: number, ...events: Batch['events']): Batch {
  return { arrivalMs: START_MS + atMs, events };
}

function decisions(steps: readonly Step[]) {
  return rowsOf(runSteps(steps), 'decisions');
}

describe('a decision', () => {
  it('is made when the row of the last line of the order has come', () => {
    const [one, two] = [purchase('o1', 5), purchase('o1', 5, { priceTenThousandths: 50_000 })];
    const log = logSteps([batch(5, one, two), batch(9)]);
    expect(decisions([...log, rowOf(one)])).toEqual([]);
    const [decision] = decisions([...log, rowOf(one), rowOf(two, { orderValue: 15, ipOrders5m: 6 })]);
    expect(decision).toMatchObject({
      orderId: 'o1',
      outcome: 'approve',
      score: 25,
      orderValue: '15.00',
      revision: 1,
      visitor: 'ann',
      decidedAt: '2026-01-01T00:01:00.005Z',
    });
    expect(JSON.parse(String(decision?.reasons))).toMatchObject([{ code: 'IP_BURST', value: 6, weight: 25 }]);
  });

  it('waits until no more lines of the arrival can come, even when its row is there', () => {
    const line = purchase('o1', 5);
    const steps: Step[] = [{ kind: 'event', event: line }, rowOf(line)];
    expect(decisions(steps)).toEqual([]);
    expect(decisions([...steps, { kind: 'time', arrivalMs: START_MS + 5 }])).toEqual([]);
    expect(decisions([...steps, { kind: 'time', arrivalMs: START_MS + 6 }])).toHaveLength(1);
  });

  it('goes without the row when a much later one has come, and lists what could not be judged', () => {
    const [lost, next] = [purchase('lost', 0), purchase('next', ROW_PATIENCE_MS)];
    const log = logSteps([batch(0, lost), batch(ROW_PATIENCE_MS, next), batch(ROW_PATIENCE_MS + 1)]);
    const rows = decisions([...log, rowOf(next)]);
    expect(rows.map(({ orderId }) => orderId)).toEqual(['lost', 'next']);
    const missing = JSON.parse(String(rows[0]?.missing)).map(({ code }: { code: string }) => code);
    expect(missing).toEqual(expect.arrayContaining(['IP_BURST', 'USER_BURST', 'UNLIKE_HISTORY']));
    expect(rows[0]?.decidedAt).toBe(new Date(START_MS + ROW_PATIENCE_MS).toISOString());
  });

  it('is made of what is there when the order has no address, device or account', () => {
    const line = purchase('o1', 0, { ip: null });
    const [row] = decisions([...logSteps([batch(0, line), batch(1)]), rowOf(line, { userOrders5m: 3 })]);
    expect(row).toMatchObject({ score: 20, ip: null, deviceId: null });
    const missing = JSON.parse(String(row?.missing));
    expect(missing).toContainEqual({ code: 'IP_BURST', signals: ['ipOrders5m'] });
    expect(missing).toContainEqual({ code: 'CARD_SHARED', signals: ['cardAccounts30d'] });
    expect(missing).toContainEqual({ code: 'SHARED_DEVICE', signals: ['deviceUsers'] });
  });

  it('is changed by later lines of the order only for the worse', () => {
    const [one, two, three] = [purchase('o1', 0), purchase('o1', 10), purchase('o1', 20)];
    const log = logSteps([batch(0, one), batch(10, two), batch(20, three), batch(30)]);
    const rows = [rowOf(one), rowOf(two, { ipOrders5m: 6, ipUsers5m: 3 }), rowOf(three)];
    const run = runSteps([...log, ...rows]);
    const outcomes = run.outputs.filter(({ view }) => view === 'decisions').map(({ row }) => row?.outcome);
    expect(outcomes).toEqual(['approve', 'review']);
    expect(rowsOf(run, 'decisions')).toMatchObject([
      { outcome: 'review', revision: 2, receivedAt: '2026-01-01T00:01:00.000Z', decidedAt: '2026-01-01T00:01:00.010Z' },
    ]);
    expect(run.score.profile('ann')).toMatchObject({ orders: 1, approve: 0, review: 1, decline: 0 });
  });

  it('sees the lists, labels and rules that came before it in the log, and no later ones', () => {
    const [before, after, last] = [purchase('o1', 0), purchase('o2', 2), purchase('o3', 4)];
    const block = { list: 'block', kind: 'ip', value: '203.0.113.1', action: 'add' };
    const rules = 'version: 1\noutcomes: { review: 1, decline: 2 }\nrules: []';
    const log = logSteps([
      batch(0, before),
      batch(1, control('list_entry', 1, block)),
      batch(2, after),
      batch(3, control('list_entry', 3, { ...block, action: 'remove' }), control('rules_update', 3, { rules })),
      batch(4, last),
      batch(5),
    ]);
    const rows = decisions([...log, ...[before, after, last].map((event) => rowOf(event, { ipOrders5m: 9 }))]);
    expect(rows.map(({ outcome, score }) => [outcome, score])).toEqual([
      ['approve', 25],
      ['decline', 100],
      ['approve', 0],
    ]);
  });

  it('passes over rules that cannot be read', () => {
    const line = purchase('o1', 1);
    const broken = control('rules_update', 0, { rules: 'version: 2' });
    const run = runSteps([...logSteps([batch(0, broken), batch(1, line), batch(2)]), rowOf(line, { ipOrders5m: 9 })]);
    expect(rowsOf(run, 'decisions')[0]?.score).toBe(25);
    expect(run.score.applied(broken.eventId)).toBe(false);
  });
});

describe('what is remembered', () => {
  const device = { properties: JSON.stringify({ deviceId: 'd1', cardFingerprint: 'c1' }) };

  function codes(steps: readonly Step[]): readonly (readonly string[])[] {
    return decisions(steps).map(({ reasons }) => JSON.parse(String(reasons)).map(({ code }: { code: string }) => code));
  }

  it('ties buyers together by device, card and address', () => {
    const lines = ['ann', 'ben', 'ann'].map((userId, index) => purchase(`o${index}`, index, { userId, ...device }));
    const log = logSteps([...lines.map((line, index) => batch(index, line)), batch(9)]);
    const shared = ['DEVICE_REUSED', 'IP_REUSED', 'CARD_SHARED'];
    expect(codes([...log, ...lines.map((line) => rowOf(line))])).toEqual([[], shared, [...shared, 'CARD_BURST']]);
  });

  it('makes a chargeback count against buyer, device, card and address, and a better label take it back', () => {
    const lines = [0, 2, 4].map((afterMs) => purchase(`o${afterMs}`, afterMs, device));
    const label = (afterMs: number, status: string) =>
      batch(afterMs, control('order_label', afterMs, { orderId: 'o0', status }));
    const [first, second, third] = lines.map((line, index) => batch(index * 2, line)) as [Batch, Batch, Batch];
    const log = logSteps([first, label(1, 'chargeback'), second, label(3, 'confirmed_good'), third, batch(9)]);
    const run = runSteps([...log, ...lines.map((line) => rowOf(line))]);
    expect(codes([...log, ...lines.map((line) => rowOf(line))])[1]).toEqual([
      'USER_FRAUD',
      'DEVICE_FRAUD',
      'CARD_FRAUD',
    ]);
    expect(run.score.profile('ann')).toMatchObject({ frauds: 0, confirmedGood: 1, orders: 3 });
    expect(rowsOf(run, 'order_labels')).toMatchObject([{ orderId: 'o0', label: 'confirmed_good' }]);
  });

  it('keeps a label that comes before its order', () => {
    const line = purchase('o1', 5);
    const early = control('order_label', 0, { orderId: 'o1', status: 'chargeback' });
    const run = runSteps([...logSteps([batch(0, early), batch(5, line), batch(6)]), rowOf(line)]);
    expect(run.score.profile('ann')).toMatchObject({ frauds: 1 });
    expect(rowsOf(run, 'order_labels')).toMatchObject([{ orderId: 'o1', label: 'chargeback' }]);
  });

  it('forgets orders and what hangs on them after thirty days, but no fraud', () => {
    const days = Array.from({ length: 40 }, (_, index) => index);
    const lines = days.map((day) => {
      const userId = day === 0 ? 'bad' : `u${day}`;
      return purchase(`o${day}`, day * DAY, { userId, ip: `203.0.113.${day}` });
    });
    const label = control('order_label', 1, { orderId: 'o0', status: 'chargeback' });
    const log = logSteps([
      batch(0, ...lines.slice(0, 1)),
      batch(1, label),
      ...lines.slice(1).map((line, index) => batch((index + 1) * DAY, line)),
      batch(40 * DAY),
    ]);
    const { score } = runSteps([...log, ...lines.map((line) => rowOf(line))]);
    expect(['o0', 'o9', 'o10', 'o39'].map((id) => score.order(id) !== undefined)).toEqual([false, false, true, true]);
    expect(['bad', 'u5', 'u39'].map((id) => score.profile(id) !== undefined)).toEqual([true, false, true]);
  });
});

describe('time', () => {
  it('does not go by the clock of whoever runs it', () => {
    const line = purchase('o1', 0);
    const steps = [...logSteps([batch(0, line), batch(SECOND)]), rowOf(line)];
    expect(runSteps(steps).outputs).toEqual(runSteps(steps).outputs);
  });
});
