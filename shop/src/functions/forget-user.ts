/**
 * Takes a user out of what the functions keep: the effect of a `user_forget` event, which names the user, the anonymous
 * visitors that the user was, and the pseudonym of each.
 *
 * What is about the user alone goes: profile, identities, features, visits, risk profile. What others depend on stays under
 * the pseudonym: orders, cases, and the trails of devices, cards and addresses, of which the user was one of many.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { fingerprintOf } from './alert/fingerprint.ts';
import { RECOMMEND_DEFAULTS } from './recommend/recommend-settings.ts';
import { slotKey } from './recommend/slot-table.ts';
import type { VisitorRecord } from './recommend/visitor-memory.ts';
import { caseIdOf } from './score/fraud-case.ts';
import type { OrderRecord } from './score/order-book.ts';
import type { OrderTrail } from './score/recent-orders.ts';
import { propertiesOf, type ShopEvent } from './shop-event.ts';

/** Tables with one entry a visitor. */
const OF_VISITORS = [
  'enrich-users',
  'enrich-strangers',
  'enrich-identities',
  'enrich-anonymous-ids',
  'features-users',
  'recommend-visitors',
  'score.profiles',
] as const;
const VISITOR_RING = 'recommend-visitor-ring';
const LISTS = ['block', 'allow'] as const;
/** Of the calendar of those who came: more would hold up what others wait for. What is older leaves by itself. */
const MOST_PIECES = 20_000;

/** What a `user_forget` event says. */
export interface ForgottenUser {
  /** Each name with its pseudonym. */
  readonly names: readonly (readonly [name: string, pseudonym: string])[];
  /** Orders that were placed under one of the names. */
  readonly orderIds: readonly string[];
}

export function forgetUser(tables: FoldTables, event: ShopEvent): void {
  const { names, orderIds } = forgottenUser(event);
  const pseudonyms = new Map(names);
  for (const [name, pseudonym] of names) {
    renameInRing(tables, name, pseudonym);
    for (const table of OF_VISITORS) if (tables.table(table).get(name) !== undefined) tables.table(table).remove(name);
    leaveLists(tables, name);
    leaveCalendar(tables, name);
    unwatch(tables, name);
  }
  for (const orderId of orderIds) renameOrder(tables, orderId, pseudonyms);
}

function forgottenUser(event: ShopEvent): ForgottenUser {
  const { names, orderIds } = propertiesOf(event);
  return {
    names: Array.isArray(names) ? names.filter(isPair) : [],
    orderIds: Array.isArray(orderIds) ? orderIds.filter((id) => typeof id === 'string') : [],
  };
}

function isPair(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

/** The place stays taken until the hand comes round. */
function renameInRing(tables: FoldTables, name: string, pseudonym: string): void {
  const ring = tables.table<[number, string]>(VISITOR_RING);
  const number = tables.table<VisitorRecord>('recommend-visitors').get(name)?.ringNumber;
  if (number === undefined) return;
  const slot = slotKey(number % RECOMMEND_DEFAULTS.visitors);
  const record = ring.get(slot);
  if (record?.[0] !== number) return;
  record[1] = pseudonym;
  ring.put(slot, record);
}

function leaveLists(tables: FoldTables, name: string): void {
  const entries = tables.table('score.list-entries');
  const counts = tables.table<number>('score.list-counts');
  for (const list of LISTS) {
    const key = `${list}:user:${name}`;
    if (entries.get(key) === undefined) continue;
    entries.remove(key);
    counts.put(`${list}:user`, (counts.get(`${list}:user`) ?? 1) - 1);
  }
}

/** Of each day there are lists of who came first on it: the name leaves them, the newest days first. */
function leaveCalendar(tables: FoldTables, name: string): void {
  const pieces = tables.table<string[]>('features-touched');
  for (const key of newestPieces(tables.table<number[]>('features-days').get('days') ?? [])) {
    const listed = pieces.get(key);
    if (!listed?.some((entry) => entry.slice(1) === name)) continue;
    pieces.put(
      key,
      listed.filter((entry) => entry.slice(1) !== name),
    );
  }
}

/** @param days day, number of its pieces, day, number … */
function newestPieces(days: readonly number[]): readonly string[] {
  const keys: string[] = [];
  for (let at = days.length - 2; at >= 0 && keys.length < MOST_PIECES; at -= 2) {
    for (let piece = 0; piece < (days[at + 1] ?? 0); piece++) keys.push(`${days[at]}/${piece}`);
  }
  return keys.slice(0, MOST_PIECES);
}

interface WatchList {
  size: number;
  bySlot: Record<string, [visitor: string, ...unknown[]][]>;
}

function unwatch(tables: FoldTables, name: string): void {
  const watched = tables.table<WatchList>('enrich-rate-watched');
  const list = watched.get('watched');
  for (const [slot, visitors] of Object.entries(list?.bySlot ?? {})) {
    if (!list || !visitors.some(([visitor]) => visitor === name)) continue;
    list.bySlot[slot] = visitors.filter(([visitor]) => visitor !== name);
    list.size -= 1;
    watched.put('watched', list);
  }
}

function renameOrder(tables: FoldTables, orderId: string, pseudonyms: ReadonlyMap<string, string>): void {
  const rename = (name: string | null) => (name === null ? null : (pseudonyms.get(name) ?? name));
  const placed = tables.table<{ owner: { name: string; isUser: boolean } | null }>('enrich-orders');
  const order = placed.get(orderId);
  if (order?.owner) {
    order.owner = { ...order.owner, name: rename(order.owner.name) ?? '' };
    placed.put(orderId, order);
  }
  const decided = tables.table<OrderRecord>('score.orders');
  const record = decided.get(orderId);
  if (record) {
    for (const key of [`device:${record.deviceId}`, `card:${record.card}`, `ip:${record.ip}`])
      renameTrail(tables, key, rename);
    decided.put(orderId, { ...record, visitor: rename(record.visitor), ip: null, deviceId: null, card: null });
  }
  renameCase(tables, orderId, rename);
}

function renameTrail(tables: FoldTables, key: string, rename: (name: string | null) => string | null): void {
  const trails = tables.table<OrderTrail>('score.trails');
  const trail = trails.get(key);
  if (!trail) return;
  // Nobody else's: then it says something of the user alone.
  if (trail.visitors.every((visitor) => rename(visitor) !== visitor)) trails.remove(key);
  else trails.put(key, { ...trail, visitors: trail.visitors.map(rename) });
}

function renameCase(tables: FoldTables, orderId: string, rename: (name: string | null) => string | null): void {
  const cases = tables.table<{ visitor: string | null }>('score.cases');
  const found = cases.get(caseIdOf(orderId));
  if (found) cases.put(caseIdOf(orderId), { ...found, visitor: rename(found.visitor) });
  const alerts = tables.table<{ annotations?: Record<string, string> }>('alert-alerts');
  const fingerprint = fingerprintOf({ alertname: 'FraudSuspected', severity: 'critical', orderId });
  const alert = alerts.get(fingerprint);
  if (!alert?.annotations) return;
  const visitor = rename(alert.annotations.visitor ?? '') ?? '';
  alerts.put(fingerprint, { ...alert, annotations: { ...alert.annotations, visitor } });
}
