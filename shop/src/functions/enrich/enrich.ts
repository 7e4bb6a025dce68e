/**
 * The first function of all: completes each event with what is known of its user, product, place and device, and keeps
 * that knowledge up to date from the same events. What is not known is listed, and the event goes on.
 *
 * Knowledge is as of the event itself: a purchase counts in the lifetime value that comes with it.
 */
import type { Emit, Fold, FoldTables, RunningFold } from '@millrace/engine/fold/fold.ts';
import { TYPES_WITHOUT_VISITOR } from '../../events/event-types.ts';
import type { ShopEvent } from '../shop-event.ts';
import type { EnrichedEvent } from './enriched-event.ts';
import { type EnrichmentCounts, EnrichmentMeter } from './enrichment-counts.ts';
import { Knowledge } from './knowledge.ts';
import { missingFrom } from './missing-from.ts';
import { type Locate, type Place, Places } from './place.ts';
import type { OnProduct, StoredProduct } from './product-catalogue.ts';
import { type DeviceClass, UserAgents } from './user-agent.ts';
import type { StoredProfile } from './user-profiles.ts';
import { VisitorRates } from './visitor-rates.ts';

export interface Enrichment extends RunningFold<ShopEvent> {
  profileOf(userId: string): StoredProfile | undefined;
  /** Under which names the user came before it was known. */
  anonymousIdsOf(userId: string): readonly string[];
  productOf(productId: string): StoredProduct | undefined;
  counts(): EnrichmentCounts;
}

/** What was worked out from addresses and user agents. No state: the fold may share it wherever it is opened. */
export interface EnrichMemory {
  readonly places: Places;
  readonly userAgents: UserAgents;
}

export function enrichMemory(locate: Locate): EnrichMemory {
  return { places: new Places(locate), userAgents: new UserAgents() };
}

/**
 * @param locate finds the place of an address.
 * @param onProduct is told what the catalogue says of a product whenever that changes.
 */
export function enrich(
  locate: Locate,
  onProduct: OnProduct = () => undefined,
  memory: EnrichMemory = enrichMemory(locate),
): Fold<ShopEvent, EnrichedEvent, Enrichment> {
  return {
    name: 'enrich',
    stateVersion: 3,
    open: (tables, emit) => new Enricher(emit, { ...memory, knowledge: new Knowledge(tables, onProduct), tables }),
  };
}

interface EnricherParts extends EnrichMemory {
  readonly knowledge: Knowledge;
  readonly tables: FoldTables;
}

class Enricher implements Enrichment {
  readonly #emit: Emit<EnrichedEvent>;
  readonly #places: Places;
  readonly #knowledge: Knowledge;
  readonly #rates: VisitorRates;
  readonly #userAgents: UserAgents;
  readonly #meter = new EnrichmentMeter();

  constructor(emit: Emit<EnrichedEvent>, { places, userAgents, knowledge, tables }: EnricherParts) {
    this.#emit = emit;
    this.#places = places;
    this.#userAgents = userAgents;
    this.#knowledge = knowledge;
    this.#rates = new VisitorRates(tables);
  }

  apply(event: ShopEvent): void {
    const enriched = TYPES_WITHOUT_VISITOR.has(event.eventType) ? this.#reference(event) : this.#visit(event);
    this.#meter.note(enriched);
    this.#emit(enriched);
  }

  profileOf(userId: string): StoredProfile | undefined {
    return this.#knowledge.profile(userId, true);
  }

  anonymousIdsOf(userId: string): readonly string[] {
    return this.#knowledge.anonymousIdsOf(userId);
  }

  productOf(productId: string): StoredProduct | undefined {
    return this.#knowledge.product(productId) ?? undefined;
  }

  counts(): EnrichmentCounts {
    return this.#meter.counts(this.#places);
  }

  /** An event that is nobody's visit: nobody is behind it, and nothing is missing from it. */
  #reference(event: ShopEvent): EnrichedEvent {
    this.#knowledge.learn(event, null);
    const product = this.#knowledge.product(event.productId);
    return {
      event,
      visitor: null,
      profile: null,
      product,
      category: event.category ?? product?.category ?? null,
      country: event.country,
      region: event.region,
      deviceClass: 'unknown',
      bot: null,
      missing: missingFrom(true, true, true),
      priceDiffers: false,
    };
  }

  #visit(event: ShopEvent): EnrichedEvent {
    const userId = this.#knowledge.userOf(event);
    const visitor = userId ?? event.anonymousId;
    this.#rates.read();
    this.#knowledge.learn(event, visitor === null ? null : { name: visitor, isUser: userId !== null });
    return this.#completed(event, visitor, userId !== null, this.#rates.count(visitor ?? '', event.receivedMs));
  }

  #completed(event: ShopEvent, visitor: string | null, isUser: boolean, isTooFast: boolean): EnrichedEvent {
    const profile = (visitor === null ? null : this.#knowledge.profile(visitor, isUser)) ?? null;
    const product = this.#knowledge.product(event.productId);
    const place = event.country === null || event.region === null ? this.#placeOf(event) : null;
    const country = event.country ?? place?.country ?? null;
    const device = this.#userAgents.deviceClass(event.properties);
    const bot = device === 'bot' ? 'declared' : isTooFast ? 'rate' : null;
    return {
      event,
      visitor,
      profile,
      product,
      category: event.category ?? product?.category ?? null,
      country,
      region: event.region ?? (place?.country === country ? place.region : null),
      deviceClass: bot === null ? (deviceTypeOf(event) ?? device ?? 'unknown') : 'bot',
      bot,
      missing: missingFrom(
        !isUser || (profile !== null && profile.told.length > 0),
        event.productId === null || (product !== null && product.toldMs !== null),
        country !== null,
      ),
      priceDiffers: differs(event.priceTenThousandths, product),
    };
  }

  #placeOf({ ip }: ShopEvent): Place | null {
    return ip === null ? null : this.#places.of(ip);
  }
}

function deviceTypeOf({ deviceType }: ShopEvent): DeviceClass | null {
  return deviceType === 'mobile' || deviceType === 'desktop' || deviceType === 'tablet' ? deviceType : null;
}

function differs(price: number | null, product: StoredProduct | null): boolean {
  const known = product?.priceTenThousandths ?? null;
  return price !== null && known !== null && price !== known;
}
