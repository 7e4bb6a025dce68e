/** Who a user also was, and what was ordered: read from the log and the warehouse. */
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { rewriteRecords } from '@millrace/engine/log/rewrite-records.ts';
import { DuckSession, quoted } from '../sinks/warehouse/duck-session.ts';
import { Manifest } from '../sinks/warehouse/manifest.ts';
import { readFiles } from '../sinks/warehouse/read-files.ts';
import { WAREHOUSE_TABLES } from '../sinks/warehouse/warehouse-tables.ts';
import { Anonymiser } from './anonymiser.ts';
import type { ForgetOrder, FoundUser } from './forget-messages.ts';

/** Fields in which a name may be that of something else. */
const OTHER_FIELDS = ['productId', 'category', 'orderId', 'sessionId', 'eventId', 'status', 'query', 'ip'] as const;

interface Sightings {
  readonly anonymousIds: Set<string>;
  readonly orderIds: Set<string>;
  /** Anonymous visitors that were others, too: a shared device. */
  readonly shared: Set<string>;
  isAmbiguous: boolean;
}

export async function findUser(order: ForgetOrder, onProgress: (share: number) => void): Promise<FoundUser> {
  const seen: Sightings = { anonymousIds: new Set(), orderIds: new Set(), shared: new Set(), isAmbiguous: false };
  await readWarehouse(order, seen);
  // Twice: who shares a device may have been read before it was known to be the user's.
  for (const round of [0, 1]) await readLog(order, seen, (share) => onProgress((round + share) / 2));
  const anonymousIds = [...seen.anonymousIds].filter((id) => !seen.shared.has(id));
  return { anonymousIds, orderIds: [...seen.orderIds], isAmbiguous: seen.isAmbiguous };
}

async function readLog({ dataFolder, userId }: ForgetOrder, seen: Sightings, onProgress: (share: number) => void) {
  const log = openLogReader(dataFolder);
  const names = [userId, ...seen.anonymousIds].map((name) => [name, ''] as const);
  const anonymiser = new Anonymiser({ names, secret: '' });
  const look = (text: string) => {
    note(JSON.parse(text), userId, seen);
    return undefined;
  };
  const mayHold = (bytes: Uint8Array) => anonymiser.mayHold(bytes);
  rewriteRecords(log, { mayHold, change: look, onProgress });
  await log.close();
}

function note(record: Readonly<Record<string, unknown>>, userId: string, seen: Sightings): void {
  const { anonymousId, orderId } = record;
  if (OTHER_FIELDS.some((field) => record[field] === userId)) seen.isAmbiguous = true;
  const isAnonymous = typeof anonymousId === 'string';
  if (record.userId !== userId) {
    if (isAnonymous && typeof record.userId === 'string') seen.shared.add(anonymousId);
    if (isAnonymous && seen.anonymousIds.has(anonymousId) && typeof orderId === 'string') seen.orderIds.add(orderId);
    return;
  }
  if (isAnonymous) seen.anonymousIds.add(anonymousId);
  if (typeof orderId === 'string') seen.orderIds.add(orderId);
}

async function readWarehouse({ dataFolder, userId }: ForgetOrder, seen: Sightings): Promise<void> {
  const manifest = new Manifest(dataFolder);
  const files = manifest.files('events');
  await manifest.close();
  if (files.length === 0) return;
  const session = await DuckSession.open({ spillFolder: `${manifest.folder}/forget-spill`, memoryMb: 512 });
  const events = readFiles(WAREHOUSE_TABLES.events, files, manifest.folder);
  const own = await session.rows(
    `SELECT DISTINCT anonymous_id, order_id FROM ${events} WHERE user_id = ${quoted(userId)}`,
  );
  for (const [anonymousId, orderId] of own) {
    if (typeof anonymousId === 'string') seen.anonymousIds.add(anonymousId);
    if (typeof orderId === 'string') seen.orderIds.add(orderId);
  }
  const names = [...seen.anonymousIds].map(quoted).join(', ');
  if (names !== '') {
    const others = `anonymous_id IN (${names}) AND user_id <> ${quoted(userId)}`;
    for (const [id] of await session.rows(`SELECT DISTINCT anonymous_id FROM ${events} WHERE ${others}`))
      seen.shared.add(String(id));
  }
  session.close();
}
