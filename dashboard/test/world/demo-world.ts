/**
 * A shop with a past, for tests of pages, for pictures and for benches: a real server in a temporary folder, its shoppers,
 * crooks, partners and staff. README.md of the dashboard tells what there is.
 *
 * The past is sent through the front door, by HTTP, while the server's clock is set to when it happened; so it is in every
 * view, stream and file as it would be, had the server run all the time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventClient } from '../../../shop/src/client/event-client.ts';
import { type ShopOptions, startShop } from '../../../shop/src/server/start-shop.ts';
import { badEvents, writeTillMapping } from './bad-rows.ts';
import { crooksOrders } from './crooks.ts';
import { dayOfWork } from './day-of-work.ts';
import { freshPage } from './fresh-page.ts';
import { HOUR_MS, type PastEvent } from './past-event.ts';
import { peoplesVisits } from './people.ts';
import { startShoppers } from './present-shoppers.ts';
import { quickFolder } from './quick-folder.ts';
import { sendPast } from './send-past.ts';
import { shelfEvents } from './shelf.ts';
import { shownLists } from './shown-lists.ts';
import { type Stretch, shoppersOf } from './simulated-past.ts';
import { type WorldApi, worldApi } from './world-api.ts';
import { WorldClock } from './world-clock.ts';
import { writeWarehouse } from './write-warehouse.ts';

export interface WorldOptions {
  /** How much past there is. Default 26 hours, so that there is a yesterday. */
  readonly pastHours?: number;
  /** Events a second until the last hours. Default 0.06. */
  readonly pastRate?: number;
  /** Events a second in the last hours. Default 0.6. */
  readonly recentRate?: number;
  /** Events a second from when it opens; 0 for a shop in which nothing moves by itself. Default 5. */
  readonly rate?: number;
  /** Writes the past into the warehouse, all tables but features. Default false. */
  readonly warehouse?: boolean;
  /** More for the server: keys, host, port. */
  readonly shop?: Partial<ShopOptions>;
  /** Opens everything, where the server has keys. */
  readonly key?: string;
}

export interface DemoWorld extends WorldApi {
  /** Sends events that happen now. */
  send(...events: readonly object[]): Promise<void>;
  /** Resolves when all that was sent is in all results. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The last part of the past is told in finer steps. */
const RECENT_HOURS = 2;
const PAST_QUANTUM_MS = 300_000;
const RECENT_QUANTUM_MS = 60_000;
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

export async function openDemoWorld(options: WorldOptions = {}): Promise<DemoWorld> {
  const { pastHours = 26, rate = 5, key } = options;
  // The last step ends now, and not later: a clock that was ahead would hold arrivals back until it is caught up with.
  const endMs = Math.floor(Date.now() / RECENT_QUANTUM_MS) * RECENT_QUANTUM_MS;
  const clock = new WorldClock(endMs - pastHours * HOUR_MS);
  const { server, dataFolder, remove } = await openShop(options, clock);
  const api = worldApi(server.url, key);
  const client = new EventClient({ url: server.url, connections: 1, ...(key === undefined ? {} : { writeKey: key }) });
  await sendAll({ client, clock, endMs, options });
  clock.run();
  await settled(api);
  await dayOfWork(api);
  if (options.warehouse) await writeWarehouse(dataFolder);

  const stopShoppers = rate > 0 ? startShoppers(client, rate) : async () => undefined;
  return {
    ...api,
    send: async (...events) => void (await api.post('/v1/events', events)),
    settled: () => settled(api),
    close: async () => {
      await stopShoppers();
      await client.close();
      await server.close();
      remove();
    },
  };
}

async function openShop({ shop = {} }: WorldOptions, { now }: WorldClock) {
  const pageFolder = await freshPage();
  const dataFolder = mkdtempSync(join(quickFolder(), 'millrace-world-'));
  const feeds = { folder: join(dataFolder, 'till-feeds') };
  writeTillMapping(feeds.folder);
  const server = await startShop({ port: 0, dataFolder, now, feeds, pageFolder, ...shop });
  return { server, dataFolder, remove: () => rmSync(dataFolder, { recursive: true, force: true }) };
}

interface Telling {
  readonly client: EventClient;
  readonly clock: WorldClock;
  readonly endMs: number;
  readonly options: WorldOptions;
}

async function sendAll({ client, clock, endMs, options }: Telling): Promise<void> {
  const { pastHours = 26, pastRate = 0.06, recentRate = 0.6 } = options;
  const startMs = endMs - pastHours * HOUR_MS;
  const recentMs = endMs - RECENT_HOURS * HOUR_MS;
  const past: Stretch = { name: 'past', fromMs: startMs, toMs: recentMs, rate: pastRate, tellsCatalogue: true };
  const recent: Stretch = { name: 'recent', fromMs: recentMs, toMs: endMs, rate: recentRate };
  const scripted = [
    ...[...peoplesVisits(endMs), ...crooksOrders(endMs), ...badEvents(endMs)],
    ...[...shelfEvents(startMs, endMs), ...shownLists(endMs, RECENT_HOURS * 60)],
  ].filter(({ atMs }) => atMs >= startMs);
  const [before, after] = [scripted.filter(isBefore(recentMs)), scripted.filter((event) => !isBefore(recentMs)(event))];
  await sendPast(inOrder([...shoppersOf(past), ...before]), { client, clock, quantumMs: PAST_QUANTUM_MS });
  await sendPast(inOrder([...shoppersOf(recent), ...after]), { client, clock, quantumMs: RECENT_QUANTUM_MS });
}

const isBefore = (ms: number) => (event: PastEvent) => event.atMs < ms;

function inOrder(events: readonly PastEvent[]): readonly PastEvent[] {
  return events.toSorted((a, b) => a.atMs - b.atMs);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`the demo world has not come so far: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

interface Operations {
  readonly stages: readonly { readonly stage: string; readonly waitingEvents: number }[];
  readonly lag: { readonly ms: number };
}

/**
 * No event on its way, through pipelines or functions; and, as what follows from one view in another comes with heartbeats,
 * for some looks within a few of them of the log's end.
 */
async function settled(api: WorldApi): Promise<void> {
  let near = 0;
  await until('everything in all results', async () => {
    const { stages, lag } = await api.get<Operations>('/v1/operations');
    const results = stages.find(({ stage }) => stage === 'results');
    near = results?.waitingEvents === 0 && lag.ms <= 250 ? near + 1 : 0;
    return near >= 3;
  });
}
