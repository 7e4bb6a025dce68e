/**
 * Alerts through kill -9: a real server, killed while it delivers. Every notification arrives, a repeat under its old key,
 * and none that was taken and written down comes again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openReceiver, type Receiver } from '../sinks/alerts/receiver.ts';

const MILLRACE = fileURLToPath(new URL('../../bin/millrace.ts', import.meta.url));
const ROUNDS = 3;

let folder: string;
let hook: Receiver;
/** How many requests are still answered; the next one waits for an answer until the server dies. */
let answersLeft = 0;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-alert-crash-'));
  hook = await openReceiver((_request, response) => {
    if (answersLeft-- > 0) response.writeHead(204).end();
  });
  const delivery = { timeoutMs: 60_000, firstPauseMs: 50, maxPauseMs: 200 };
  const config = {
    port: 0,
    data: join(folder, 'data'),
    alerts: {
      externalUrl: 'https://millrace.example',
      groupBy: ['alertname', 'productId'],
      groupWaitMs: 100,
      destinations: [{ type: 'webhook', name: 'hook', url: hook.url, ...delivery }],
    },
  };
  await writeFile(join(folder, 'millrace.config.ts'), `export const config = ${JSON.stringify(config)};`);
});
afterAll(async () => {
  await kill();
  await hook.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<string> {
  const started = spawn(process.execPath, [MILLRACE, 'start'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  for await (const chunk of started.stdout) {
    const url = /serves at (\S+)/.exec(String(chunk))?.[1];
    if (url) return url;
  }
  throw new Error('the server did not start');
}

async function kill(): Promise<void> {
  const running = child;
  child = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  const exited = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGKILL');
  await exited;
}

/** Products that fall below their threshold: an alert and a notification each. */
async function sellOut(url: string, products: readonly string[]): Promise<void> {
  const timestamp = new Date().toISOString();
  const movement = (productId: string, quantity: number) => {
    const eventId = `${productId} ${quantity}`;
    return { eventId, eventType: 'inventory_update', productId, quantity, timestamp, properties: { threshold: 10 } };
  };
  const events = products.flatMap((product) => [movement(product, 20), movement(product, -15)]);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  expect(response.status).toBe(200);
}

function received(): readonly { readonly id: string; readonly product: string; readonly body: string }[] {
  return hook.received.map(({ headers, body }) => {
    return { id: headers['webhook-id'] ?? '', product: JSON.parse(body).groupLabels.productId, body };
  });
}

it('nothing is lost, and what comes again comes under its old key', { timeout: 180_000 }, async () => {
  const products: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    answersLeft = 2;
    const before = hook.received.length;
    const url = await start();
    const batch = Array.from({ length: 4 }, (_each, index) => `p${round}-${index}`);
    products.push(...batch);
    await sellOut(url, batch);
    // The third is under way, and so the second is written down.
    await hook.count(before + 3);
    await kill();
  }
  answersLeft = Number.POSITIVE_INFINITY;
  await start();
  const deadline = performance.now() + 60_000;
  while (new Set(received().map(({ product }) => product)).size < products.length && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // A repeat would come at once.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const all = received();
  expect(new Set(all.map(({ product }) => product))).toEqual(new Set(products));
  for (const product of products) {
    const ofProduct = all.filter((each) => each.product === product);
    expect(new Set(ofProduct.map(({ id }) => id)).size).toBe(1);
    expect(new Set(ofProduct.map(({ body }) => body)).size).toBe(1);
  }
  // What was under way at each kill comes again, and nothing else.
  expect(all.length).toBe(products.length + ROUNDS);
});
