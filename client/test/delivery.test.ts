/** A producer against the real server: behind a door at which every fifth request fails, and killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openTestServer } from '../../shop/test/server/test-server.ts';
import { storedEvents } from '../../shop/test/sources/stored-events.ts';
import { MillraceProducer } from '../src/millrace-producer.ts';
import { openFaultyDoor, seededFaults } from './faulty-door.ts';

const SERVER = fileURLToPath(new URL('../../shop/test/server/signalled-server.ts', import.meta.url));
const USERS = 40;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

/** A server in a process of its own, so that it can be killed. */
async function startChild(dataFolder: string): Promise<Child> {
  const child = spawn(process.execPath, [SERVER, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  closing.push(() => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('http')) return { process: child, port: Number(new URL(line).port) };
  }
  throw new Error('the server did not start');
}

function killed(child: Child): Promise<void> {
  return new Promise((resolve) => {
    child.process.once('exit', () => resolve());
    child.process.kill('SIGKILL');
  });
}

const tracked = (index: number) => ({
  eventType: 'page_view',
  userId: `user-${index % USERS}`,
  properties: { index },
});

/** The indexes of each user's events in the order of the log. */
async function logged(dataFolder: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const byUser = new Map<string, number[]>();
  for (const { userId = '', properties } of await storedEvents(dataFolder)) {
    byUser.set(userId, [...(byUser.get(userId) ?? []), Number(properties?.index)]);
  }
  return byUser;
}

function expected(count: number): ReadonlyMap<string, readonly number[]> {
  const byUser = new Map<string, number[]>();
  for (let index = 0; index < count; index++) {
    const user = `user-${index % USERS}`;
    byUser.set(user, [...(byUser.get(user) ?? []), index]);
  }
  return byUser;
}

async function openFolder(): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-producer-'));
  closing.push(() => rm(dataFolder, { recursive: true, force: true }));
  return dataFolder;
}

test.each([1, 2])('under failures of every kind nothing is lost, doubled or out of order (seed %i)', async (seed) => {
  const { server, dataFolder, close } = await openTestServer();
  closing.push(() => close());
  const door = await openFaultyDoor(seededFaults(seed, 0.2));
  closing.push(() => door.close());
  door.port = server.port;
  const millrace = new MillraceProducer({ url: door.url, connections: 8, maxBatchEvents: 20, maxQueuedEvents: 400 });
  for (let index = 0; index < 2_000; index++) await millrace.track(tracked(index));
  await millrace.close();
  expect(millrace.counters).toMatchObject({ queued: 0, queuedBytes: 0, tracked: 2_000, quarantined: 0, givenUp: 0 });
  expect(millrace.counters.accepted + millrace.counters.late + millrace.counters.duplicates).toBe(2_000);
  expect(millrace.counters.retries).toBeGreaterThan(10);
  expect(await logged(dataFolder)).toEqual(expected(2_000));
});

test('over kills and restarts of the server under load nothing is lost, doubled or out of order', async () => {
  const dataFolder = await openFolder();
  const door = await openFaultyDoor(seededFaults(7, 0.05));
  closing.push(() => door.close());
  let server = await startChild(dataFolder);
  door.port = server.port;
  const millrace = new MillraceProducer({ url: door.url, maxBatchEvents: 25, lingerMs: 1, maxQueuedEvents: 500 });
  let count = 0;
  const load = async () => {
    for (let step = 0; step < 2_000; step++) await millrace.track(tracked(count++));
  };
  for (let round = 0; round < 2; round++) {
    const loading = load();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await killed(server);
    door.port = 0;
    server = await startChild(dataFolder);
    door.port = server.port;
    await loading;
  }
  await millrace.close();
  expect(count).toBe(4_000);
  expect(await logged(dataFolder)).toEqual(expected(count));
}, 60_000);
