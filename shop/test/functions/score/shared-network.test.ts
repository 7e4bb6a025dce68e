/** Who shares what with whom: what is near is found, ties are right, and no data makes it large. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_ORDERS_BY_KEY } from '../../../src/functions/score/orders-by-key.ts';
import { MOST_NODES } from '../../../src/functions/score/shared-network.ts';
import { START_MS } from '../make-event.ts';
import { control, logSteps, purchase, rowOf, runSteps, type Step } from './made-shop.ts';

interface Made {
  readonly user: number;
  readonly ip: number;
  readonly device: number;
}

function orders(made: readonly Made[]) {
  const lines = made.map(({ user, ip, device }, index) => {
    const properties = JSON.stringify({ deviceId: `d${device}`, cardFingerprint: `c${user}` });
    return purchase(`o${index}`, index, { userId: `u${user}`, ip: `203.0.113.${ip}`, properties });
  });
  const end = { arrivalMs: START_MS + made.length, events: [] };
  const log = logSteps([{ arrivalMs: START_MS, events: lines }, end]);
  return [...log, ...lines.map((line) => rowOf(line))];
}

function networkOf(steps: readonly Step[], orderId = 'o0') {
  const network = runSteps(steps).score.known.network(orderId);
  return { nodes: network?.nodes ?? [], edges: network?.edges ?? [] };
}

const CHAIN: readonly Made[] = [
  { user: 0, ip: 0, device: 0 },
  { user: 1, ip: 1, device: 0 },
  { user: 2, ip: 1, device: 2 },
  { user: 9, ip: 9, device: 9 },
];

describe('the network around an order', () => {
  it('finds who shares something, and who shares something with them', () => {
    const { nodes, edges } = networkOf(orders(CHAIN));
    const steps = Object.fromEntries(nodes.map(({ id, steps: count }) => [id, count]));
    expect(steps).toMatchObject({ 'user:u0': 0, 'device:d0': 0, 'user:u1': 1, 'ip:203.0.113.1': 1, 'user:u2': 2 });
    expect(Object.keys(steps)).not.toContain('user:u9');
    expect(edges).toContainEqual({
      user: 'user:u1',
      key: 'device:d0',
      orders: 1,
      lastMs: START_MS + 1,
      worst: 'approve',
    });
    for (const { user, key } of edges) expect([steps[user], steps[key]]).not.toContain(undefined);
  });

  it('says what is known of each: frauds, and the lists that it stands on', () => {
    const label = control('order_label', 9, { orderId: 'o1', status: 'chargeback' });
    const block = control('list_entry', 9, { list: 'block', kind: 'device', value: 'd0', action: 'add' });
    const { nodes } = networkOf([...orders(CHAIN), { kind: 'event', event: label }, { kind: 'event', event: block }]);
    expect(nodes.find(({ id }) => id === 'device:d0')).toMatchObject({ orders: 2, frauds: 1, lists: ['block'] });
    expect(nodes.find(({ id }) => id === 'user:u0')).toMatchObject({ frauds: 0, lists: [] });
  });

  it('of an order that nobody knows is none', () => {
    expect(runSteps(orders(CHAIN)).score.known.network('none')).toBeNull();
  });

  it('is bounded, and counts what it leaves out', () => {
    const crowd = Array.from({ length: 60 }, (_, user) => ({ user, ip: 0, device: user }));
    const { nodes } = networkOf(orders(crowd), 'o59');
    const address = nodes.find(({ id }) => id === 'ip:203.0.113.0');
    expect(address?.more).toBeGreaterThan(0);
    expect(address?.orders).toBeLessThanOrEqual(MOST_ORDERS_BY_KEY);
    expect(nodes.length).toBeLessThanOrEqual(MOST_NODES);
  });

  it('has each node and each tie once, and only ties between its nodes', () => {
    const made = fc.array(fc.record({ user: fc.nat(5), ip: fc.nat(3), device: fc.nat(4) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(made, (some) => {
        const { nodes, edges } = networkOf(orders(some));
        const ids = new Set(nodes.map(({ id }) => id));
        expect(ids.size).toBe(nodes.length);
        expect(new Set(edges.map(({ user, key }) => `${user} ${key}`)).size).toBe(edges.length);
        for (const { user, key } of edges) expect(ids.has(user) && ids.has(key)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('orders by buyer, device, card and address', () => {
  it('leave with the order', () => {
    const DAY = 24 * 3_600_000;
    const [old, later] = [purchase('old', 0, { ip: '203.0.113.7' }), purchase('new', 31 * DAY)];
    const steps = [
      ...logSteps([
        { arrivalMs: START_MS, events: [old] },
        { arrivalMs: START_MS + 31 * DAY, events: [later] },
        { arrivalMs: START_MS + 31 * DAY + 1, events: [] },
      ]),
      rowOf(old),
      rowOf(later),
    ];
    const saved = runSteps(steps).tables.save()['score.orders-by-key'];
    expect(saved).toEqual({ 'user:ann': ['new'], 'ip:203.0.113.1': ['new'] });
  });
});
