/** Questions to enrichment: what is known of a user, and of a product. */

import type { Enrichment } from './enrich.ts';
import type { Product, UserProfile } from './enriched-event.ts';
import type { StoredProduct } from './product-catalogue.ts';
import type { StoredProfile } from './user-profiles.ts';

export type EnrichQuestions = {
  profile: [request: { readonly userId: string }, answer: KnownProfile];
  product: [request: { readonly productId: string }, answer: KnownProduct];
};

export interface KnownProfile extends UserProfile {
  /** Whether an event has said anything of the user. */
  readonly known: boolean;
  /** Anonymous visitors who turned out to be this user. */
  readonly anonymousIds: readonly string[];
  readonly missing: readonly string[];
}

export interface KnownProduct extends Product {
  readonly known: boolean;
  readonly missing: readonly string[];
}

/** What is answered to each question. */
export function enrichAnswers(enrichment: Enrichment) {
  return {
    profile: ({ userId }: { readonly userId: string }) =>
      shownProfile(enrichment.profileOf(userId), enrichment.anonymousIdsOf(userId)),
    product: ({ productId }: { readonly productId: string }) => shownProduct(enrichment.productOf(productId)),
  };
}

function shownProfile(profile: StoredProfile | undefined, anonymousIds: readonly string[]): KnownProfile {
  const { createdMs = null, country = null, segment = null } = profile ?? {};
  return {
    known: profile !== undefined,
    createdMs,
    country,
    segment,
    lifetimeValueTenThousandths: profile?.lifetimeValueTenThousandths ?? 0,
    orders: profile?.orders ?? 0,
    anonymousIds,
    missing: missingIn({ createdAt: createdMs, country, segment }),
  };
}

function shownProduct(product: StoredProduct | undefined): KnownProduct {
  const { name = null, brand = null, category = null, priceTenThousandths = null, onHand = null } = product ?? {};
  return {
    known: product !== undefined,
    name,
    brand,
    category,
    priceTenThousandths,
    onHand,
    hidden: product?.hidden ?? false,
    missing: missingIn({ name, brand, category, price: priceTenThousandths, onHand }),
  };
}

function missingIn(facts: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(facts).filter((fact) => facts[fact] === null);
}
