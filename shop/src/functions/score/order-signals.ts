/** Every signal of an order, from the order itself, the pipeline's row and what is remembered of earlier orders. */
import type { PendingOrder } from './pending-order.ts';
import { accountsSince, amountSince, type OrderTrail, ordersSince, TRAIL_MS } from './recent-orders.ts';
import type { RiskProfile } from './risk-profile.ts';
import { PIPELINE_SIGNAL_NAMES, type PipelineSignal, type Signals } from './signals.ts';

/** What is remembered of an order's buyer, device, card and address. */
export interface OrderHistory {
  /** What earlier lines of the order were worth, which the trails hold already; null before the first. */
  readonly countedValue: number | null;
  readonly profile: RiskProfile | undefined;
  readonly device: OrderTrail | undefined;
  readonly card: OrderTrail | undefined;
  readonly ip: OrderTrail | undefined;
}

type Measured = Record<PipelineSignal, number | null>;

const MINUTES_5 = 5 * 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function orderSignals(order: PendingOrder, history: OrderHistory): Signals {
  const measured = measuredSignals(order);
  return { ...measured, ...ownSignals(order), ...historySignals(order, history, measured.orderValue ?? order.value) };
}

/** What is not known of an order says nothing, though the pipeline counts the order itself. */
function measuredSignals(order: PendingOrder): Measured {
  const measured = Object.fromEntries(
    PIPELINE_SIGNAL_NAMES.map((name, index) => [name, order.measured?.[index] ?? null]),
  ) as Measured;
  measured.orderValue ??= order.value;
  if (order.createdMs !== null) measured.accountAgeSeconds ??= Math.trunc((order.receivedMs - order.createdMs) / 1000);
  if (order.deviceId === null) measured.deviceUsers = null;
  if (order.ip === null) for (const name of PIPELINE_SIGNAL_NAMES) if (name.startsWith('ip')) measured[name] = null;
  return measured;
}

function ownSignals(order: PendingOrder) {
  const { country, profileCountry, emailDomain, currency, bot, priceDiffers, ordersInAll, lifetimeValue } = order;
  const signedIn = order.userId !== null;
  return { country, profileCountry, emailDomain, currency, signedIn, bot, priceDiffers, ordersInAll, lifetimeValue };
}

function historySignals(order: PendingOrder, history: OrderHistory, amount: number) {
  const { profile } = history;
  const ofVisitor = (value: number) => (order.visitor === null ? null : value);
  return {
    userReviews: ofVisitor(profile?.review ?? 0),
    userDeclines: ofVisitor(profile?.decline ?? 0),
    userFrauds: ofVisitor(profile?.frauds ?? 0),
    userConfirmedGood: ofVisitor(profile?.confirmedGood ?? 0),
    userKnownSeconds: ofVisitor(profile ? Math.trunc((order.receivedMs - profile.firstMs) / 1000) : 0),
    ...trailSignals(order, history, amount),
  };
}

/** Each count takes the order itself in, and without device, card or address there is none. */
function trailSignals(order: PendingOrder, { device, card, ip, countedValue }: OrderHistory, amount: number) {
  const { receivedMs: atMs, visitor, deviceId, card: cardKey, ip: address } = order;
  const own = countedValue === null ? 1 : 0;
  const ifKnown = <Value>(key: string | null, value: Value) => (key === null ? null : value);
  return {
    deviceOrders1h: ifKnown(deviceId, own + ordersSince(device, atMs - HOUR)),
    deviceOrders24h: ifKnown(deviceId, own + ordersSince(device, atMs - DAY)),
    deviceAccounts30d: ifKnown(deviceId, accountsSince(device, atMs - TRAIL_MS, visitor)),
    deviceFrauds: ifKnown(deviceId, device?.frauds ?? 0),
    cardOrders5m: ifKnown(cardKey, own + ordersSince(card, atMs - MINUTES_5)),
    cardOrders1h: ifKnown(cardKey, own + ordersSince(card, atMs - HOUR)),
    cardOrders24h: ifKnown(cardKey, own + ordersSince(card, atMs - DAY)),
    cardAmount24h: ifKnown(cardKey, amount - (countedValue ?? 0) + amountSince(card, atMs - DAY)),
    cardAccounts30d: ifKnown(cardKey, accountsSince(card, atMs - TRAIL_MS, visitor)),
    cardFrauds: ifKnown(cardKey, card?.frauds ?? 0),
    ipAccounts30d: ifKnown(address, accountsSince(ip, atMs - TRAIL_MS, visitor)),
    ipFrauds: ifKnown(address, ip?.frauds ?? 0),
  };
}
