/**
 * How many rows a second of a partner's CSV file the server takes, each on disk, and in how much memory.
 *
 *     npm run bench:feeds -- [--megabytes 2048] [--deduplicate files|rows] [--gzip] [--semispace 16]
 *
 * The server (collector, log, feeds; no pipelines) runs in a process of its own on an empty data folder. The file is made
 * while it is sent. Printed are rows a second from the first row read to the last on disk, and the most memory that was
 * resident at any moment (with NODE_OPTIONS=--max-semi-space-size=16, see docs/operations.md), in all and without the table of ids of the last 24 hours, which grows by each remembered row.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { startServer } from '../shop/src/server/start-server.ts';
import { machineFacts } from './report.ts';

const { values: settings } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '2048' },
    deduplicate: { type: 'string', default: 'files' },
    gzip: { type: 'boolean', default: false },
    semispace: { type: 'string', default: '16' },
    profile: { type: 'string' },
    serve: { type: 'string' },
  },
});

const HEADER = 'receipt;sold_at;article;group;pieces;unit_price;customer;store;note\n';
const FIRST_SALE_MS = Date.UTC(2026, 0, 1);
const CHUNK_CHARACTERS = 1 << 20;

const MAPPING = {
  about: 'Tills of a chain: one row a receipt line',
  format: {},
  deduplicate: settings.deduplicate,
  columns: ['receipt', 'sold_at', 'article', 'group', 'pieces', 'unit_price', 'customer'],
  fields: {
    timestamp: { column: 'sold_at', time: 'yyyy-MM-dd HH:mm:ss' },
    userId: { column: 'customer' },
    productId: { column: 'article' },
    category: { column: 'group' },
    orderId: { column: 'receipt' },
    price: { column: 'unit_price', number: 'decimal' },
    quantity: { column: 'pieces', number: 'integer' },
  },
  rules: [{ when: [{ column: 'pieces', above: 0 }], eventType: 'purchase', fields: {} }],
};

async function serve(folder: string): Promise<void> {
  const server = await startServer({ dataFolder: join(folder, 'data'), port: 0, feeds: { folder } });
  process.once('disconnect', () => void server.close());
  process.send?.(server.port);
}

/** Rows of some 110 bytes, one value in quotes with the delimiter in it. */
function* tillRows(bytes: number): Generator<string> {
  let chunk = HEADER;
  let made = 0;
  for (let row = 0; made + chunk.length < bytes; row++) {
    const soldAt = new Date(FIRST_SALE_MS + row * 20).toISOString().slice(0, 19).replace('T', ' ');
    chunk +=
      `R-${Math.floor(row / 3)};${soldAt};article-${(row * 7919) % 50_000};group-${row % 40};${1 + (row % 5)};` +
      `${(row % 9000) / 100};c-${(row * 104_729) % 300_000};store-${row % 120};"a note; with number ${row % 100}"\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    made += chunk.length;
    chunk = '';
  }
  yield chunk;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'till.json'), JSON.stringify(MAPPING));
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const execArgv = [`--max-semi-space-size=${settings.semispace}`, ...profiling];
  const child = fork(import.meta.filename, ['--serve', folder], { execArgv });
  try {
    const [port] = await once(child, 'message');
    await measureUpload(`http://127.0.0.1:${port}`, child.pid ?? 0);
  } finally {
    child.disconnect();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}

async function measureUpload(url: string, pid: number): Promise<void> {
  const rows = Readable.from(tillRows(Number(settings.megabytes) * 2 ** 20));
  const body = settings.gzip ? rows.pipe(createGzip({ level: 1 })) : rows;
  const before = { ...memoryOf(pid), cpu: cpuSeconds(pid) };
  const sentMs = performance.now();
  const id = await sendFile(`${url}/v1/feeds/till?wait=0`, body);
  const startedMs = performance.now();
  const receiving = { seconds: (startedMs - sentMs) / 1000, cpu: cpuSeconds(pid) - before.cpu };
  let most = { resident: 0, withoutIds: 0 };
  for (;;) {
    const upload = (await (await fetch(`${url}/v1/feeds/till/uploads/${id}`)).json()) as UploadAnswer;
    const ids = await idTableBytes(url);
    const { resident } = memoryOf(pid);
    most = { resident: Math.max(most.resident, resident), withoutIds: Math.max(most.withoutIds, resident - ids) };
    if (upload.finishedAt !== null) {
      const seconds = (performance.now() - startedMs) / 1000;
      report(upload, { seconds, receiving, cpu: cpuSeconds(pid) - before.cpu - receiving.cpu, before, most, ids });
      return;
    }
    await pause(500);
  }
}

/** Made no faster than it is taken. Resolves with the upload's id. */
async function sendFile(url: string, body: Readable): Promise<number> {
  const sending = request(url, { method: 'PUT' });
  const answered = once(sending, 'response');
  await pipeline(body, sending);
  const [response] = await answered;
  return (JSON.parse(await text(response)) as UploadAnswer).id;
}

interface UploadAnswer {
  readonly id: number;
  readonly state: string;
  readonly rows: number;
  readonly accepted: number;
  readonly bytes: number;
  readonly finishedAt: string | null;
}

interface Measured {
  readonly seconds: number;
  readonly receiving: { readonly seconds: number; readonly cpu: number };
  readonly cpu: number;
  readonly before: { readonly resident: number };
  readonly most: { readonly resident: number; readonly withoutIds: number };
  readonly ids: number;
}

function report({ state, rows, accepted, bytes }: UploadAnswer, measured: Measured): void {
  const { seconds, receiving, cpu, before, most, ids } = measured;
  console.log(`${machineFacts()}\n`);
  console.log(`${state}: ${rows} rows, ${accepted} accepted, ${Math.round(bytes / 2 ** 20)} MB as sent`);
  console.log(`received     ${receiving.seconds.toFixed(1)} s, with the making of the file`);
  console.log(`imported     ${seconds.toFixed(1)} s: ${Math.round(rows / seconds)} rows/s`);
  console.log(`processor    ${((cpu / rows) * 1e6).toFixed(1)} µs a row, in all threads`);
  console.log(`resident     ${mb(most.resident)} at most, ${mb(before.resident)} before the import`);
  console.log(`without ids  ${mb(most.withoutIds)} at most; the ids of 24 hours took ${mb(ids)} at the end`);
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function memoryOf(pid: number): { readonly resident: number } {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { resident: Number(kilobytes) * 1024 };
}

/** Of all threads, those that have ended included. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function idTableBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^millrace_dedup_table_bytes (\S+)/m.exec(text)?.[1] ?? 0);
}

// Last, because the constants above exist only once the module has run so far.
if (settings.serve === undefined) await measure();
else await serve(settings.serve);
