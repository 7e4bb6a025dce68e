import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTestServer } from '../../shop/test/server/test-server.ts';
import {
  MillraceProducer,
  type Outcome,
  type QueuedEvent,
  type Transport,
  TransportError,
} from '../src/millrace-producer.ts';
import { uuidV7 } from '../src/uuid-v7.ts';

const URL_OF_NOTHING = 'http://127.0.0.1:9';

/** Another place for events, held by hand: each batch waits for its answer. */
class HeldTransport implements Transport {
  readonly takesWholeBatches: boolean;
  readonly batches: (readonly QueuedEvent[])[] = [];
  readonly #answers: PromiseWithResolvers<readonly Outcome[]>[] = [];

  constructor(takesWholeBatches = true) {
    this.takesWholeBatches = takesWholeBatches;
  }

  send(batch: readonly QueuedEvent[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const answer = Promise.withResolvers<readonly Outcome[]>();
    this.batches.push(batch);
    this.#answers.push(answer);
    signal.addEventListener('abort', () =>
      answer.reject(new TransportError('given up', { code: 'ABORTED', retry: 'backoff' })),
    );
    return answer.promise;
  }

  async close(): Promise<void> {}

  /** Answers batch `index`. */
  settle(index: number, verdicts?: readonly Outcome['verdict'][]): void {
    const given = verdicts ?? this.batches[index]?.map(() => 'accepted' as const) ?? [];
    this.#answers[index]?.resolve(given.map((verdict) => ({ verdict, code: 'c', path: '/p', message: 'm' })));
  }

  fail(index: number, error: TransportError): void {
    this.#answers[index]?.reject(error);
  }
}

const look = (userId: string, n: number) => ({ eventType: 'page_view', userId, properties: { n } });
const numbersIn = (batch: readonly QueuedEvent[] | undefined) =>
  batch?.map(({ json }) => JSON.parse(json).properties.n);
const moment = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

describe('events', () => {
  test('get an id and a time once, and keep their own', async () => {
    const transport = new HeldTransport();
    const millrace = new MillraceProducer({ url: URL_OF_NOTHING, transport, lingerMs: 0 });
    await millrace.track(look('ann', 1));
    await millrace.track({ ...look('ann', 2), eventId: 'own', timestamp: '2026-01-15T10:00:00Z' });
    await moment();
    const events = transport.batches[0]?.map(({ json }) => JSON.parse(json));
    expect(events?.[0].eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Date.now() - Date.parse(events?.[0].timestamp)).toBeLessThan(10_000);
    expect(events?.[1]).toMatchObject({ eventId: 'own', timestamp: '2026-01-15T10:00:00Z' });
    transport.fail(0, new TransportError('busy', { code: 'OVERLOADED', retry: 'backoff' }));
    await moment(300);
    expect(transport.batches[1]).toEqual(transport.batches[0]);
    transport.settle(1);
    await millrace.close();
    await expect(async () => millrace.track(look('ann', 3))).rejects.toThrow('closed');
  });

  test('ids rise, are never the same, and a clock that is set back does not matter', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => uuidV7(1_000_000 - Math.floor(index / 5_000)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  test('the verdicts of the real server are counted, and what it refuses is told', async () => {
    const app = await openTestServer();
    const refused: [string, string, string][] = [];
    const onQuarantined = (eventId: string, { code, path }: { code: string; path: string }) =>
      void refused.push([eventId, code, path]);
    const millrace = new MillraceProducer({ url: app.server.url, onQuarantined });
    await millrace.track({ ...look('ann', 1), eventId: 'once' });
    await millrace.flush();
    await millrace.track({ ...look('ann', 1), eventId: 'once' });
    await millrace.track({ ...look('ann', 2), eventId: 'bad', price: -1 });
    await millrace.close();
    expect(millrace.counters).toMatchObject({ tracked: 3, accepted: 1, duplicates: 1, quarantined: 1, queued: 0 });
    expect(refused).toEqual([['bad', 'schema_violation', '/price']]);
    await app.close();
  });
});

describe('batches', () => {
  test('wait for others after a flush of nothing, too, and whatever settings are given as undefined', async () => {
    const transport = new HeldTransport();
    const unset: object = { connections: undefined, maxBatchEvents: undefined };
    const millrace = new MillraceProducer({ url: URL_OF_NOTHING, transport, lingerMs: 10, ...unset });
    await millrace.flush();
    await millrace.track(look('ann', 1));
    await millrace.track(look('ann', 2));
    expect(transport.batches).toEqual([]);
    await moment();
    expect(transport.batches.map(numbersIn)).toEqual([[1, 2]]);
    transport.settle(0);
    await millrace.close();
  });

  test('leave by number, by size, and when they have waited long enough', async () => {
    const transport = new HeldTransport();
    const options = {
      url: URL_OF_NOTHING,
      transport,
      connections: 1,
      maxBatchEvents: 3,
      maxBatchBytes: 2_000,
      lingerMs: 60,
    };
    const millrace = new MillraceProducer(options);
    for (let n = 0; n < 3; n++) await millrace.track(look('ann', n));
    expect(numbersIn(transport.batches[0])).toEqual([0, 1, 2]);
    transport.settle(0);
    await moment(100);
    await millrace.track({ ...look('ann', 3), text: 'x'.repeat(3_000) });
    expect(numbersIn(transport.batches[1])).toEqual([3]);
    transport.settle(1);
    await moment(100);
    await millrace.track(look('ann', 4));
    await moment(5);
    expect(transport.batches).toHaveLength(2);
    await moment(120);
    expect(numbersIn(transport.batches[2])).toEqual([4]);
    transport.settle(2);
    await millrace.close();
  });

  test('of a transport that may take half of one hold no user twice', async () => {
    const transport = new HeldTransport(false);
    const millrace = new MillraceProducer({ url: URL_OF_NOTHING, transport, connections: 1, lingerMs: 0 });
    for (const [index, user] of ['ann', 'ben', 'ann', 'ben'].entries()) await millrace.track(look(user, index));
    await moment();
    expect(numbersIn(transport.batches[0])).toEqual([0, 1]);
    transport.settle(0, ['again', 'accepted']);
    await moment(200);
    expect(numbersIn(transport.batches[1])).toEqual([0]);
    transport.settle(1);
    await moment();
    expect(numbersIn(transport.batches[2])).toEqual([2, 3]);
    transport.settle(2);
    await millrace.close();
  });
});

describe('when the queue is full', () => {
  test('track waits, tryTrack says so, and all arrive in order', async () => {
    const transport = new HeldTransport();
    const millrace = new MillraceProducer({
      url: URL_OF_NOTHING,
      transport,
      connections: 1,
      maxQueuedEvents: 2,
      lingerMs: 0,
    });
    await millrace.track(look('ann', 0));
    await millrace.track(look('ann', 1));
    expect(millrace.tryTrack(look('ann', 99))).toBe(false);
    let entered = false;
    const waiting = millrace.track(look('ann', 2)).then(() => {
      entered = true;
    });
    await moment();
    expect([entered, millrace.counters.queued]).toEqual([false, 2]);
    transport.settle(0);
    await waiting;
    expect(millrace.tryTrack(look('ann', 3))).toBe(true);
    const done = millrace.close();
    await moment();
    transport.settle(1);
    await moment();
    transport.settle(2);
    await done;
    expect(transport.batches.flatMap(numbersIn)).toEqual([0, 1, 2, 3]);
  });

  test('whatever the server does, in whatever order, each user’s events go in order and none is lost', async () => {
    const outcome = fc.constantFrom('taken', 'taken', 'taken', 'busy', 'again');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(outcome),
        fc.boolean(),
        async (users, outcomes, takesWholeBatches) => {
          const taken: [user: string, n: number][] = [];
          const transport: Transport = {
            takesWholeBatches,
            close: async () => {},
            send: async (batch) => {
              await moment(Math.random() * 2);
              const next = outcomes.next().value;
              if (next === 'busy')
                throw new TransportError('busy', { code: 'OVERLOADED', retry: 'backoff', retryAfterMs: 1 });
              return batch.map(({ json, key }, index): Outcome => {
                if (next === 'again' && !takesWholeBatches && index % 2 === 0) return { verdict: 'again' };
                taken.push([key, JSON.parse(json).properties.n]);
                return { verdict: 'accepted' };
              });
            },
          };
          const limits = { maxBatchEvents: 4, maxQueuedEvents: 10, lingerMs: 0, connections: 3 };
          const millrace = new MillraceProducer({ url: URL_OF_NOTHING, transport, ...limits });
          for (const [n, user] of users.entries()) await millrace.track(look(`user-${user}`, n));
          await millrace.close();
          const byUser = (pairs: readonly (readonly [string, number])[]) => Map.groupBy(pairs, ([user]) => user);
          expect(byUser(taken)).toEqual(byUser(users.map((user, n) => [`user-${user}`, n] as const)));
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('what cannot be sent', () => {
  test('a request that is refused is not sent again, and flush says so', async () => {
    const app = await openTestServer({ writeKeys: ['a-write-key-of-the-shop'] });
    const millrace = new MillraceProducer({ url: app.server.url, writeKey: 'wrong' });
    await millrace.track(look('ann', 1));
    await expect(millrace.flush()).rejects.toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    expect(millrace.counters).toMatchObject({ givenUp: 1, requests: 1, retries: 0, queued: 0 });
    const told: number[] = [];
    const listening = new MillraceProducer({ url: app.server.url, onGivenUp: (events) => told.push(events.length) });
    await listening.track(look('ann', 2));
    await listening.close();
    expect(told).toEqual([1]);
    await millrace.close();
    await app.close();
  });

  test('closing has an end, and what it leaves behind is reported', async () => {
    const left: string[] = [];
    const onGivenUp = (events: readonly QueuedEvent[]) => void left.push(...events.map(({ eventId }) => eventId));
    const millrace = new MillraceProducer({ url: URL_OF_NOTHING, maxBatchEvents: 1, onGivenUp });
    for (let n = 0; n < 5; n++) await millrace.track({ ...look('ann', n), eventId: `left-${n}` });
    await millrace.close(100);
    expect(left.toSorted()).toEqual(['left-0', 'left-1', 'left-2', 'left-3', 'left-4']);
    expect(millrace.counters.queued).toBe(0);
  });

  test('closing reports what still waits for room as well', async () => {
    const left: number[] = [];
    const onGivenUp = (events: readonly QueuedEvent[]) => void left.push(...(numbersIn(events) ?? []));
    const limits = { maxQueuedEvents: 2, maxBatchEvents: 1, connections: 2 };
    const millrace = new MillraceProducer({ url: URL_OF_NOTHING, ...limits, onGivenUp });
    const tracked = Array.from({ length: 30 }, (_, n) => millrace.track(look(`user-${n}`, n)));
    await millrace.close(50);
    await Promise.all(tracked);
    expect(left.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  test('Retry-After is kept to', async () => {
    const asked: number[] = [];
    const server = createServer((request, response) => {
      asked.push(performance.now());
      request.resume().on('end', () => {
        if (asked.length === 1) return void response.writeHead(429, { 'retry-after': '1' }).end();
        response.end(JSON.stringify({ verdicts: [{ verdict: 'accepted' }] }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const millrace = new MillraceProducer({
      url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    });
    await millrace.track(look('ann', 1));
    await millrace.close();
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    server.closeAllConnections();
    server.close();
  });

  test.each(['SIGTERM', 'SIGINT', 'end'] as const)(
    'a process that is told to stop (%s) sends what is left first',
    async (how) => {
      const app = await openTestServer();
      const program = fileURLToPath(new URL('tracking-program.ts', import.meta.url));
      const child = spawn(process.execPath, [program, app.server.url, how], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = new Promise<NodeJS.Signals | number | null>((resolve) =>
        child.once('exit', (code, signal) => resolve(signal ?? code)),
      );
      if (how !== 'end') child.stdout.once('data', () => child.kill(how));
      expect(await exited).toBe(how === 'end' ? 0 : how);
      expect(app.server.metrics.totals.accepted).toBe(10);
      await app.close();
    },
  );
});
