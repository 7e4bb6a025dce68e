/**
 * Records of `enriched`: the event's own fields, untouched, so that SQL reads in them what it reads in the log, and what the
 * shop knows beside them under `enrichment`.
 *
 * `at` is added when a record leaves: the id of the output that it is, which rises along a bucket and is the same however
 * often it is delivered. So a reader that knows the last one of a bucket drops what it has had.
 */
import type { EnrichedEvent, Product, UserProfile } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import { type EventRecord, isObject, shopEventOf } from './event-record.ts';

/** What EnrichedEvent has beside the event. What is null, false or empty is left out. */
export interface Enrichment {
  readonly visitor?: string;
  readonly profile?: UserProfile;
  readonly product?: Product;
  readonly category?: string;
  readonly country?: string;
  readonly region?: string;
  readonly deviceClass: EnrichedEvent['deviceClass'];
  readonly bot?: 'declared' | 'rate';
  readonly missing?: EnrichedEvent['missing'];
  readonly priceDiffers?: true;
}

export interface EnrichedRecord extends EventRecord {
  readonly enrichment: Enrichment;
  /** The visitor has just turned out to be a user of another bucket: what was counted of it follows in a hand-over. */
  readonly awaits?: true;
}

/** The text of an element of `enriched`, without `at`. */
export function enrichedText(record: EventRecord, enriched: EnrichedEvent, awaits: boolean): string {
  const enrichment = enrichmentOf(enriched);
  return JSON.stringify(awaits ? { ...record, enrichment, awaits } : { ...record, enrichment });
}

/** @param text of a JSON object. */
export function withPosition(text: string, at: string): string {
  return `${text.slice(0, -1)},"at":"${at}"}`;
}

function enrichmentOf(enriched: EnrichedEvent): Enrichment {
  const { profile, product, missing } = enriched;
  return {
    ...(enriched.visitor === null ? {} : { visitor: enriched.visitor }),
    ...(profile === null ? {} : { profile: shownProfile(profile) }),
    ...(product === null ? {} : { product: shownProduct(product) }),
    ...(enriched.category === null ? {} : { category: enriched.category }),
    ...(enriched.country === null ? {} : { country: enriched.country }),
    ...(enriched.region === null ? {} : { region: enriched.region }),
    deviceClass: enriched.deviceClass,
    ...(enriched.bot === null ? {} : { bot: enriched.bot }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(enriched.priceDiffers ? { priceDiffers: true } : {}),
  };
}

/** Profiles and products as others are given them: what is remembered beside is left out. */
function shownProfile({ createdMs, country, segment, lifetimeValueTenThousandths, orders }: UserProfile): UserProfile {
  return { createdMs, country, segment, lifetimeValueTenThousandths, orders };
}

function shownProduct({ name, brand, category, priceTenThousandths, onHand, hidden }: Product): Product {
  return { name, brand, category, priceTenThousandths, onHand, hidden };
}

export function isEnriched(record: EventRecord): record is EnrichedRecord {
  return 'enrichment' in record && isObject(record.enrichment);
}

/** The event as the functions take it. @param event its own part, when it is at hand. */
export function enrichedEventOf(record: EnrichedRecord, event: ShopEvent = shopEventOf(record)): EnrichedEvent {
  const { enrichment } = record;
  return {
    event,
    visitor: enrichment.visitor ?? null,
    profile: enrichment.profile ?? null,
    product: enrichment.product ?? null,
    category: enrichment.category ?? null,
    country: enrichment.country ?? null,
    region: enrichment.region ?? null,
    deviceClass: enrichment.deviceClass,
    bot: enrichment.bot ?? null,
    missing: enrichment.missing ?? [],
    priceDiffers: enrichment.priceDiffers ?? false,
  };
}
