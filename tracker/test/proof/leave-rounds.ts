/**
 * Visitors in a real browser look at pages and leave them in every way, while the network fails and the server is killed,
 * round after round. Then each visits the shop once more with everything well, and what must hold is checked against the
 * log: each event of which `track` had returned is in it, and no event is in it twice.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../dashboard/test/browser.ts';
import { type Random, seededRandom } from '../../../shop/src/simulate/random.ts';
import { storedEvents } from '../../../shop/test/sources/stored-events.ts';
import { buildTracker } from '../built-tracker.ts';
import { type Fault, FaultProxy } from '../fault-proxy.ts';
import { ShopPages } from '../shop-pages.ts';
import { RestlessServer } from './restless-server.ts';
import { RestlessVisitor, WAYS_TO_LEAVE } from './restless-visitor.ts';

export interface LeaveOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly visitors?: number;
  readonly onRound?: (round: number, tracked: number) => void;
}

export interface LeaveReport {
  readonly tracked: number;
  readonly logged: number;
  /** Tracked, and not in the log. */
  readonly lost: readonly string[];
  /** In the log more than once. */
  readonly doubled: readonly string[];
  readonly unheard: number;
  readonly restarts: number;
  /** How often each way to leave and each fault was drawn. */
  readonly drawn: Readonly<Record<string, number>>;
}

const FAULTS: readonly Fault[] = ['none', 'none', 'none', 'refused', 'swallowed', 'answer-lost', 'busy'];
const VISITORS = 4;
/** Of rounds in which the server falls. */
const FALLS = 0.06;
/** Of rounds that begin with the network in another state. */
const CHANGES = 0.5;

interface World {
  readonly browser: Browser;
  readonly proxy: FaultProxy;
  readonly server: RestlessServer;
  readonly random: Random;
  readonly drawn: Record<string, number>;
}

export async function leaveRounds(options: LeaveOptions): Promise<LeaveReport> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-leaves-'));
  const [browser, proxy, built] = await Promise.all([launchBrowser(), FaultProxy.open(), buildTracker()]);
  const pages = await ShopPages.open(built);
  pages.withOptions({ endpoint: proxy.url, flushAfterMs: 100 });
  const server = new RestlessServer(folder, proxy, ['--allowed-origins', pages.origin]);
  const random = seededRandom(options.seed);
  const world: World = { browser, proxy, server, random, drawn: {} };
  try {
    await server.serving();
    const visitors = await openVisitors(world, pages.origin, options);
    await runRounds(world, visitors, options);
    await settle(world, visitors);
    await server.end();
    return { ...(await compare(folder, visitors)), restarts: server.restarts, drawn: world.drawn };
  } finally {
    await browser.close();
    await Promise.all([proxy.close(), pages.close(), server.end().catch(() => undefined)]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function openVisitors({ browser }: World, origin: string, { visitors = VISITORS, seed }: LeaveOptions) {
  const contexts = await Promise.all(Array.from({ length: visitors }, () => browser.newContext()));
  return contexts.map((context, index) => new RestlessVisitor(context, seededRandom(seed * 1000 + index), origin));
}

async function runRounds(world: World, visitors: readonly RestlessVisitor[], options: LeaveOptions): Promise<void> {
  const { random, proxy, server, drawn } = world;
  for (let round = 1; round <= options.rounds; round++) {
    if (random.chance(CHANGES)) proxy.set(count(drawn, random.pick(FAULTS)));
    const leaving = random.pick(visitors).visit(count(drawn, random.pick(WAYS_TO_LEAVE)));
    if (random.chance(FALLS)) await server.fall(count(drawn, random.pick(['kill', 'stop'] as const)));
    await leaving;
    options.onRound?.(round, sum(visitors.map(({ tracked }) => tracked.length)));
  }
}

/** Every visitor comes once more, with a network and a server. */
async function settle({ proxy, server }: World, visitors: readonly RestlessVisitor[]): Promise<void> {
  await server.serving();
  proxy.set('none');
  for (const visitor of visitors) await visitor.settle();
}

async function compare(folder: string, visitors: readonly RestlessVisitor[]) {
  const counts = new Map<string, number>();
  for (const { eventId } of await storedEvents(folder)) counts.set(eventId, (counts.get(eventId) ?? 0) + 1);
  const tracked = visitors.flatMap((visitor) => visitor.tracked);
  return {
    tracked: tracked.length,
    logged: counts.size,
    lost: tracked.filter((id) => !counts.has(id)),
    doubled: [...counts].filter(([, times]) => times > 1).map(([id]) => id),
    unheard: sum(visitors.map(({ unheard }) => unheard)),
  };
}

function count<Name extends string>(drawn: Record<string, number>, name: Name): Name {
  drawn[name] = (drawn[name] ?? 0) + 1;
  return name;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
