/**
 * Takes a user out of what the functions keep: the effect of a `user_forget` event, which names the user, the anonymous
 * visitors that the user was, and the pseudonym of each.
 *
 * What is about the user alone goes: profile, identities, features, visits, risk profile. What others depend on stays under
 * the pseudonym: orders, cases, and the trails of devices, cards and addresses, of which the user was one of many.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { fingerprintOf } from './alert/fingerprint.ts';
import { VisitorRates } from './enrich/visitor-rates.ts';
import { leaveCalendar } from './features/idle-keys.ts';
import type { Recommendations } from './recommend/recommend.ts';
import { caseIdOf } from './score/fraud-case.ts';
import { FraudLists, LISTS, listValue } from './score/fraud-lists.ts';
import type { OrderRecord } from './score/order-book.ts';
import { OrdersByKey } from './score/orders-by-key.ts';
import type { OrderTrail } from './score/recent-orders.ts';
import { propertiesOf, type ShopEvent } from './shop-event.ts';
import type { OpenVisits } from './visits/open-visits.ts';

/** Tables with one entry a visitor. */
const OF_VISITORS = [
  'enrich-users',
  'enrich-strangers',
  'enrich-identities',
  'enrich-anonymous-ids',
  'features-users',
  'score.profiles',
] as const;

/** What a `user_forget` event says. */
export interface ForgottenUser {
  /** Each name with its pseudonym. */
  readonly names: readonly (readonly [name: string, pseudonym: string])[];
  /** Orders that were placed under one of the names. */
  readonly orderIds: readonly string[];
}

/** Those that hold what they know of places in memory, too: they forget for themselves. */
export interface OwnForgetting {
  readonly recommendations: Pick<Recommendations, 'forget'>;
  readonly openVisits: Pick<OpenVisits, 'forget'>;
}

export function forgetUser(tables: FoldTables, { recommendations, openVisits }: OwnForgetting, event: ShopEvent): void {
  const { names, orderIds } = forgottenUser(event);
  const pseudonyms = new Map(names);
  const rates = new VisitorRates(tables);
  const lists = new FraudLists(tables);
  const byKey = new OrdersByKey(tables);
  for (const [name, pseudonym] of names) {
    recommendations.forget(name, pseudonym);
    for (const table of OF_VISITORS) if (tables.table(table).get(name) !== undefined) tables.table(table).remove(name);
    for (const list of LISTS)
      lists.change({ list, kind: 'user', value: listValue('user', name), remove: true, note: null }, 0);
    rates.forget(name);
    byKey.rename('user', name, pseudonym);
  }
  openVisits.forget(new Set(pseudonyms.keys()));
  leaveCalendar(tables, new Set(pseudonyms.keys()));
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
    new OrdersByKey(tables).remove(orderId, { ...record, visitor: null });
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
