/** What the server says of recommendations. Documented at /docs. */

export interface ItemReason {
  readonly code: string;
  readonly about: string | null;
  readonly weight: number;
  readonly text: string;
}

export interface RecommendedItem {
  readonly productId: string;
  readonly category: string | null;
  readonly score: number;
  readonly reasons?: readonly ItemReason[];
}

export interface ExcludedItem {
  readonly productId: string;
  readonly category: string | null;
  readonly code: string;
  readonly text: string;
}

export interface RecommendationList {
  readonly kind: string;
  readonly reason: { readonly code: string; readonly text: string } | null;
  readonly items: readonly RecommendedItem[];
  readonly excluded?: readonly ExcludedItem[];
}

export interface PlacementCounts {
  readonly placement: string;
  readonly kind: string;
  readonly impressions: number;
  readonly clicks: number;
  readonly purchases: number;
  /** An exact decimal. */
  readonly revenue: string;
}

export interface PlacementTotal extends PlacementCounts {
  readonly clickThroughRate: number | null;
  readonly conversionRate: number | null;
}

export interface History {
  readonly by: 'hour' | 'day';
  readonly from: string;
  readonly to: string;
  readonly items: readonly (PlacementCounts & { readonly start: string })[];
  readonly totals: readonly PlacementTotal[];
}

export interface ProductSuggestion {
  readonly productId: string;
  readonly name: string | null;
  readonly category: string | null;
}
