/** An order as far as it has come in together: the lines of one arrival, waiting for what the pipeline measures of it. */
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { propertiesOf } from '../shop-event.ts';

export interface PendingOrder {
  readonly kind: 'order';
  readonly orderId: string;
  readonly receivedMs: number;
  /** The line that came last: its row is the one that is waited for. */
  lastEventId: string;
  readonly visitor: string | null;
  /** The account, if the buyer has one. */
  readonly userId: string | null;
  ip: string | null;
  deviceId: string | null;
  card: string | null;
  emailDomain: string | null;
  country: string | null;
  readonly currency: string | null;
  readonly profileCountry: string | null;
  readonly createdMs: number | null;
  readonly ordersInAll: number | null;
  readonly lifetimeValue: number | null;
  bot: boolean;
  priceDiffers: boolean | null;
  /** The lines' own worth, in ten-thousandths. */
  value: number;
  /** What the pipeline has measured, in the order of PIPELINE_SIGNAL_NAMES; null while it has not come. */
  measured: (number | null)[] | null;
}

/** The order that a purchase begins. */
export function pendingOrder(enriched: EnrichedEvent): PendingOrder {
  const { event, visitor, profile } = enriched;
  return {
    kind: 'order',
    orderId: orderIdOf(enriched),
    receivedMs: event.receivedMs,
    lastEventId: event.eventId,
    visitor,
    userId: event.userId,
    ip: null,
    deviceId: null,
    card: null,
    emailDomain: null,
    country: null,
    currency: event.currency,
    profileCountry: profile?.country ?? null,
    createdMs: profile?.createdMs ?? null,
    ordersInAll: profile?.orders ?? null,
    lifetimeValue: profile?.lifetimeValueTenThousandths ?? null,
    bot: false,
    priceDiffers: null,
    value: 0,
    measured: null,
  };
}

/** A purchase without an order is one of its own, as in `fraud.sql`. */
export function orderIdOf({ event }: EnrichedEvent): string {
  return event.orderId ?? event.eventId;
}

/** Adds a line: what it says of buyer, device and place counts where earlier lines said nothing. */
export function addLine(order: PendingOrder, enriched: EnrichedEvent): void {
  const { event, country, bot, product, priceDiffers } = enriched;
  const properties = propertiesOf(event);
  order.lastEventId = event.eventId;
  order.ip ??= event.ip;
  order.country ??= country;
  order.deviceId ??= textOf(properties.deviceId);
  order.card ??= textOf(properties.cardFingerprint);
  order.emailDomain ??= textOf(properties.emailDomain) ?? domainOf(properties.email);
  order.bot ||= bot !== null;
  // Without a catalogue price there is nothing to compare.
  if (product?.priceTenThousandths != null) order.priceDiffers = (order.priceDiffers ?? false) || priceDiffers;
  order.value += (event.priceTenThousandths ?? 0) * (event.quantity ?? 1);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function domainOf(email: unknown): string | null {
  const domain = typeof email === 'string' ? email.slice(email.lastIndexOf('@') + 1) : '';
  return domain === '' ? null : domain.toLowerCase();
}
