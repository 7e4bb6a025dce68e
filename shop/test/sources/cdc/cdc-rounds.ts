/**
 * Kills Postgres and Millrace at random moments, in the middle of the snapshot and of the stream, while a shop writes. In
 * the end the rows made of the log's events must be those of the database, each change must be there once, and movements
 * must add up to what they add up to there.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { seededRandom } from '../../../src/simulate/random.ts';
import { parseLsn } from '../../../src/sources/cdc/postgres/lsn.ts';
import { CrashServer } from '../../crash/crash-server.ts';
import { type LoggedEvent, readEvents } from './cdc-core.ts';
import { fillTables, WRITER_MAPPING, writeShop } from './shop-writer.ts';
import { TestPostgres } from './test-postgres.ts';

export interface CdcRoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Rows of each table before the first start. */
  readonly rows: number;
  readonly onRound?: (round: number, state: string) => void;
}

export interface CdcRoundsReport {
  /** In which state Millrace was when something was killed, and how often. */
  readonly killedIn: Readonly<Record<string, number>>;
  readonly events: number;
  readonly rows: number;
  /** What is not as in the database. */
  readonly differing: readonly string[];
  /** Ids that are on the log twice. */
  readonly doubled: readonly string[];
  readonly quarantined: number;
}

/** The first rounds meet the snapshot, as far as it lasts; most others the stream, some a start. */
const SNAPSHOT_ROUNDS = 3;
const LONGEST_SNAPSHOT_MS = 250;
const LONGEST_STREAM_MS = 1_500;
const PHASE_LIMIT_MS = 20_000;
const WRITERS = 3;
const CATCH_UP_LIMIT_MS = 120_000;

export async function cdcRounds(options: CdcRoundsOptions): Promise<CdcRoundsReport> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-cdc-rounds-'));
  const postgres = await TestPostgres.start();
  try {
    await fillTables(postgres, options.rows);
    const mapping = join(dataFolder, 'mapping.json');
    await writeFile(mapping, JSON.stringify(WRITER_MAPPING));
    const flags = ['--postgres-url', postgres.url(), '--cdc-mapping', mapping, '--warehouse', 'off'];
    const world = { postgres, dataFolder, flags };
    const killedIn = await killInRounds(world, options);
    return { killedIn, ...(await compare(postgres, dataFolder)) };
  } finally {
    await postgres.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

interface World {
  readonly postgres: TestPostgres;
  readonly dataFolder: string;
  readonly flags: readonly string[];
}

async function killInRounds(world: World, options: CdcRoundsOptions): Promise<Readonly<Record<string, number>>> {
  const { postgres, dataFolder, flags } = world;
  const random = seededRandom(options.seed);
  const killedIn: Record<string, number> = {};
  let isOver = false;
  const writers = Array.from({ length: WRITERS }, (_, index) =>
    writeShop(postgres, seededRandom(options.seed * 1_000 + index), () => isOver),
  );
  let server = await CrashServer.start(dataFolder, flags);
  for (let round = 1; round <= options.rounds; round++) {
    await inPhase(server.url, random.below(10) < 1 ? undefined : round <= SNAPSHOT_ROUNDS ? 'snapshot' : 'streaming');
    await pause(random.below(round <= SNAPSHOT_ROUNDS ? LONGEST_SNAPSHOT_MS : LONGEST_STREAM_MS));
    const state = await stateOf(server.url);
    const victim = random.chance(0.4) ? 'postgres' : 'millrace';
    killedIn[`${victim} in ${state}`] = (killedIn[`${victim} in ${state}`] ?? 0) + 1;
    if (victim === 'postgres') {
      await postgres.kill();
      await postgres.up();
    } else {
      await server.kill();
      server = await CrashServer.start(dataFolder, flags);
    }
    options.onRound?.(round, `${victim} in ${state}`);
  }
  isOver = true;
  await Promise.all(writers);
  await caughtUp(server.url, postgres);
  await server.stop();
  return killedIn;
}

async function stateOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/sources`).catch(() => undefined);
  const body = answer && ((await answer.json()) as { sources: { state: string }[] });
  return body?.sources[0]?.state ?? 'starting';
}

/** Waits until the source has come so far, or further. */
async function inPhase(url: string, phase: 'snapshot' | 'streaming' | undefined): Promise<void> {
  const deadlineMs = performance.now() + PHASE_LIMIT_MS;
  while (phase !== undefined && performance.now() < deadlineMs) {
    const state = await stateOf(url);
    if (state === phase || state === 'streaming') return;
    await pause(20);
  }
}

async function caughtUp(url: string, postgres: TestPostgres): Promise<void> {
  const [row] = await postgres.query('SELECT pg_current_wal_lsn()::text AS lsn');
  const end = parseLsn(String(row?.lsn));
  const deadlineMs = performance.now() + CATCH_UP_LIMIT_MS;
  for (;;) {
    const { sources } = (await (await fetch(`${url}/v1/sources`)).json()) as {
      sources: { state: string; position: string }[];
    };
    const [source] = sources;
    if (source?.state === 'streaming' && parseLsn(source.position ?? '0/0') >= end) return;
    if (performance.now() > deadlineMs) throw new Error(`Millrace does not catch up: ${JSON.stringify(sources)}`);
    await pause(200);
  }
}

type Tables = Map<string, Map<string, Record<string, unknown>>>;

const KEYS: Readonly<Record<string, readonly string[]>> = {
  inventory: ['product_id'],
  movements: ['id'],
  products: ['id', 'variant'],
  orders: ['id'],
};

async function compare(postgres: TestPostgres, dataFolder: string) {
  const log = openLogReader(dataFolder);
  const events = readEvents(log).filter(({ properties }) => properties?.cdc !== undefined);
  await log.close();
  const built = rebuild(events);
  const differing: string[] = [];
  let rows = 0;
  for (const [table, key] of Object.entries(KEYS)) {
    const expected = await postgres.query(allAsText(table));
    const found = built.get(table) ?? new Map();
    rows += expected.length;
    const there = new Map(expected.map(({ row }) => [keyOf(key, row as object), normal(row as object)]));
    for (const [id, text] of there) {
      const mine = found.get(id);
      if (!mine || normal(mine) !== text) differing.push(`${table} ${id}: ${mine && normal(mine)} and not ${text}`);
    }
    for (const id of found.keys()) if (!there.has(id)) differing.push(`${table} ${id} is not in the database`);
  }
  differing.push(...(await movedOtherwise(postgres, events)));
  const ids = new Map<string, number>();
  for (const { eventId } of events) ids.set(eventId, (ids.get(eventId) ?? 0) + 1);
  const doubled = [...ids].filter(([, count]) => count > 1).map(([id]) => id);
  return { events: events.length, rows, differing, doubled, quarantined: 0 };
}

/** Every row with its columns as text, so that no digit is lost on the way. */
function allAsText(table: string): string {
  return `SELECT (SELECT jsonb_object_agg(k, v) FROM jsonb_each_text(to_jsonb(t)) AS e(k, v)) AS row FROM ${table} t`;
}

/** Changes in the log's order, as a reader of it would apply them. A row that comes twice as new would be a double effect. */
function rebuild(events: readonly LoggedEvent[]): Tables {
  const tables: Tables = new Map();
  for (const { properties, eventId } of events) {
    const { op, before, after, source } = properties.cdc;
    const key = KEYS[source.table] ?? [];
    const rows = tables.get(source.table) ?? new Map();
    tables.set(source.table, rows);
    const id = keyOf(key, after ?? before);
    if (op === 'd') {
      rows.delete(id);
      continue;
    }
    if ((op === 'c' || op === 'r') && rows.has(id)) rows.set(id, { twice: eventId });
    else rows.set(id, { ...rows.get(id), ...after });
  }
  return tables;
}

/** Quantities in the log, by product, against those of the table. */
async function movedOtherwise(postgres: TestPostgres, events: readonly LoggedEvent[]): Promise<readonly string[]> {
  const sums = new Map<string, number>();
  for (const { productId, quantity, properties } of events) {
    if (properties.cdc.source.table !== 'movements') continue;
    sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  }
  const expected = await postgres.query('SELECT product_id, sum(quantity)::int AS moved FROM movements GROUP BY 1');
  for (const { product_id, moved } of expected) {
    sums.set(String(product_id), (sums.get(String(product_id)) ?? 0) - Number(moved));
  }
  return [...sums]
    .filter(([, rest]) => rest !== 0)
    .map(([product, rest]) => `movements of ${product} are off by ${rest}`);
}

function keyOf(key: readonly string[], row: object): string {
  const values = new Map(Object.entries(row));
  return JSON.stringify(key.map((column) => String(values.get(column))));
}

/** Numbers as the change has them or as the database's JSON has them are the same text. */
function normal(row: object): string {
  return JSON.stringify(
    Object.entries(row)
      .map(([column, value]) => [column, value === null ? null : decimalOf(String(value))])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

function decimalOf(text: string): string {
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}
