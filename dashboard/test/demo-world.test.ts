import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoWorld, openDemoWorld } from './world/demo-world.ts';
import { SHELF } from './world/shelf.ts';

/** The till's file takes pieces off the shelf after it was counted. */
const TILL_ROWS = 30;

let world: DemoWorld;

beforeAll(async () => {
  world = await openDemoWorld({ rate: 0, warehouse: true });
}, 120_000);
afterAll(async () => {
  await world?.close();
});

interface List {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

const valuesOf = async (path: string, field: string) =>
  new Set((await world.get<List>(path)).items.map((item) => item[field]));

describe('the demo world', () => {
  it('has cases in every state, decided and labelled', async () => {
    expect(await valuesOf('/v1/cases?limit=1000', 'status')).toEqual(new Set(['pending', 'investigating', 'closed']));
    expect(await valuesOf('/v1/cases?status=closed', 'verdict')).toEqual(new Set(['fraud', 'legitimate']));
    const outcomes = await valuesOf('/v1/decisions?limit=1000', 'outcome');
    expect(outcomes).toEqual(new Set(['approve', 'review', 'decline']));
  });

  it('has bad rows of several kinds, and uploads that went well, badly and not at all', async () => {
    const { counts } = await world.get<{ readonly counts: readonly { readonly code: string }[] }>(
      '/v1/quarantine/counts',
    );
    const codes = new Set(counts.map(({ code }) => code));
    expect(codes).toEqual(new Set(['schema_violation', 'unknown_event', 'clock_skew', 'size_violation']));
    expect(await valuesOf('/v1/feeds', 'state')).toEqual(new Set(['done', 'duplicate', 'refused']));
  });

  it('knows its people, their visits before they signed in among them', async () => {
    const visits = await world.get<List>('/v1/sessions?userId=u-mara');
    expect(visits.items.map(({ anonymousId }) => anonymousId)).toContain('a-mara');
    const carts = await world.get<List>('/v1/journeys/abandoned-carts?userId=u-tomas');
    expect(carts.items.map(({ productId }) => productId)).toEqual(['lamp-brass']);
  });

  it('has stock as it says, with alerts that fire, are silenced and are over', async () => {
    const { items } = await world.get<List>('/v1/inventory?limit=1000');
    const onHand = new Map(items.map((item) => [item.productId, item.onHand]));
    for (const { productId, left } of SHELF) {
      const soldSince = left - Number(onHand.get(productId));
      expect(soldSince).toBeGreaterThanOrEqual(0);
      expect(soldSince).toBeLessThanOrEqual(TILL_ROWS);
    }
    const alerts = '/v1/alerts?alertname=StockLow&limit=1000';
    expect(await valuesOf(alerts, 'status')).toEqual(new Set(['firing', 'resolved']));
    const silenced = () => valuesOf(alerts, 'suppressedBy');
    await expect.poll(silenced).toContainEqual(expect.stringContaining('silence'));
    expect(await valuesOf('/v1/silences', 'status')).toEqual(new Set(['active', 'expired']));
  });

  it('has shown lists, and a warehouse that can be asked', async () => {
    const { items } = await world.get<List>('/v1/recommendations/stats');
    expect(items.filter(({ impressions, clicks }) => Number(impressions) > Number(clicks))).toHaveLength(4);
    const funnel = await world.post<{ readonly rowCount: number }>('/v1/query', { example: 'funnel' });
    expect(funnel.rowCount).toBe(4);
  });
});
