/**
 * How long the saved example queries take over 100 M events of thirty days, asked one after the other of a server that
 * takes in 10,000 events a second meanwhile. Three processes on one machine: the shop, the load, which has been prepared
 * before, and this one; each query is a fourth.
 *
 *     node bench/queries.ts [--events 100000000] [--rate 10000] [--seconds 120] [--folder F] [--whole]
 *
 * The events are made in F, or found there from an earlier run (4 GB); without it they are made and removed again. A rate of
 * 0 measures without other load. --whole asks for all thirty days where an example has a shorter range by default.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepareLoad } from './load-process.ts';
import { listFiles } from './queries/list-files.ts';
import { makeWarehouse } from './queries/made-warehouse.ts';
import { machineFacts, percentile } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: {
    events: { type: 'string', default: '100000000' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '120' },
    folder: { type: 'string' },
    whole: { type: 'boolean', default: false },
  },
});

const DAYS = 30;
const DAY_MS = 86_400_000;
const WARM_UP_MS = 10_000;
/** The load goes on a moment longer than the measurement. */
const TAIL_MS = 20_000;
const LIMIT_SECONDS = 60;

interface Example {
  readonly name: string;
  readonly parameters: readonly { readonly name: string }[];
}

async function measure(): Promise<void> {
  const dataFolder = settings.folder ?? mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  if (!existsSync(join(dataFolder, 'warehouse'))) await fill(dataFolder);
  const firstDay = firstDayIn(dataFolder);
  const shop = await startShopProcess(dataFolder);
  const [rate, seconds] = [Number(settings.rate), Number(settings.seconds)];
  const load =
    rate > 0
      ? await prepareLoad({ url: shop.url, rate, seconds: seconds + (WARM_UP_MS + TAIL_MS) / 1_000 })
      : undefined;
  const loaded = load?.run() ?? 0;
  await pause(WARM_UP_MS);
  const times = await ask(shop.url, firstDay, Date.now() + seconds * 1_000);
  const acknowledged = await loaded;
  await endShopProcess(shop);
  if (settings.folder === undefined) rmSync(dataFolder, { recursive: true });
  print(times, acknowledged);
}

async function fill(dataFolder: string): Promise<void> {
  const eventsPerDay = Number(settings.events) / DAYS;
  const onDay = (done: number) => process.stderr.write(`\r${done} of ${DAYS} days made`);
  const firstDay = dayOf(Date.now() - (DAYS + 1) * DAY_MS);
  await makeWarehouse({ folder: join(dataFolder, 'warehouse'), firstDay, days: DAYS, eventsPerDay, onDay });
  process.stderr.write(`\n${await listFiles(dataFolder)} events\n`);
}

/** All examples in turns, until the time is over, each at least once. */
async function ask(url: string, firstDay: string, untilMs: number): Promise<ReadonlyMap<string, number[]>> {
  const response = await fetch(`${url}/v1/query/examples`);
  const { examples } = (await response.json()) as { examples: readonly Example[] };
  const times = new Map<string, number[]>(examples.map(({ name }) => [name, []]));
  do {
    for (const example of examples) times.get(example.name)?.push(await askOnce(url, firstDay, example));
  } while (Date.now() < untilMs);
  return times;
}

/** Milliseconds from the request to the last byte. */
async function askOnce(url: string, firstDay: string, { name, parameters }: Example): Promise<number> {
  const isWhole = settings.whole && parameters.some((parameter) => parameter.name === 'from');
  // The range ends with the days that were made: what the load brings is another day.
  const to = dayOf(Date.parse(firstDay) + (DAYS - 1) * DAY_MS);
  const from = isWhole ? firstDay : dayOf(Date.parse(to) - (daysOf(name) - 1) * DAY_MS);
  const body = JSON.stringify({
    example: name,
    parameters: { from, to },
    timeoutSeconds: LIMIT_SECONDS,
  });
  const began = performance.now();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/query`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name}: ${text}`);
  return performance.now() - began;
}

function firstDayIn(dataFolder: string): string {
  const [first = ''] = readdirSync(join(dataFolder, 'warehouse', 'events')).sort();
  return first.replace('date=', '');
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** The range that the example has by default. */
function daysOf(name: string): number {
  return name === 'revenue-by-hour' || name === 'attribution' ? 7 : DAYS;
}

function print(times: ReadonlyMap<string, readonly number[]>, rate: number): void {
  const range = settings.whole ? `all ${DAYS} days` : 'their default ranges';
  console.log(
    `example queries over ${settings.events} events of ${DAYS} days, ${range}, at ${rate.toFixed(0)} events/s`,
  );
  console.log(`${machineFacts()}\n`);
  console.log(`${''.padEnd(24)}${['asked', 'P50 ms', 'P95 ms', 'max ms'].map((word) => word.padStart(10)).join('')}`);
  const all = [...times.values()].flat();
  for (const [name, some] of [...times, ['all', all] as const]) {
    const figures = [some.length, percentile(some, 0.5), percentile(some, 0.95), Math.max(...some)];
    console.log(`${name.padEnd(24)}${figures.map((figure) => figure.toFixed(0).padStart(10)).join('')}`);
  }
}

await measure();
