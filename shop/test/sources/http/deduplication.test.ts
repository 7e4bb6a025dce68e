import { expect, test } from 'vitest';
import { sampleEvent } from '../../events/sample-event.ts';
import { openTestServer } from '../../server/test-server.ts';
import { storedEvents } from '../stored-events.ts';

test('of copies in one request and in many at once, exactly one is stored', async () => {
  const app = await openTestServer();
  const events = Array.from({ length: 20 }, () => sampleEvent());
  const bodies = Array.from({ length: 30 }, () => JSON.stringify([...events, ...events]));
  const answers = await Promise.all(bodies.map((body) => app.send(body)));
  const accepted = answers.reduce((sum, { body }) => sum + body.accepted, 0);
  const duplicates = answers.reduce((sum, { body }) => sum + body.duplicates, 0);
  expect([accepted, duplicates]).toEqual([20, 30 * 40 - 20]);
  await app.close('keep-folder');
  const stored = await storedEvents(app.dataFolder);
  expect(stored.map(({ eventId }) => eventId).sort()).toEqual(events.map(({ eventId }) => eventId).sort());
});

test('ids are remembered across a restart, for 24 hours', async () => {
  let nowMs = Date.parse('2026-03-01T12:00:00Z');
  const now = () => nowMs;
  const event = JSON.stringify(sampleEvent({ eventId: 'not-a-uuid' }));
  const first = await openTestServer({ now });
  expect((await first.send(event)).body.accepted).toBe(1);
  await first.close('keep-folder');

  nowMs += 24 * 3_600_000 - 1_000;
  const second = await openTestServer({ now, dataFolder: first.dataFolder });
  expect((await second.send(event)).body.duplicates).toBe(1);
  nowMs += 1_000;
  expect((await second.send(event)).body.accepted).toBe(1);
  expect((await second.send(event)).body.duplicates).toBe(1);
  await second.close();
});

test('a clock that is set back neither forgets ids nor makes time run backwards', async () => {
  let nowMs = Date.parse('2026-03-01T12:00:00Z');
  const now = () => nowMs;
  const event = JSON.stringify(sampleEvent());
  const first = await openTestServer({ now });
  await first.send(event);
  await first.close('keep-folder');
  nowMs -= 7 * 24 * 3_600_000;
  const second = await openTestServer({ now, dataFolder: first.dataFolder });
  expect((await second.send(event)).body.duplicates).toBe(1);
  await second.send(JSON.stringify(sampleEvent()));
  await second.close('keep-folder');
  const arrivals = (await storedEvents(first.dataFolder)).map(({ receivedAt }) => receivedAt);
  // A batch's time is a millisecond after its stamps, and later stamps are no earlier.
  const stamp = expect.stringMatching(/^2026-03-01T12:00:00\.00[01]Z$/);
  expect(arrivals).toEqual([stamp, stamp]);
  expect(arrivals).toEqual(arrivals.toSorted());
});

test('a user’s events stay in order in one partition', async () => {
  const app = await openTestServer();
  const users = ['a', 'b', 'c', 'd', 'e'];
  for (let round = 0; round < 20; round++) {
    const events = users.map((userId) => sampleEvent({ userId, eventId: `${userId}-${round}` }));
    await app.send(JSON.stringify(events));
  }
  await app.close('keep-folder');
  const stored = await storedEvents(app.dataFolder);
  for (const user of users) {
    const own = stored.filter(({ userId }) => userId === user);
    expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
    expect(own.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 20 }, (_, round) => `${user}-${round}`));
  }
});
