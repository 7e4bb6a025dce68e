/** The reasons of recommendations as sentences. */
import type {
  ExcludedProduct,
  FallbackReason,
  ItemReason,
  ItemReasonCode,
} from '../functions/recommend/recommendation-list.ts';

const ITEM_TEXTS: Readonly<Record<ItemReasonCode, (about: string) => string>> = {
  looked_at_together: (about) => `Shoppers who looked at ${about} also looked at this.`,
  looked_at_next: (about) => `Shoppers often go on from ${about} to this.`,
  bought_together: (about) => `Bought together with ${about}.`,
  liked_category: (about) => `In a category that this shopper looks at: ${about}.`,
  same_category: (about) => `In the same category: ${about}.`,
  same_brand: (about) => `Of the same brand: ${about}.`,
  similar_price: () => 'At a similar price.',
  trending: (about) => (about === '' ? 'Draws much interest now.' : `Draws much interest now in ${about}.`),
};

const FALLBACK_TEXTS: Readonly<Record<FallbackReason, string>> = {
  unknown_user: 'Nothing is known of this user yet, so the list shows what draws interest now.',
  no_history: 'This user has not looked at a product yet, so the list shows what draws interest now.',
  unknown_products: 'No product of the visit is known yet, so the list shows what draws interest now.',
  unknown_product: 'This product is not known yet, so the list shows what draws interest now.',
  new_product:
    'Nobody has looked at this product and others in one visit yet, so the list goes by category, brand and price.',
  no_orders: 'This product has not been bought with others yet, so the list shows what goes with it otherwise.',
};

const EXCLUSION_TEXTS: Readonly<Record<ExcludedProduct['why'], string>> = {
  hidden: 'The shop has hidden it.',
  out_of_stock: 'It is out of stock.',
  seen: 'The shopper has it in the present visit or order already.',
  excluded: 'The request leaves it out.',
  other_category: 'It is not of the category that was asked for.',
};

export function exclusionText(why: ExcludedProduct['why']): string {
  return EXCLUSION_TEXTS[why];
}

export function itemReasonText({ why, about }: ItemReason): string {
  return ITEM_TEXTS[why](about ?? '');
}

export function fallbackText(code: FallbackReason): string {
  return FALLBACK_TEXTS[code];
}
