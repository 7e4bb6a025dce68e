/**
 * How fast a database is read: the first reading, then changes at a given rate, and how soon a change that empties a shelf is
 * seen as an alert on the live stream. Postgres, the shop and this process, which writes, share the machine.
 *
 *     node bench/cdc.ts [--rows 500000] [--rate 20000] [--seconds 20]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import type { SourceStatus } from '../shop/src/sources/cdc/source-list.ts';
import { TestPostgres } from '../shop/test/sources/cdc/test-postgres.ts';
import { machineFacts, percentile } from './report.ts';
import { endShopProcess, type ShopProcess, startShopProcess } from './shop-process.ts';
import { shares, threadTicks } from './thread-shares.ts';

const { values: settings } = parseArgs({
  options: {
    rows: { type: 'string', default: '500000' },
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    profile: { type: 'string' },
  },
});

const ROWS = Number(settings.rows);
const CHANGES_A_TRANSACTION = 200;
const ALERTS = 60;
const ALERT_LOAD = 2_000;
const PATIENCE_MS = 60_000;

const postgres = await TestPostgres.start({ fsync: 'on', shared_buffers: '512MB', max_wal_size: '4GB' });
const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
try {
  await postgres.query(`
    CREATE TABLE inventory (product_id text PRIMARY KEY, on_hand int NOT NULL, reorder_point int, lead_time_days int);
    INSERT INTO inventory SELECT 'p' || n, 100, 10, 3 FROM generate_series(1, ${ROWS}) n;
    CREATE TABLE products (id text PRIMARY KEY, name text, brand text, category text, price numeric(12, 2), active bool);
    CREATE TABLE users (id text PRIMARY KEY, created_at timestamptz, country text, segment text);
    CREATE TABLE orders (id text PRIMARY KEY, user_id text, status text, currency text, total numeric(12, 2));
    ANALYZE`);
  process.env.MILLRACE_POSTGRES_URL = postgres.url();
  process.env.MILLRACE_WAREHOUSE = 'off';
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const shop = await startShopProcess(dataFolder, profiling);
  console.log(`Changes of a database\n${machineFacts()}\n`);
  const [before, begunMs] = [threadTicks(shop.child.pid), performance.now()];
  await measureSnapshot(shop);
  const written = await measureStream(shop);
  await measureCatchUp(shop);
  const passedMs = performance.now() - begunMs;
  reportThreads(shares(before, threadTicks(shop.child.pid), passedMs), { passedMs, rows: ROWS + written });
  await measureAlerts(shop);
  await endShopProcess(shop);
} finally {
  await postgres.close();
  rmSync(dataFolder, { recursive: true, force: true });
}

async function statusOf({ url }: ShopProcess): Promise<SourceStatus> {
  const body = (await (await fetch(`${url}/v1/sources`)).json()) as { readonly sources: readonly SourceStatus[] };
  const [status] = body.sources;
  if (!status) throw new Error('the shop reads no database');
  return status;
}

async function measureSnapshot(shop: ShopProcess): Promise<void> {
  let startedMs = Number.NaN;
  for (;;) {
    const { state, since } = await statusOf(shop);
    if (state === 'snapshot' && Number.isNaN(startedMs)) startedMs = Date.parse(since);
    if (state === 'streaming') {
      const seconds = (Date.parse(since) - startedMs) / 1000;
      return report('first reading', ROWS / seconds, 'rows/s');
    }
    await pause(10);
  }
}

/** Updates blocks of rows, at the rate that is asked for or as fast as it goes. */
async function write(rate: number, seconds: number): Promise<number> {
  const client = new Client(postgres.url());
  await client.connect();
  const startedMs = performance.now();
  let written = 0;
  while (performance.now() - startedMs < seconds * 1000) {
    const first = 1 + (written % (ROWS - CHANGES_A_TRANSACTION));
    const ids = Array.from({ length: CHANGES_A_TRANSACTION }, (_, index) => `p${first + index}`);
    await client.query('UPDATE inventory SET on_hand = 50 + (random() * 50)::int WHERE product_id = ANY ($1)', [ids]);
    written += CHANGES_A_TRANSACTION;
    const aheadMs = startedMs + (written * 1000) / rate - performance.now();
    if (aheadMs > 0) await pause(aheadMs);
  }
  await client.end();
  return written;
}

async function measureStream(shop: ShopProcess): Promise<number> {
  const { changes: before } = await statusOf(shop);
  const startedMs = performance.now();
  const lags: number[] = [];
  let isWriting = true;
  const watching = (async () => {
    while (isWriting) {
      lags.push((await statusOf(shop)).lagSeconds);
      await pause(100);
    }
  })();
  const written = await write(Number(settings.rate), Number(settings.seconds));
  const writtenMs = performance.now();
  isWriting = false;
  await watching;
  while ((await statusOf(shop)).changes - before < written) await pause(10);
  report('written by the database', (written * 1000) / (writtenMs - startedMs), 'changes/s');
  report('on the log', (written * 1000) / (performance.now() - startedMs), 'changes/s');
  report('still to read when writing ended', performance.now() - writtenMs, 'ms');
  report('commit to log, P95', percentile(lags, 0.95) * 1000, 'ms');
  return written;
}

/** Other work on the machine makes all of the above slower, but hardly changes this. */
function reportThreads(
  used: ReadonlyMap<string, number>,
  { passedMs, rows }: { readonly passedMs: number; readonly rows: number },
): void {
  for (const [thread, share] of used) {
    const micros = (share / 100) * passedMs * 1000;
    if (micros >= rows) report(`processor time of ${thread}`, micros / rows, 'µs a row');
  }
}

/** Results come later than the log where more is written than the pipelines take. */
async function measureCatchUp({ url }: ShopProcess): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (/^millrace_pipeline_lag_events 0$/m.test(metrics)) break;
    await pause(50);
  }
  report('from the last change on the log to all results', performance.now() - startedMs, 'ms');
}

/** While other changes go on, shelves fall from 100 to 2 pieces one by one. */
async function measureAlerts(shop: ShopProcess): Promise<void> {
  const seenMs = new Map<string, number>();
  const stop = new AbortController();
  const watching = watchAlerts(shop.url, seenMs, stop.signal);
  const writing = write(ALERT_LOAD, (ALERTS * 150) / 1000);
  const client = new Client(postgres.url());
  await client.connect();
  const committedMs = new Map<string, number>();
  for (let number = 0; number < ALERTS; number++) {
    const product = `p${ROWS - number}`;
    await client.query('UPDATE inventory SET on_hand = 2 WHERE product_id = $1', [product]);
    committedMs.set(product, performance.now());
    await pause(150);
  }
  await client.end();
  await writing;
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (seenMs.size < ALERTS && performance.now() < deadlineMs) await pause(20);
  stop.abort();
  await watching;
  const latencies = [...committedMs].map(([id, atMs]) =>
    Math.max(0, (seenMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs),
  );
  report('commit to stock alert on the live stream, P50', percentile(latencies, 0.5), 'ms');
  report('commit to stock alert on the live stream, P95', percentile(latencies, 0.95), 'ms');
}

async function watchAlerts(url: string, seenMs: Map<string, number>, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${url}/v1/live?topics=inventory`, { signal });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      const text = decoder.decode(part.value, { stream: true });
      for (const [, id = ''] of text.matchAll(/"productId":"(p\d+)"/g))
        if (!seenMs.has(id)) seenMs.set(id, performance.now());
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

function report(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(48)}${value.toLocaleString('en', { maximumFractionDigits: 0 }).padStart(10)} ${unit}`);
}
