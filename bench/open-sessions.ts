/**
 * What a million open sessions cost: memory of the whole process, and the time from `kill -9` to being ready again.
 * Each visitor sends three events over HTTP, all of them within one session gap, so that every session stays open.
 *
 *     node bench/open-sessions.ts [--sessions 1000000] [--restarts 5]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EventClient } from '../shop/src/client/event-client.ts';
import { printSpreads, RUNS } from './report.ts';
import { endShopProcess, memoryOf, type ShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: {
    sessions: { type: 'string', default: '1000000' },
    restarts: { type: 'string', default: String(RUNS) },
  },
});

const TYPES = ['session_start', 'page_view', 'add_to_cart'];
const EVENTS_PER_REQUEST = 500;
const CONNECTIONS = 8;
const GIGABYTE = 1e9;

async function measure(): Promise<void> {
  const sessions = Number(settings.sessions);
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  let shop = await startShopProcess(dataFolder);
  await sendVisits(shop.url, sessions);
  await caughtUp(shop, sessions);
  const running = memoryOf(shop);
  const restartsMs: number[] = [];
  let restarted = running;
  for (let restart = 0; restart < Number(settings.restarts); restart++) {
    await endShopProcess(shop, 'SIGKILL');
    shop = await startShopProcess(dataFolder);
    restartsMs.push(shop.readyMs / 1_000);
    await caughtUp(shop, sessions);
    restarted = memoryOf(shop);
  }
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  const count = sessions.toLocaleString('en');
  printSpreads(`Restart after kill -9 with ${count} open sessions`, 's', { 'launch to ready': restartsMs });
  for (const [when, memory] of Object.entries({ 'after collecting them': running, 'after a restart': restarted })) {
    const { resident, files } = memory;
    const parts = `of which ${gigabytes(files)} are pages of the data files, which the system takes back at need`;
    console.log(`\nresident ${when}: ${gigabytes(resident)}, ${parts}`);
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(2)} GB`;
}

async function sendVisits(url: string, sessions: number): Promise<void> {
  const client = new EventClient({ url, connections: CONNECTIONS });
  for (const eventType of TYPES) {
    let next = 0;
    const lane = async () => {
      while (next < sessions) {
        const first = next;
        next = Math.min(sessions, next + EVENTS_PER_REQUEST);
        await client.send(Array.from({ length: next - first }, (_, index) => visit(eventType, first + index)));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  }
  await client.close();
}

function visit(eventType: string, visitor: number): string {
  return JSON.stringify({
    eventId: `${eventType}-${visitor}`,
    userId: `visitor-${visitor}`,
    sessionId: `session-${visitor}`,
    eventType,
    timestamp: new Date().toISOString(),
    ...(eventType === 'session_start' ? {} : { productId: `p-${visitor % 5_000}`, category: 'books', price: 12.5 }),
    deviceType: 'mobile',
    location: { country: 'US', region: 'CA' },
    ip: '203.0.113.9',
  });
}

/** Waits until the pipelines have seen everything, and checks that the sessions are what was promised. */
async function caughtUp({ url }: ShopProcess, sessions: number): Promise<void> {
  for (;;) {
    const { lag, openSessions } = await opsStatus(url);
    if (lag.events === 0 && openSessions === sessions) return;
    await pause(200);
  }
}

interface OpsStatus {
  readonly lag: { readonly events: number };
  readonly openSessions: number;
}

/** The first `ops` event of the live stream. */
async function opsStatus(url: string): Promise<OpsStatus> {
  const stop = new AbortController();
  const response = await fetch(`${url}/v1/live?topics=ops`, { signal: stop.signal });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    const [, data] = /^event: ops\ndata: (.*)\n/m.exec(text) ?? [];
    if (data === undefined) continue;
    stop.abort();
    return JSON.parse(data) as OpsStatus;
  }
  throw new Error('the live stream ended');
}

await measure();
