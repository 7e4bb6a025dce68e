/** The fraud page's pure figures: a list that does not jump, places on a line of time, words, layouts. */
import { describe, expect, it } from 'vitest';
import { steadyRows } from '../src/live/steady-rows.ts';
import type { CaseAnswer, Network, PastOrder } from '../src/pages/fraud/answers.ts';
import { logEntries } from '../src/pages/fraud/case-log.tsx';
import { fullDays } from '../src/pages/fraud/full-days.ts';
import { placeNetwork } from '../src/pages/fraud/network-layout.ts';
import { sharedThings } from '../src/pages/fraud/shared-things.ts';
import { offsetOf } from '../src/pages/fraud/text-offset.ts';
import { timelineOf } from '../src/pages/fraud/timeline-marks.ts';

const key = (name: string) => name;

describe('a steady list', () => {
  it('keeps its order, marks what has gone, and counts what is new', () => {
    const { rows, waiting } = steadyRows(['a', 'b', 'c'], ['new', 'c', 'a'], key);
    expect(rows).toEqual([
      { item: 'a', isGone: false },
      { item: 'b', isGone: true },
      { item: 'c', isGone: false },
    ]);
    expect(waiting).toBe(1);
    expect(steadyRows([], ['x', 'y'], key).rows.map(({ item }) => item)).toEqual(['x', 'y']);
  });
});

const order = (orderId: string, receivedAt: string): PastOrder => ({
  ...{ orderId, receivedAt, visitor: 'ann', outcome: 'review', score: 50, orderValue: '1.00', label: null },
});

describe('a line of time', () => {
  it('has the oldest order at its beginning, the newest at its end, and room for a single one', () => {
    const orders = [order('o2', '2026-01-03T00:00:00Z'), order('o1', '2026-01-01T00:00:00Z')];
    const { rows } = timelineOf([{ kind: 'user', value: 'ann', frauds: 0, lists: [], orders }], 'o2');
    expect(rows[0]?.marks.map(({ orderId, place, isOwn }) => [orderId, place, isOwn])).toEqual([
      ['o1', 0, false],
      ['o2', 1, true],
    ]);
    const single = timelineOf([{ kind: 'user', value: 'ann', frauds: 0, lists: [], orders: orders.slice(1) }], 'o1');
    expect(single.toMs - single.fromMs).toBe(60_000);
  });

  it('names every day of a range', () => {
    expect(fullDays('2026-03-01', 3)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });
});

const node = (kind: 'user' | 'device', value: string) => ({
  ...{ id: `${kind}:${value}`, kind, value, steps: 0, orders: 1, declined: 0, frauds: 0, lists: [], more: 0 },
});
const tie = (user: string, lastAt: string) => ({
  ...{ user: `user:${user}`, key: 'device:d', orders: 1, lastAt, worst: 'approve' as const },
});
const NETWORK: Network = {
  nodes: [node('user', 'ann'), node('user', 'ben'), node('device', 'd')],
  edges: [tie('ann', '2026-01-01T00:00:00Z'), tie('ben', '2026-01-02T00:00:00Z')],
};

/** Eighteen characters of eleven pixels' size. */
const LONGEST_NAME_PIXELS = 110;

describe('a network', () => {
  it('is placed the same way each time, within its picture, with no two nodes on each other', () => {
    const placed = placeNetwork(NETWORK);
    expect(placeNetwork(NETWORK)).toEqual(placed);
    for (const { x, y } of placed.nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(placed.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(placed.height);
    }
    const [one, two] = placed.nodes;
    expect(Math.hypot((one?.x ?? 0) - (two?.x ?? 0), (one?.y ?? 0) - (two?.y ?? 0))).toBeGreaterThan(40);
  });

  it('has room for the names: none stands in another, as those of buyers with one device and one address', () => {
    const buyers = ['a', 'b', 'c', 'd', 'e'].map((name) => node('user', name));
    const shared = [node('device', 'd'), node('device', 'd-2')];
    const edges = buyers.flatMap(({ id }) => shared.map((thing) => ({ ...tie('', ''), user: id, key: thing.id })));
    const { nodes } = placeNetwork({ nodes: [...buyers, ...shared], edges });
    for (const [index, one] of nodes.entries()) {
      for (const other of nodes.slice(index + 1)) {
        const apart = { x: Math.abs(one.x - other.x), y: Math.abs(one.y - other.y) };
        expect(apart.y > 16 || apart.x > LONGEST_NAME_PIXELS, `${one.id} and ${other.id}`).toBe(true);
      }
    }
  });

  it('says in a table who shares what, and since when', () => {
    expect(sharedThings(NETWORK)).toMatchObject([{ users: ['ann', 'ben'], lastAt: '2026-01-02T00:00:00Z' }]);
  });
});

describe('the log of a case', () => {
  it('has each note beside the step that it came with, the newest first', () => {
    const found = {
      ...{ caseId: 'case-o', orderId: 'o', visitor: 'ann', openedAt: 'T1', updatedAt: 'T3', status: 'closed' },
      ...{ assignee: null, verdict: 'fraud', outcome: 'review', score: 50, version: 3 },
      notes: [{ at: 'T2', author: 'kim', text: 'called' }],
    } as CaseAnswer;
    const steps = [
      { at: 'T2', action: 'note', by: 'kim', assignee: null, verdict: null },
      { at: 'T3', action: 'close', by: 'lee', assignee: null, verdict: 'fraud' },
    ] as const;
    expect(logEntries({ case: found, steps })).toEqual([
      { at: 'T3', words: 'lee declined the order as fraud', note: null },
      { at: 'T2', words: 'kim added a note', note: 'called' },
      { at: 'T1', words: 'The case was opened with 50 points', note: null },
    ]);
  });
});

describe('a place in a text', () => {
  it('is found by line and column, and lies within the text', () => {
    expect(offsetOf('ab\ncd\n', 2, 2)).toBe(4);
    expect(offsetOf('ab', 9, 9)).toBe(2);
  });
});
