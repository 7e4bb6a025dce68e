/** The same visits and questions through a running server: events by `POST /v1/events`, questions by the API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventClient } from '../shop/src/client/event-client.ts';
import { eventsOf, type NextProduct, type SessionData } from './session-events.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const BATCH = 500;
const PLACES = 20;
const ASK_EVERY_MS = 500;

/** The server's list for each question, in their order. */
export async function askThroughApi(
  data: SessionData,
  questions: readonly NextProduct[],
): Promise<readonly (readonly string[])[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const shop = await startShopProcess(dataFolder);
  try {
    await sendVisits(shop.url, data);
    await allRead(shop.url);
    const lists: (readonly string[])[] = [];
    for (const { prefix } of questions) lists.push(await ask(shop.url, prefix));
    return lists;
  } finally {
    await endShopProcess(shop);
    rmSync(dataFolder, { recursive: true });
  }
}

/** One connection, so that the log has the events in their order. */
async function sendVisits(url: string, { training }: SessionData): Promise<void> {
  const client = new EventClient({ url, connections: 1 });
  let batch: string[] = [];
  for (const { event } of eventsOf(training)) {
    const { eventId, userId, eventType, productId, timestampMs } = event;
    batch.push(
      JSON.stringify({ eventId, userId, eventType, productId, timestamp: new Date(timestampMs).toISOString() }),
    );
    if (batch.length < BATCH) continue;
    await client.send(batch);
    batch = [];
  }
  if (batch.length > 0) await client.send(batch);
  await client.close();
}

/** Who makes itself known last is known when everything before has been read, too; no list moves by it. */
async function allRead(url: string): Promise<void> {
  const last = { eventId: 'last', userId: 'last-visitor', eventType: 'identify', properties: { segment: 'last' } };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...last, timestamp: new Date().toISOString() });
  await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
  for (;;) {
    const answer = await fetch(`${url}/v1/users/last-visitor`);
    const { known } = (await answer.json()) as { readonly known?: boolean };
    if (known === true) return;
    await pause(ASK_EVERY_MS);
  }
}

async function ask(url: string, prefix: readonly string[]): Promise<readonly string[]> {
  const events = prefix.slice(-100).map((productId) => ({ productId }));
  const answer = await fetch(`${url}/v1/recommendations/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events, n: PLACES, includeSeen: true }),
  });
  const { items } = (await answer.json()) as { readonly items: readonly { readonly productId: string }[] };
  return items.map(({ productId }) => productId);
}
