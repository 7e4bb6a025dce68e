import type { AddressInfo } from 'node:net';
import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { type LiveOptions, liveRoutes } from '../../src/sinks/live/live-routes.ts';
import type { OpsStatus } from '../../src/sinks/live/ops-status.ts';
import { NOON, orderEntry, PipelineViews, revenueEntry, WINDOW_MS } from '../serving/pipeline-views.ts';
import { LiveConnection, type LiveEvent, readUntil } from './live-connection.ts';

const OPS: OpsStatus = {
  at: '2024-01-15T12:00:00.000Z',
  eventsPerSecond: 10,
  verdicts: { accepted: 1, duplicate: 0, late: 0, quarantined: 0 },
  latencyMs: null,
  lag: { events: 0, ms: 0 },
  openSessions: 3,
};

const servers: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server over the views; resolves with the stream's address. */
async function serve(views: PipelineViews, more: Partial<LiveOptions> = {}): Promise<string> {
  // Test clients leave connections open that never asked for anything.
  const app = fastify({ forceCloseConnections: true });
  servers.push(app);
  answerWithProblems(app);
  await app.register(liveRoutes, { views, ops: () => OPS, onCommitted: views.onCommitted, pushEveryMs: 1, ...more });
  await app.listen({ port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/live`;
}

/** The numbers of a view's changes in these events. */
function numbersOf(view: string, events: readonly LiveEvent[]): readonly number[] {
  const changes = events.filter(({ event, data }) => event === 'changes' && data.view === view);
  return changes.flatMap(({ data }) => data.changes.map((change: { number: number }) => change.number));
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('resuming by id', () => {
  it('tells every change of every topic exactly once and in order, wherever the connection breaks', async () => {
    const step = fc.record({
      orders: fc.integer({ min: 0, max: 30 }),
      sessions: fc.integer({ min: 0, max: 30 }),
      /** After how many events the connection breaks. */
      cutAfter: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const views = new PipelineViews();
        const address = `${await serve(views)}?topics=orders,sessions`;
        const events: LiveEvent[] = [];
        const told = { orders: 0, sessions: 0 };
        let id = 'orders:0,sessions:0';
        const take = (event: LiveEvent) => {
          events.push(event);
          id = event.id ?? id;
        };
        for (const { orders, sessions, cutAfter } of steps) {
          let heard = 0;
          await readUntil(new LiveConnection(address, id), (event) => {
            // Half of it is committed while the client listens, the other half while it catches up.
            if (heard === 0) commitBoth(views, told, orders, sessions);
            heard++;
            take(event);
            return heard >= cutAfter || isLevel(id, told);
          });
          commitBoth(views, told, sessions, orders);
        }
        if (!isLevel(id, told)) {
          await readUntil(new LiveConnection(address, id), (event) => {
            take(event);
            return isLevel(id, told);
          });
        }
        expect(numbersOf('orders', events)).toEqual(upTo(told.orders));
        expect(numbersOf('sessions', events)).toEqual(upTo(told.sessions));
      }),
      { numRuns: 30 },
    );
  });

  it('catches up over more changes than fit into one message, while more are committed', async () => {
    const views = new PipelineViews(100_000);
    const address = `${await serve(views)}?topics=orders`;
    for (let number = 0; number < 3_500; number += 500) {
      views.commit({ orders: upTo(500).map((index) => orderEntry(number + index)) });
    }
    const events = await readUntil(new LiveConnection(address, 'orders:0'), (event) => {
      if (event.id === 'orders:1000') views.commit({ orders: [orderEntry(3_501)] });
      return event.id === 'orders:3501';
    });
    expect(numbersOf('orders', events)).toEqual(upTo(3_501));
  });

  it('says so when the changes are no longer kept, and begins again with a snapshot', async () => {
    const views = new PipelineViews(10);
    const address = `${await serve(views)}?topics=orders`;
    for (const number of upTo(25)) views.commit({ orders: [orderEntry(number)] });
    const events = await readUntil(new LiveConnection(address, 'orders:3'), ({ event }) => event === 'snapshot');
    expect(events.map(({ event }) => event)).toEqual(['hello', 'reset', 'snapshot']);
    expect(events.at(-1)).toMatchObject({ id: 'orders:25' });
    expect(events.at(-1)?.data.entries.at(-1).row.eventId).toBe('e25');
  });

  it('does the same when the feed has begun anew and never came so far', async () => {
    const views = new PipelineViews();
    const address = `${await serve(views)}?topics=orders`;
    views.commit({ orders: [orderEntry(1)] });
    const events = await readUntil(new LiveConnection(address, 'orders:900'), ({ event }) => event === 'snapshot');
    expect(events.map(({ event }) => event)).toEqual(['hello', 'reset', 'snapshot']);
  });

  it('takes the id from the address too, and gives a snapshot of what an id does not name', async () => {
    const views = new PipelineViews();
    const address = `${await serve(views)}?topics=orders,sessions&lastEventId=orders:1`;
    views.commit({ orders: [orderEntry(1), orderEntry(2)] });
    const events = await readUntil(new LiveConnection(address), ({ event }) => event === 'snapshot');
    expect(numbersOf('orders', events)).toEqual([2]);
    expect(events.at(-1)).toMatchObject({ data: { view: 'sessions' }, id: 'orders:2,sessions:0' });
  });
});

describe('of several processes behind one address', () => {
  it('each takes up its own ids, and begins with a snapshot for those of another', async () => {
    const views = new PipelineViews();
    const [one, other] = [await serve(views, { origin: 'one' }), await serve(views, { origin: 'other' })];
    views.commit({ orders: [orderEntry(1), orderEntry(2)] });
    const isSnapshot = ({ event }: LiveEvent) => event === 'snapshot';
    const first = await readUntil(new LiveConnection(`${one}?topics=orders`), isSnapshot);
    const id = first.at(-1)?.id ?? '';
    expect(id).toBe('@one,orders:2');
    views.commit({ orders: [orderEntry(3)] });
    const again = await readUntil(new LiveConnection(`${one}?topics=orders`, id), ({ event }) => event === 'changes');
    expect([numbersOf('orders', again), again.at(-1)?.id]).toEqual([[3], '@one,orders:3']);
    const elsewhere = await readUntil(
      new LiveConnection(`${other}?topics=orders`, id),
      ({ event }) => event !== 'hello',
    );
    expect(elsewhere.at(-1)).toMatchObject({ event: 'snapshot', id: '@other,orders:3' });
  });
});

describe('a new client', () => {
  it('gets the present first, then changes as they are committed', async () => {
    const views = new PipelineViews();
    views.commit({ revenue: [revenueEntry(NOON, 'books'), revenueEntry(NOON - 24 * 12 * WINDOW_MS, 'books')] });
    const address = `${await serve(views)}?topics=revenue`;
    const events = await readUntil(new LiveConnection(address), ({ event, data }) => {
      if (event === 'snapshot' && data.view === 'revenue_live') {
        views.commit({ revenue: [revenueEntry(NOON, 'books', { revenue: '11.0000' }, false)] });
      }
      return event === 'changes';
    });
    const [hello, revenue] = events;
    expect(hello).toMatchObject({ event: 'hello', data: { topics: ['revenue'], currency: 'USD' } });
    expect(revenue?.data.entries.map((entry: { key: unknown }) => entry.key)).toEqual([[NOON, 'books']]);
    expect(events.at(-1)?.data.changes).toMatchObject([{ number: 3, final: false, row: { revenue: '11.0000' } }]);
  });

  it('is not told values that were replaced before they could be seen, but every final one', async () => {
    const views = new PipelineViews();
    const early = (revenue: string) => revenueEntry(NOON, 'books', { revenue }, false);
    views.commit({ revenue: [early('1'), early('2'), revenueEntry(NOON, 'books', { revenue: '3' }), early('4')] });
    const address = `${await serve(views)}?topics=revenue`;
    const id = 'revenue:0,revenue_total:0,revenue_live:0';
    const events = await readUntil(new LiveConnection(address, id), ({ event }) => event === 'changes');
    expect(numbersOf('revenue', events)).toEqual([3, 4]);
  });

  it('hears how the process is doing, again and again, and comments that keep the connection open', async () => {
    const address = await serve(new PipelineViews(), { opsEveryMs: 5, heartbeatEveryMs: 5 });
    const connection = new LiveConnection(`${address}?topics=ops`);
    let heard = 0;
    const events = await readUntil(connection, ({ event }) => event === 'ops' && ++heard === 4);
    expect(events.at(-1)).toEqual({ event: 'ops', id: undefined, data: OPS });
    expect(connection.comments).toBeGreaterThan(0);
  });

  it('is told what topics there are when it asks for another', async () => {
    const response = await fetch(`${await serve(new PipelineViews())}?topics=revenue,weather`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ where: 'query.topics', what: 'weather is not a topic' }],
    });
  });
});

describe('many clients', () => {
  it('share one read of each feed', async () => {
    const views = new PipelineViews();
    let reads = 0;
    const counting = { keys: () => views.keys(), get: (name: string) => counted(views.get(name), () => reads++) };
    const app = await serve(views, { views: counting });
    const clients = upTo(10).map(() => new LiveConnection(`${app}?topics=orders`));
    const levels = clients.map((client) => {
      let level: () => void = () => {};
      const ready = new Promise<void>((resolve) => {
        level = resolve;
      });
      const done = readUntil(client, ({ event }) => {
        if (event === 'snapshot') level();
        return event === 'changes';
      });
      return { ready, done };
    });
    await Promise.all(levels.map(({ ready }) => ready));
    reads = 0;
    views.commit({ orders: [orderEntry(1)] });
    const heard = await Promise.all(levels.map(({ done }) => done));
    expect(heard.map((events) => events.at(-1)?.id)).toEqual(clients.map(() => 'orders:1'));
    expect(reads).toBe(1);
  });

  it('are not held up by one that does not read: it is dropped, and can resume', async () => {
    const views = new PipelineViews(100_000);
    const address = `${await serve(views, { maxBufferedBytes: 100_000 })}?topics=orders`;
    const slow = await fetch(address);
    const reader = slow.body?.getReader();
    await reader?.read();
    const large = 'x'.repeat(50_000);
    let number = 0;
    const quick = readUntil(new LiveConnection(address, 'orders:0'), ({ id }) => {
      if (number < 600) views.commit({ orders: [orderEntry(++number, large)] });
      return id === 'orders:600';
    });
    expect(numbersOf('orders', await quick)).toEqual(upTo(600));
    await expect(drain(reader)).rejects.toThrow();
  });
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while (reader && !(await reader.read()).done);
}

function counted(view: ViewReader | undefined, onRead: () => void): ViewReader | undefined {
  if (!view) return undefined;
  return {
    definition: view.definition,
    get: (key) => view.get(key),
    range: (range) => view.range(range),
    lastChange: () => view.lastChange(),
    changes: (after, limit) => {
      if (view.definition.name === 'orders' && after < view.lastChange()) onRead();
      return view.changes(after, limit);
    },
  };
}

function commitBoth(
  views: PipelineViews,
  told: { orders: number; sessions: number },
  orders: number,
  sessions: number,
): void {
  const newOrders = upTo(orders).map((index) => orderEntry(told.orders + index));
  const newSessions = upTo(sessions).map((index) => orderEntry(told.sessions + index));
  told.orders += orders;
  told.sessions += sessions;
  views.commit({ orders: newOrders, sessions: newSessions });
}

function isLevel(id: string, told: { orders: number; sessions: number }): boolean {
  return id === `orders:${told.orders},sessions:${told.sessions}`;
}
