/** What can be asked of recommendations, and what is answered. */
import type { ListKind } from './list-id.ts';

export interface ListOptions {
  readonly n: number;
  /** Only products of this category; null: of any. */
  readonly category: string | null;
  /** Product ids that are left out. */
  readonly exclude: readonly string[];
  /** Whether products of the present visit may be in the list. */
  readonly includeSeen: boolean;
  /** Whether each product says why it is in the list. */
  readonly explain: boolean;
  readonly nowMs: number;
}

export type RecommendationQuestion = ListOptions &
  (
    | { readonly kind: 'personal'; readonly visitor: string }
    /** Product ids of a visit, the latest last. */
    | { readonly kind: 'session'; readonly products: readonly string[] }
    | { readonly kind: 'similar'; readonly productId: string }
    | { readonly kind: 'bought-together'; readonly productId: string }
  );

export const ITEM_REASONS = [
  'looked_at_together',
  'looked_at_next',
  'bought_together',
  'liked_category',
  'same_category',
  'same_brand',
  'similar_price',
  'trending',
] as const;

export type ItemReasonCode = (typeof ITEM_REASONS)[number];

/** Why a product is in the list. */
export interface ItemReason {
  readonly why: ItemReasonCode;
  /** A product id for the first three, a category or brand for those that name one; else null. */
  readonly about: string | null;
  /** Its part of the score. */
  readonly weight: number;
}

export const EXCLUSIONS = ['hidden', 'out_of_stock', 'seen', 'excluded', 'other_category'] as const;

/** A product that something spoke for, and why it is not in the list all the same. */
export interface ExcludedProduct {
  readonly productId: string;
  readonly category: string | null;
  readonly why: (typeof EXCLUSIONS)[number];
}

export const FALLBACK_REASONS = [
  'unknown_user',
  'no_history',
  'unknown_products',
  'unknown_product',
  'new_product',
  'no_orders',
] as const;

/** Why a list is not made of what was asked about: too little is known of that. */
export type FallbackReason = (typeof FALLBACK_REASONS)[number];

export interface RecommendedItem {
  readonly productId: string;
  readonly category: string | null;
  readonly score: number;
  /** Weightiest first; only when asked for. */
  readonly reasons?: readonly ItemReason[];
}

export interface RecommendationList {
  /** `trending` when nothing else could be said. */
  readonly kind: ListKind;
  readonly reason: FallbackReason | null;
  readonly items: readonly RecommendedItem[];
  /** Only when reasons were asked for. */
  readonly excluded?: readonly ExcludedProduct[];
}
