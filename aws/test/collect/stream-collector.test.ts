/** In front of a stream events get the verdicts that they would get in front of the log, and none before it is safe. */
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import type { IncomingEvents } from '@millrace/shop/events/collector.ts';
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine-entry.ts';
import { SeenIds } from '@millrace/shop/events/seen-ids.ts';
import { parseEvents } from '@millrace/shop/sources/http/parse-events.ts';
import { expect, it } from 'vitest';
import { StreamCollector } from '../../src/collect/stream-collector.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';

const NOW = Date.parse('2026-11-27T12:00:00.250Z');

function trial({ remembers = true } = {}) {
  const events: StreamEvent[] = [];
  const refused: NewQuarantineEntry[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  let held = false;
  const collector = new StreamCollector({
    clock: new ArrivalClock(() => NOW, 0),
    put: async (more) => {
      if (held) {
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        await gate.promise;
      }
      events.push(...more);
    },
    quarantine: async (more) => void refused.push(...more),
    ...(remembers ? { seen: new SeenIds() } : {}),
  });
  return { collector, events, refused, gates, hold: () => (held = true), letGo: () => (held = false) };
}

const view = (eventId: string, more: object = {}) => ({
  eventId,
  eventType: 'page_view',
  userId: 'u-1',
  timestamp: '2026-11-27T12:00:00Z',
  ...more,
});
const incoming = (...events: readonly object[]): IncomingEvents => parseEvents(JSON.stringify(events), false);

it('puts good events by the bucket of their user, with the time at which they came', async () => {
  const { collector, events } = trial();
  expect(await collector.collect(incoming(view('e-1'), view('e-2', { userId: 'u-2' })))).toEqual([
    { verdict: 'accepted' },
    { verdict: 'accepted' },
  ]);
  expect(events.map(({ bucket }) => bucket)).toEqual([bucketOf('u-1'), bucketOf('u-2')]);
  expect(JSON.parse(events[0]?.json ?? '')).toMatchObject({ eventId: 'e-1', receivedAt: '2026-11-27T12:00:00.250Z' });
});

it('keeps bad ones in quarantine, without secrets, and their neighbours pass', async () => {
  const { collector, events, refused } = trial();
  const bad = view('e-2', { price: 'cheap', password: 'hunter22' });
  const [first, second] = await collector.collect(incoming(view('e-1'), bad));
  expect(first).toEqual({ verdict: 'accepted' });
  expect(second).toMatchObject({ verdict: 'quarantined', code: 'schema_violation', path: '/price' });
  expect(events).toHaveLength(1);
  expect(refused).toMatchObject([{ source: 'http', path: '/price', receivedAt: '2026-11-27T12:00:00.250Z' }]);
  expect(refused[0]?.original).not.toContain('hunter22');
});

it('keeps the row of a file without secrets, too', async () => {
  const { collector, refused } = trial();
  const origin = () => ({ line: 2, row: '{"password":"hunter22","price":"cheap"}' });
  await collector.collect({ ...incoming(view('e-1', { price: 'cheap' })), origin });
  expect(refused).toMatchObject([{ line: 2, row: expect.stringContaining('cheap') }]);
  expect(refused[0]?.row).not.toContain('hunter22');
});

it('takes no event that decides over others', async () => {
  const { collector, events } = trial();
  const [verdict] = await collector.collect(incoming(view('e-1', { eventType: 'user_forget' })));
  expect(verdict).toMatchObject({ verdict: 'quarantined', path: '/eventType' });
  expect(events).toEqual([]);
});

it('answers a duplicate when the event that it repeats is safe, and not before', async () => {
  const { collector, gates, hold, events } = trial();
  hold();
  const first = collector.collect(incoming(view('e-1')));
  let answered = false;
  const again = collector.collect(incoming(view('e-1'))).then((verdicts) => {
    answered = true;
    return verdicts;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answered).toBe(false);
  for (const gate of gates) gate.resolve();
  expect(await again).toEqual([{ verdict: 'duplicate' }]);
  expect(await first).toEqual([{ verdict: 'accepted' }]);
  expect(events).toHaveLength(1);
});

it('forgets what it could not put, and fails whoever repeated it meanwhile', async () => {
  const { collector, gates, hold, letGo } = trial();
  hold();
  const both = Promise.allSettled([collector.collect(incoming(view('e-1'))), collector.collect(incoming(view('e-1')))]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const gate of gates) gate.reject(new Error('the stream is away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  letGo();
  expect(await collector.collect(incoming(view('e-1')))).toEqual([{ verdict: 'accepted' }]);
});

it('without a memory lets through what comes twice: it is known by its id behind the stream', async () => {
  const { collector, events } = trial({ remembers: false });
  await collector.collect(incoming(view('e-1')));
  expect(await collector.collect(incoming(view('e-1')))).toEqual([{ verdict: 'accepted' }]);
  expect(events).toHaveLength(2);
});
