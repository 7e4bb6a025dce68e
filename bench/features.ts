/**
 * What features cost: the fold's time for each event of simulated shoppers, alone and with its state written in commits,
 * and how long a request for 20 features of 10 shoppers takes beside 10,000 events a second.
 *
 *     node bench/features.ts [--rate 10000] [--seconds 15] [--runs 5] [--events 500000] [--only fold|online] [--profile <folder>]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import { StoredTables } from '../engine/src/fold/stored-tables.ts';
import { openFunctionsEnvironment } from '../shop/src/function-runtime/function-store.ts';
import { enrich } from '../shop/src/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '../shop/src/functions/enrich/enriched-event.ts';
import { NOWHERE } from '../shop/src/functions/enrich/place.ts';
import { featuresFold } from '../shop/src/functions/features/features-fold.ts';
import { LogHistory } from '../shop/src/history/log-history.ts';
import { underLoad } from './loaded-shop.ts';
import { percentile, printSpreads, RUNS } from './report.ts';
import { writeSimulatedLog } from './simulated-log.ts';

const { values: settings } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: String(RUNS) },
    events: { type: 'string', default: '500000' },
    only: { type: 'string' },
    profile: { type: 'string' },
    run: { type: 'string' },
    log: { type: 'string', default: '' },
  },
});

/** What a commit holds at 10,000 events a second, and what it holds when the functions catch up. */
const EVENTS_A_COMMIT = { 'commits of 200 events': 200, 'commits of 2,000 events': 2_000 } as const;
const ASK_EVERY_MS = 10;

async function measureFold(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  await writeSimulatedLog({ dataFolder: folder, events: Number(settings.events), eventsPerSecond: 10_000 });
  const names = ['in memory', ...Object.keys(EVENTS_A_COMMIT)];
  const results: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < Number(settings.runs); run++) {
    for (const name of names) results[name]?.push(await inProcess(name, folder));
  }
  rmSync(folder, { recursive: true });
  printSpreads(
    `The fold of features, ${settings.events} events of simulated shoppers`,
    'µs of one core an event',
    results,
  );
}

async function inProcess(name: string, folder: string): Promise<number> {
  const child = fork(import.meta.filename, ['--run', name, '--log', folder], {
    execArgv: ['--max-old-space-size=6000'],
  });
  const [micros] = await once(child, 'message');
  await once(child, 'exit');
  return micros;
}

/**
 * Microseconds of this thread's processor an event, by the second half of the events: by then code is warm and shoppers
 * are known. Events are decoded and enriched piece by piece between the measurements, as they are in a server.
 */
async function runFold(name: string): Promise<void> {
  const perCommit = Object.entries(EVENTS_A_COMMIT).find(([each]) => each === name)?.[1];
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const environment = openFunctionsEnvironment(folder);
  const stored = new StoredTables(environment);
  const fold = featuresFold.open(perCommit === undefined ? new JsonTables() : stored, () => undefined);
  const commit = () => {
    environment.transaction(() => stored.write());
    stored.committed();
  };
  let [micros, counted] = [0, 0];
  const history = new LogHistory(settings.log);
  for (const { events, share } of enrichedPieces(history, perCommit)) {
    const began = process.threadCpuUsage();
    for (const event of events) fold.apply(event);
    if (perCommit !== undefined) commit();
    const { user, system } = process.threadCpuUsage(began);
    if (share < 0.5) continue;
    micros += user + system;
    counted += events.length;
  }
  process.send?.(micros / counted);
  await history.close();
  await environment.close();
  rmSync(folder, { recursive: true });
  process.disconnect?.();
}

/** The log's events, completed, in pieces of one size. */
function* enrichedPieces(history: LogHistory, size = 1_000) {
  let events: EnrichedEvent[] = [];
  const enrichment = enrich(NOWHERE).open(new JsonTables(), (event) => events.push(event));
  for (const piece of history.pieces()) {
    for (const event of piece.events) {
      enrichment.apply(event);
      if (events.length < size) continue;
      yield { events, share: piece.share };
      events = [];
    }
  }
}

async function measureOnline(): Promise<void> {
  const results: Record<string, number[]> = {
    P50: [],
    P95: [],
    P99: [],
    'of them present': [],
    'events/s acknowledged': [],
  };
  for (let run = 0; run < Number(settings.runs); run++) {
    const about = { rate: Number(settings.rate), seconds: Number(settings.seconds), profile: settings.profile };
    const { result, rate } = await underLoad(about, ask);
    const { latencies, present } = result;
    results.P50?.push(percentile(latencies, 0.5));
    results.P95?.push(percentile(latencies, 0.95));
    results.P99?.push(percentile(latencies, 0.99));
    results['of them present']?.push(present);
    results['events/s acknowledged']?.push(rate);
  }
  printSpreads(`20 features of 10 shoppers over HTTP, at ${settings.rate} events/s`, 'ms', results);
}

const FEATURES = [
  ...['events', 'views', 'carts', 'orders', 'spend'].flatMap((each) => [`user:${each}_1h`, `user:${each}_30d`]),
  ...['seconds_since_last_event', 'average_order_value', 'category_affinity', 'product_affinity', 'price_band'],
  ...['hour_of_day_habit', 'session_depth', 'conversion_rate_30d'],
].map((name) => (name.includes(':') ? name : `user:${name}`));
const ASKED = [...FEATURES, 'social:similar_bought', 'context:device'];

/** The milliseconds of each request, sent one after another at a steady pace, and the share of values that were there. */
async function ask(url: string) {
  const pool = new Pool(url, { connections: 2 });
  const latencies: number[] = [];
  let [present, values] = [0, 0];
  const endMs = performance.now() + Number(settings.seconds) * 1_000;
  for (let number = 0; performance.now() < endMs; number++) {
    const userId = Array.from({ length: 10 }, (_, place) => `u-${(number * 10 + place) % 500}`);
    const body = JSON.stringify({ features: ASKED, entities: { userId } });
    const began = performance.now();
    const answer = await pool.request({ path: '/v1/features/online', method: 'POST', headers: JSON_BODY, body });
    const text = await answer.body.text();
    latencies.push(performance.now() - began);
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${text}`);
    present += text.split('"PRESENT"').length - 1;
    values += 10 * (ASKED.length + 1);
    await pause(ASK_EVERY_MS);
  }
  await pool.close();
  return { latencies, present: present / values };
}

const JSON_BODY = { 'content-type': 'application/json' };

if (settings.run !== undefined) await runFold(settings.run);
else {
  if (settings.only !== 'online') await measureFold();
  if (settings.only !== 'fold') await measureOnline();
}
