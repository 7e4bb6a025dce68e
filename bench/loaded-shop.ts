/**
 * A shop under load, for benchmarks of what it answers meanwhile: the catalogue is in and worked off, code is warm and
 * shoppers are known before anything is measured. Beside the measurement it notes which threads the processors' time
 * went to, in the shop's process and in those that load it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type PreparedLoad, prepareLoad } from './load-process.ts';
import { endShopProcess, type ShopProcess, startShopProcess } from './shop-process.ts';
import { shares, threadTicks } from './thread-shares.ts';

export interface LoadedShopOptions {
  /** Events a second; 0 for a shop that nothing else happens in. */
  readonly rate: number;
  /** How long the measurement takes. */
  readonly seconds: number;
  readonly products?: number;
  /** Profiles of all the shop's threads are written there. */
  readonly profile?: string | undefined;
}

/** Measured while the load went on. */
export interface UnderLoad<Result> {
  readonly result: Result;
  /** Events a second that were acknowledged. */
  readonly rate: number;
}

interface Watched {
  readonly shop: ShopProcess;
  readonly load: PreparedLoad | undefined;
}

const WARM_UP_MS = 10_000;
/** The load goes on a moment longer than the measurement. */
const TAIL_MS = 2_000;
const LOOK_EVERY_MS = 100;
/** So often in a row the shop must be at the end of the log, near enough. */
const QUIET_LOOKS = 5;
const QUIET_LAG_MS = 250;
const MOST_CATALOGUE_MS = 120_000;

/** Runs one measurement in a fresh shop, and prints where the processors' time went. */
export async function underLoad<Result>(
  { rate, seconds, products, profile }: LoadedShopOptions,
  measure: (url: string, shopPid: number | undefined) => Promise<Result>,
): Promise<UnderLoad<Result>> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const shop = await startShopProcess(dataFolder, profiling);
  const { url } = shop;
  const about = { url, rate, seconds: seconds + (WARM_UP_MS + TAIL_MS) / 1_000 };
  const load = rate > 0 ? await prepareLoad(products === undefined ? about : { ...about, products }) : undefined;
  await caughtUp(url);
  const loaded = load?.run() ?? 0;
  await pause(WARM_UP_MS);
  const result = await watched({ shop, load }, () => measure(url, shop.child.pid));
  const acknowledged = await loaded;
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  return { result, rate: acknowledged };
}

/** Until everything that was sent is in all results. */
async function caughtUp(url: string): Promise<void> {
  const deadlineMs = performance.now() + MOST_CATALOGUE_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    if (performance.now() > deadlineMs) throw new Error('the shop has not worked off its catalogue');
    await pause(LOOK_EVERY_MS);
    quiet = (await lagOf(url)) <= QUIET_LAG_MS ? quiet + 1 : 0;
  }
}

/** How far the results are behind, in milliseconds. */
async function lagOf(url: string): Promise<number> {
  const response = await fetch(`${url}/readyz`);
  const { lagMs = Number.POSITIVE_INFINITY } = (await response.json()) as { readonly lagMs?: number };
  return lagMs;
}

async function watched<Result>({ shop, load }: Watched, measure: () => Promise<Result>): Promise<Result> {
  const pids = { shop: shop.child.pid, load: load?.child.pid, 'this process': process.pid };
  const look = () => Object.entries(pids).map(([name, pid]) => [name, threadTicks(pid)] as const);
  const before = new Map(look());
  const beganMs = performance.now();
  const result = await measure();
  const passedMs = performance.now() - beganMs;
  for (const [name, after] of look()) printShares(name, shares(before.get(name) ?? new Map(), after, passedMs));
  const [minute = 0] = loadavg();
  console.log(`load average ${minute.toFixed(2)}, results ${await lagOf(shop.url)} ms behind\n`);
  return result;
}

/** Nothing where the system does not tell. */
function printShares(name: string, threads: ReadonlyMap<string, number>): void {
  const all = [...threads.values()].reduce((sum, share) => sum + share, 0);
  if (all === 0) return;
  const parts = Array.from(threads, ([thread, share]) => `${thread} ${share.toFixed(0)}`);
  console.log(`${name}: ${all.toFixed(0)} % of a core (${parts.join(', ')})`);
}
